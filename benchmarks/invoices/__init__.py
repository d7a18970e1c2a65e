"""Printed invoices of many looks, made with known truth, and how well they are read."""
