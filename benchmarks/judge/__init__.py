"""Trains the judge of candidates and measures it on documents that it was not trained on."""
