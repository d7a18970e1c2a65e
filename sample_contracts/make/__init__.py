"""Makes the documents of ``sample_contracts/``: the same bytes every time."""
