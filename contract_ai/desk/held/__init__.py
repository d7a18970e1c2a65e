"""Lists held in memory as columns: what they are filtered, counted, sorted and searched by.

One copy a process and database, brought up to date by the audit trail (`shelf`).  Rows that a
page shows are read from the database.
"""
