"""Which contracts may leave the machine: none, unless a setting names them."""

from fnmatch import fnmatchcase
from pathlib import Path


def may_leave(path: Path, patterns: str) -> bool:
    """Whether a setting allows a contract to be sent: by its name, or by its whole path.

    >>> may_leave(Path("in/msa-acme.pdf"), "msa-*.pdf, *.docx"), may_leave(Path("in/nda.pdf"), "")
    (True, False)
    """
    whole = str(path.absolute())
    return any(
        fnmatchcase(path.name, pattern) or fnmatchcase(whole, pattern)
        for pattern in (one.strip() for one in patterns.split(","))
        if pattern
    )
