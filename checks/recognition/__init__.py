"""Telling what a name, a reference, a period or an invoice line stands for."""
