"""What was a payment for?"""
