"""A small company's contracts, invoices and facts, written for this product."""
