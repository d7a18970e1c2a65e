"""Writing files so that a reader sees the old one or the new one, never half of one."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import Path

from models.errors import ErrorCode, SettingsError

_BEFORE, _BEHIND = ".writing-", ".part"
"""Around the name of a file that is still being written."""

_TOGETHER = 2000  # pieces of a text that are written at once


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file next to its place and rename it there.

    Raises:
        SettingsError: it cannot be written (no permission, disk full, a folder in its place).
    """
    with whole_file(path) as passing:
        passing.write_bytes(data)


def write_pieces(path: Path, pieces: Iterable[str]) -> str:
    """Write a text piece by piece as `write_atomically` writes bytes; return its SHA-256.

    Raises:
        SettingsError: it cannot be written.
    """
    digest, rest = sha256(), iter(pieces)
    with whole_file(path) as passing, passing.open("wb") as file:
        while some := list(islice(rest, _TOGETHER)):
            data = "".join(some).encode()
            digest.update(data)
            file.write(data)
    return digest.hexdigest()


@contextmanager
def whole_file(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Give a file next to this place to write into, which takes the place when it is on the disk.

    Only its owner may read one that is private.
    After an error nothing is left of it, and what was there before stays.

    Raises:
        SettingsError: it cannot be written (no permission, disk full, a folder in its place).
    """
    with writable(path):
        handle, name = tempfile.mkstemp(prefix=_BEFORE, suffix=_BEHIND, dir=path.parent)
        passing = Path(name)
        try:
            yield passing
            os.fsync(handle)
            passing.chmod((0o600 if private else 0o666) & ~_umask())
            passing.replace(path)
            sync_folder(path.parent)
        except BaseException:
            passing.unlink(missing_ok=True)
            raise
        finally:
            os.close(handle)


@contextmanager
def writable(path: Path) -> Iterator[None]:
    """Say of a disk that fails that this file cannot be written.

    Raises:
        SettingsError: what was done within met an error of the disk.
    """
    try:
        yield
    except OSError as error:
        what = f"The file cannot be written ({error.strerror})."
        do = "Free space or correct the permissions, then run again."
        raise SettingsError(ErrorCode.OUTPUT_UNWRITABLE, what, where=str(path), do=do) from error


def sweep(folder: Path) -> None:
    """Remove what `write_atomically` left in a folder where it was killed.

    Only for a folder that nobody else writes to now.

    Raises:
        OSError: it cannot be removed.
    """
    for left in folder.glob(f"{_BEFORE}*{_BEHIND}"):
        left.unlink(missing_ok=True)


def make_folder(path: Path) -> Path:
    """Make a folder for results, with those that it lies in.

    Raises:
        SettingsError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what, do = "The folder cannot be made.", "Name another one, or make it yourself."
        raise SettingsError(ErrorCode.OUTPUT_UNWRITABLE, what, where=str(path), do=do) from error
    return path


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk.

    Raises:
        OSError: the disk does not take it.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
