"""What pages show, read by SQL: lists with filters and counts, and one thing in full."""
