"""Checks of quantities: metered usage, approved hours, allowances, units."""
