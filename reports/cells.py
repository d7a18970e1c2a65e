"""Texts for cells of spreadsheets: nothing that a program would run, nothing it cannot hold."""

import re

RISKY = ("=", "+", "-", "@", "\t", "\r", "\0")
"""What a text must not begin with: spreadsheet programs take it for a formula (ASVS 1.2.10)."""
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_000  # letters a cell can hold, with room to spare


def safe(text: str) -> str:
    r"""Return a text as a cell can hold it; an apostrophe stands before what could be a formula.

    >>> safe("=1+1"), safe("TA-1003"), safe("\t=1+1")
    ("'=1+1", 'TA-1003', "'\t=1+1")
    """
    clean = _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)[:_LONGEST]
    return f"'{clean}" if text.startswith(RISKY) else clean
