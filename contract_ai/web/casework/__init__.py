"""What the pages of findings share: the list's address, a proof as a page shows it, decisions."""
