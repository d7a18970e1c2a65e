"""How the database names a file of an inbox: any name on disk, as text of one length."""

import hashlib
import os
from pathlib import Path


def place_of(inbox: str, inside: Path) -> str:
    """Return the place of a file: the hash of the inbox and of the path inside it."""
    return hashlib.sha256(inbox.encode() + b"\0" + os.fsencode(inside)).hexdigest()
