"""Grammars for values in running text: days, percents, sums of money, quantities."""
