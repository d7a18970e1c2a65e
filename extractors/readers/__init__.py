"""Bytes to documents, sheets and trees."""
