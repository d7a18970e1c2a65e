"""Checks of prices: rates, fees, escalators, tiers, discounts, percentages, proration."""
