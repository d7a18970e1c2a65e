"""Tables written for us, with the term that each row states."""
