"""Pictures as a PDF holds them: a PNG's compressed rows, taken over as they are.

Pictures come from a child process that read a stranger's file, so nothing is decoded here: a
PNG's rows are what a PDF holds as well, with a note on how they were filtered.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_PNG = b"\x89PNG\r\n\x1a\n"
_COLOURS = {0: ("DeviceGray", 1), 2: ("DeviceRGB", 3), 3: ("", 1)}
_HEAD = ">IIBBBBB"
_DEPTHS = frozenset({1, 2, 4, 8})


@dataclass(frozen=True, slots=True)
class Png:
    """A PNG taken apart: ``palette`` is empty where it has none; ``rows`` are still compressed."""

    width: int
    height: int
    depth: int
    colours: str
    channels: int
    palette: bytes
    rows: bytes


def read_png(data: bytes) -> Png | None:
    """Take a PNG apart; None where it is none, or of a kind that a PDF cannot take as it is."""
    if not data.startswith(_PNG):
        return None
    parts: dict[bytes, bytes] = {}
    for name, body in _chunks(data):
        parts[name] = parts.get(name, b"") + body
    head, palette, rows = (parts.get(name, b"") for name in (b"IHDR", b"PLTE", b"IDAT"))
    if len(head) != struct.calcsize(_HEAD) or not rows:
        return None
    width, height, depth, colour, _, _, interlaced = struct.unpack(_HEAD, head)
    colours, channels = _COLOURS.get(colour, ("", 0))
    if interlaced or not (width and height and channels and depth in _DEPTHS):
        return None
    if not colours and (not palette or len(palette) % 3):
        return None
    return Png(width, height, depth, colours, channels, palette, rows)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_PNG)
    while place + 8 <= len(data):
        length, name = struct.unpack(">I4s", data[place : place + 8])
        yield name, data[place + 8 : place + 8 + length]
        place += length + 12
