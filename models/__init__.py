"""What things are: money, dates, documents, terms, invoices, facts, findings."""
