"""Which processes descend from a test: told by a word in their environment, which all inherit."""

import os
import time
from collections.abc import Callable
from pathlib import Path

MARK = "CONTRACT_AI_TEST_MARK"


def marked(word: str) -> dict[int, str]:
    """Return the processes of this mark, with their commands; zombies and we ourselves left out."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and int(folder.name) != os.getpid():
            try:
                environment = (folder / "environ").read_bytes().split(b"\0")
                said = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue  # it ended meanwhile, or is another's
            if f"{MARK}={word}".encode() in environment and said:
                found[int(folder.name)] = said
    return found


def eventually(holds: Callable[[], object], seconds: float = 20.0) -> bool:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return bool(holds())
