"""From words on a page to lines, columns, tables, sections and passages."""
