"""A zip archive that is written to disk piece by piece, and lists the hashes of all that is in it.

The same content gives the same bytes: entries have one fixed date and stand in the order given.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_DAY = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive."""

    path: str
    sha256: str
    bytes: int

    @property
    def line(self) -> str:
        """The file as sha256sum lists it."""
        return f"{self.sha256}  {self.path}\n"


class Archive:
    """An archive that is being written."""

    def __init__(self, place: Path) -> None:
        self._zip = ZipFile(place, "w", ZIP_DEFLATED)
        self.entries: list[Entry] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def put(self, path: str, pieces: Iterable[bytes], *, packed: bool = True) -> Entry:
        """Write a file of these pieces; what is packed already needs no packing."""
        info = ZipInfo(path, _DAY)
        info.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
        info.external_attr = 0o644 << 16
        digest, size = sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as out:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                out.write(piece)
        entry = Entry(path, digest.hexdigest(), size)
        self.entries.append(entry)
        return entry

    def copy(self, path: str, source: Path, *, packed: bool = True) -> Entry:
        """Write a file as it lies on disk.

        Raises:
            OSError: it cannot be read.
        """
        with source.open("rb") as file:
            return self.put(path, iter(lambda: file.read(_CHUNK), b""), packed=packed)
