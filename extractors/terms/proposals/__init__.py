"""What a second reader proposes: read from its answer, placed in the document, and proven."""
