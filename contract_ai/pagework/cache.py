"""What was drawn is kept on disk, up to a size; what was looked at least recently goes first.

Several processes and threads may use one folder: a file is whole or not there, and two that want
the same thing at once wait for one to make it.  Where the folder cannot be written nothing is
kept, and nobody is troubled with it.
"""

import contextlib
import fcntl
import os
import re
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[\w-]{1,120}(?:\.[\w-]{1,40}){0,3}")
_LOCKS = 64  # files; two things that share one wait for each other without need, rarely
_LEFT = 0.9  # share of the limit that an eviction leaves
_LOCK_FOLDER = ".locks"
DEFAULT_BYTES = 1 << 30


@dataclass
class DiskCache:
    """Files of a folder that only their owner may read, at most ``max_bytes`` in all.

    A file lies under the hash of the document that it was made from, so that everything of a
    document can be forgotten at once.
    """

    folder: Path
    max_bytes: int = DEFAULT_BYTES
    _grown: int = field(default=-1, repr=False)  # bytes on disk as far as known; -1: not looked

    def get(self, sha256: str, name: str) -> bytes | None:
        """Return what was kept, and note that it was looked at."""
        file = self._file(sha256, name)
        try:
            data = file.read_bytes()
        except OSError:
            return None
        with contextlib.suppress(OSError):
            os.utime(file)
        return data

    def put(self, sha256: str, name: str, data: bytes) -> None:
        """Keep it, whole or not at all; files looked at least recently make room for it."""
        file = self._file(sha256, name)
        with contextlib.suppress(OSError):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=file.parent)
            try:
                with os.fdopen(handle, "wb") as out:
                    out.write(data)
                Path(temporary).replace(file)
            except OSError:
                Path(temporary).unlink(missing_ok=True)
                raise
            self._make_room(len(data))

    def once(self, sha256: str, name: str, make: Callable[[], bytes]) -> bytes:
        """Return what was kept, or make and keep it; who wants it meanwhile waits for that.

        ``make`` must not ask for anything else that is kept: it could wait for itself.
        """
        kept = self.get(sha256, name)
        if kept is not None:
            return kept
        with self._locked(sha256, name):
            kept = self.get(sha256, name)
            if kept is None:
                kept = make()
                self.put(sha256, name, kept)
            return kept

    def forget(self, sha256: str) -> None:
        """Delete everything that was made from a document."""
        shutil.rmtree(self._file(sha256, "x").parent, ignore_errors=True)

    @property
    def size(self) -> int:
        """Bytes on disk now."""
        return sum(status.st_size for _, status in self._files())

    def _file(self, sha256: str, name: str) -> Path:
        if not _SHA256.fullmatch(sha256) or not _NAME.fullmatch(name):
            msg = "a cached file is named by a hash and a plain name"
            raise ValueError(msg)
        return self.folder / sha256[:2] / sha256 / name

    def _make_room(self, added: int) -> None:
        """Delete the files looked at least recently where all of them are more than the limit.

        Each process adds up what it writes itself and looks again when that reaches the limit
        or a tenth of it was written: others write as well.
        """
        if self._grown >= 0 and self._grown + added <= self.max_bytes * (1 - _LEFT):
            self._grown += added
            return
        with self._locked("", "eviction"):
            files = sorted(self._files(), key=lambda pair: pair[1].st_mtime_ns)
            total = sum(status.st_size for _, status in files)
            if total > self.max_bytes:
                for file, status in files:
                    if total <= self.max_bytes * _LEFT:
                        break
                    file.unlink(missing_ok=True)
                    with contextlib.suppress(OSError):
                        file.parent.rmdir()  # only where it is empty
                    total -= status.st_size
        self._grown = 0

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        for file in self.folder.glob("??/*/*"):
            with contextlib.suppress(OSError):
                yield file, file.stat()

    @contextlib.contextmanager
    def _locked(self, sha256: str, name: str) -> Iterator[None]:
        """Hold the lock of a thing; without one where the folder cannot be written."""
        place = zlib.crc32(f"{sha256} {name}".encode()) % _LOCKS if sha256 else _LOCKS
        file = self.folder / _LOCK_FOLDER / str(place)
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                stack.callback(os.close, handle)  # which gives the lock back
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def cache_in(data: Path) -> DiskCache:
    """Open what is kept of pages in a folder of data."""
    return DiskCache(data / "pages")
