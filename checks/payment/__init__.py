"""When is it due, and what do early and late payment cost?"""
