"""Pages of paper: HTML of ours, laid out as tagged PDF (PDF/UA-1)."""
