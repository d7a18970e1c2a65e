"""Usage events: taken in, counted by the rule of their meter, and told to the checks."""
