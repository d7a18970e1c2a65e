"""What should be billed, worked out by the checks that look for what never was."""
