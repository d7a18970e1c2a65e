"""What is well and what is not: the machine, the places where things lie, the books.

Every check looks and changes nothing; what it cannot look at is said as well.
"""
