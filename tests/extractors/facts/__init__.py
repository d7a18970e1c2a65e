"""Files of facts."""
