"""What customers owe: open items, their age by the contract, and how fast money comes in."""
