"""Pages of paper: what PDF files of ours are made of."""
