"""What an auditor does: pure functions over contracts, invoices and facts."""
