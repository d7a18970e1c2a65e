"""What should have been billed, with the working shown."""
