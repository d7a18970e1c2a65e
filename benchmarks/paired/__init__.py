"""What is measured against what a user would take instead: one subject a module, each with ``subject``."""
