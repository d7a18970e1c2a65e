"""Deals of a system for customer relations: which contract each became, and what it is worth."""
