"""Letters to the other party: what was billed beyond the contract, and what was never billed."""
