"""People's accounts: users, passwords, sessions, links and tokens.  No web code lives here.

The clock and randomness are arguments; every change of state is recorded in the audit trail, and
no secret ever is.
"""
