"""What is wrong with the contracts themselves?"""
