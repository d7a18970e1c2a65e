"""Checks of caps, minimum commitments and purchase orders."""
