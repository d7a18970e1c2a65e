"""File names as they may be shown: any name on disk, on one line, in any terminal."""

import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def printable(name: str | os.PathLike[str]) -> str:
    r"""Replace what is no text or cannot be printed, so that a name stays on its line.

    >>> printable("a\nb.pdf") == "a" + REPLACEMENT + "b.pdf"
    True
    """
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(char if char.isprintable() else REPLACEMENT for char in text)


@lru_cache(maxsize=1 << 16)
def stem(file: str) -> str:
    """Return a file name without its ending, the way findings name a contract.

    A night asks for those of all files on file again and again.

    >>> stem("MSA v1.2.pdf"), stem(".pdf")
    ('MSA v1.2', '.pdf')
    """
    return Path(file).stem or file


class OutputNames:
    """Gives each document its own result name: STEM.json, or FILE.json where that is taken."""

    _LONGEST = 200

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, file: str) -> str:
        """Name the result of one document.

        >>> names = OutputNames()
        >>> names.take("a.pdf"), names.take("a.docx"), names.take("a.docx")
        ('a.json', 'a.docx.json', 'a.docx-2.json')
        """
        name = _shorter(stem(file), self._LONGEST)
        if name.casefold() in self._taken:
            name = _shorter(file, self._LONGEST)
        base, number = name, 2
        while name.casefold() in self._taken:
            name, number = f"{base}-{number}", number + 1
        self._taken.add(name.casefold())
        return f"{name}.json"


def _shorter(name: str, longest: int) -> str:
    data = name.replace("/", REPLACEMENT).encode()
    if len(data) <= longest:
        return data.decode()
    return f"{data[:longest].decode('utf-8', 'ignore')}-{sha256(data).hexdigest()[:8]}"
