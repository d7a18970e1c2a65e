"""Is this the right contract, party, currency and order?"""
