"""The audit trail: every change of state, chained by hashes and anchored outside the database."""
