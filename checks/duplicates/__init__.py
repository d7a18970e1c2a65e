"""Was this billed before?"""
