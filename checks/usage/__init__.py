"""Usage events counted as the contract counts them: where they belong, by which rule, into which rows."""
