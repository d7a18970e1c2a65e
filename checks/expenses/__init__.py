"""Were expenses agreed, approved, proven and billed at cost?"""
