"""Checks of service periods: term, overlaps, lateness, advance billing."""
