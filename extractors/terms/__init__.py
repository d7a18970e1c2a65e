"""Readers of terms: one kind of term a module."""
