"""The trained judge: how likely a candidate is an obligation between the parties."""
