"""Our own letters, so that paper looks alike on every machine."""

from functools import cache
from importlib.resources import as_file, files
from io import BytesIO

from fontTools.ttLib import TTFont

from reports.wording import clean

FONTS = ("DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf")
MISSING = "\N{WHITE SQUARE}"


@cache
def font(name: str) -> bytes:
    """Return the file of one of `FONTS`."""
    with as_file(files("reports.paper") / "fonts" / name) as path:
        return path.read_bytes()


def printable(text: str) -> str:
    """Replace what our letters cannot show with an empty square."""
    known = _known()
    return "".join(char if ord(char) in known or char == "\n" else MISSING for char in clean(text))


@cache
def _known() -> frozenset[int]:
    """Return the characters that every one of our fonts has."""
    maps = [frozenset(TTFont(BytesIO(font(name)), lazy=True).getBestCmap() or {}) for name in FONTS]
    return frozenset.intersection(*maps)
