"""Clauses in wordings of our own, written by people who had not seen the readers."""
