"""Readers of invoices: one format a module."""
