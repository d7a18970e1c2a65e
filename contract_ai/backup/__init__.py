"""Backups: one file with the database, the originals and what proves that nothing is missing."""
