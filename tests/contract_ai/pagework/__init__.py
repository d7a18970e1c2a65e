"""Pages of documents for people to look at."""
