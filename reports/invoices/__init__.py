"""Our own invoices as files: on paper (PDF), for machines (UBL), for accounting systems (CSV)."""
