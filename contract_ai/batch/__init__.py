"""The nightly job: what is new in an inbox is kept, read, checked and reported, and acknowledged."""
