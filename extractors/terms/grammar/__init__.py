"""Shared grammars: percents, days, sums of money, sentences, and what speaks for or against."""
