"""Printed invoices: labels, values and line tables found by where they stand on the page."""
