"""Was it signed and approved?"""
