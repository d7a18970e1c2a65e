"""Price tables, and lists that are tables in disguise: cells, columns, scope and rows."""
