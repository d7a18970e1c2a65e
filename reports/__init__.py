"""Findings for people: HTML, XLSX, JSON."""
