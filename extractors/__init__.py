"""Text to meaning: readers, layout, terms, invoices, facts."""
