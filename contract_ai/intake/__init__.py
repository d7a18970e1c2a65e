"""Uploads: files of the user kept under their hash, checked before they are read, read in turn."""
