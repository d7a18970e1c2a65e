"""Which open item is to be reminded of, and when?  Decisions only; nothing is sent here."""
