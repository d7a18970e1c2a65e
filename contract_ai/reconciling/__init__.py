"""Reconciliation with other systems: what is compared, and periods that are closed."""
