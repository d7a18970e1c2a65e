"""How well the contract header is read, and the fitting of its model of roles."""
