"""SQLModel rows and column types, one module a subject."""
