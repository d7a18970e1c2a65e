"""Figures for Prometheus: what a server answers, and what the books hold.

Labels are closed lists (states, codes, routes): no name of a file, party, contract or person.
"""
