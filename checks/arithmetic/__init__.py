"""Does the invoice add up?"""
