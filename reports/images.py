"""What must be known of a picture to show it: its type and size, read from its first bytes.

Pictures come from a child process that read a stranger's file, so nothing is decoded here:
bytes that are no PNG or WebP are not shown.
"""

import struct
from base64 import b64encode
from dataclasses import dataclass

_PNG = b"\x89PNG\r\n\x1a\n"
_HEAD = 30
_FOURTEEN_BITS = 0x3FFF


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready for a page: width and height in pixels, its bytes, and its address as data."""

    width: int
    height: int
    address: str
    data: bytes = b""


def picture(data: bytes) -> Picture | None:
    """Read type and size; None when the bytes are neither PNG nor WebP."""
    kind, size = _png(data) or _webp(data) or ("", (0, 0))
    if not all(size):
        return None
    address = f"data:image/{kind};base64,{b64encode(data).decode('ascii')}"
    return Picture(*size, address, data)


def _png(data: bytes) -> tuple[str, tuple[int, int]] | None:
    if len(data) < _HEAD or not data.startswith(_PNG) or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    return "png", (width, height)


def _webp(data: bytes) -> tuple[str, tuple[int, int]] | None:
    if len(data) < _HEAD or data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return None
    if data[12:16] == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return "webp", (width & _FOURTEEN_BITS, height & _FOURTEEN_BITS)
    if data[12:16] == b"VP8L":
        (bits,) = struct.unpack("<I", data[21:25])
        return "webp", ((bits & _FOURTEEN_BITS) + 1, (bits >> 14 & _FOURTEEN_BITS) + 1)
    if data[12:16] == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        return "webp", (width, int.from_bytes(data[27:30], "little") + 1)
    return None
