"""Readers of facts: one kind of fact a module."""
