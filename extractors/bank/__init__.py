"""Files of banks: CAMT.053, MT940, OFX and QFX, BAI2, and exports as a table."""
