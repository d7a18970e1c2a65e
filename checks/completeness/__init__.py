"""Checks for what was never billed."""
