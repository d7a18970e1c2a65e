"""From words that a person selected in a document to a term of the kind that the person names."""
