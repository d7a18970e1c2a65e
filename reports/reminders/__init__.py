"""Reminders as letters, in the customer's language."""
