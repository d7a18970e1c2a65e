"""Cuts a long document into stretches that overlap, at the ends of paragraphs."""

from collections.abc import Iterator
from dataclasses import dataclass

OVERLAP = 0.08
"""Share of a stretch that comes again at the start of the next one."""
_LOOK_BACK = 0.2
_MARKS = ("\n\n", "\n", " ")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Part ``number`` of ``total``, both from 1."""

    text: str
    number: int
    total: int


def chunks(text: str, size: int) -> tuple[Chunk, ...]:
    """Cut into stretches of at most ``size`` characters; a short text stays whole.

    >>> [c.text for c in chunks("one", 2000)]
    ['one']
    """
    parts = list(_parts(text, size))
    return tuple(Chunk(part, i, len(parts)) for i, part in enumerate(parts, start=1))


def _parts(text: str, size: int) -> Iterator[str]:
    start = 0
    while len(text) - start > size:
        end = _end(text, start + int(size * (1 - _LOOK_BACK)), start + size)
        yield text[start:end]
        start = _start(text, end - int(size * OVERLAP), end)
    yield text[start:]


def _end(text: str, low: int, high: int) -> int:
    """Return the last end of a paragraph, else line, else word between two places."""
    for mark in _MARKS:
        at = text.rfind(mark, low, high)
        if at >= 0:
            return at + len(mark)
    return high


def _start(text: str, low: int, high: int) -> int:
    """Return the first beginning of a paragraph, else line, else word between two places."""
    for mark in _MARKS:
        at = text.find(mark, low, high)
        if 0 <= at < high - len(mark):
            return at + len(mark)
    return low
