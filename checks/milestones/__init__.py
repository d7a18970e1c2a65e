"""Checks of milestones and retainage."""
