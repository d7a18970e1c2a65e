"""The database: SQLite by default, PostgreSQL for teams; one repository a subject."""
