"""Is tax charged as agreed and computed right?"""
