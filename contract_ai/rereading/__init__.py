"""Documents on file read again by another version of the extractors, compared before it counts."""
