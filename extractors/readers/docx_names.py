"""Names of the elements of Word's XML, each worked out once: a document asks for thousands."""

from functools import cache

from docx.oxml import ns

qn = cache(ns.qn)
"""Make the name of an element or attribute as lxml has it: ``w:p`` with its namespace."""
