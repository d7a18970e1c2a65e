"""Commands that measure and fit; no part of the package."""
