"""Are out-of-pocket costs billed by the rules?"""
