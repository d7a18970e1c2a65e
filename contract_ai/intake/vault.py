"""Originals of uploaded files, kept under their SHA-256 and never under the user's name.

A file is written under a passing name on the same file system, flushed to disk and only then
moved to its place: whatever is there under a hash is whole.  ``ab/cd/abcd...`` spreads many files
over folders that stay small.
"""

import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from contract_ai.files import sync_folder
from models.errors import ErrorCode, SettingsError

_INCOMING = "incoming"
_CHUNK = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FORGOTTEN = timedelta(hours=24)  # no upload takes so long: whoever wrote this was killed


@dataclass(frozen=True, slots=True)
class Misfit:
    """A file of the vault that is not what it should be; ``why`` says so in words.

    ``path`` is text where it lies in a store.
    """

    path: Path | str
    why: str


class Incoming:
    """A file that is coming in: its bytes are hashed on their way to the disk."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path, self._handle = path, handle
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        """Append bytes.

        Raises:
            SettingsError: they cannot be written: no space.
        """
        view = memoryview(data)
        with _guard(self.path.parent.parent):
            while view:
                view = view[os.write(self._handle, view) :]
        self._hash.update(data)
        self.size += len(data)

    def flush(self) -> None:
        """Put all that came on the disk."""
        os.fsync(self._handle)

    @property
    def sha256(self) -> str:
        """The hash of what came so far, in hexadecimal."""
        return self._hash.hexdigest()


class Vault:
    """The folder of originals.

    `contract_ai.intake.remote.RemoteVault` has them in a store, and a folder of copies.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def incoming(self) -> Iterator[Incoming]:
        """Open a file to write into; what is not kept by then is gone at the end.

        Raises:
            SettingsError: it cannot be written: no permission, no space.
        """
        path = self.root / _INCOMING / f"{secrets.token_hex(16)}.part"
        with _guard(self.root):
            _folder(path.parent)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            handle = os.open(path, flags, 0o600)
        try:
            yield Incoming(path, handle)
        finally:
            os.close(handle)
            with suppress(OSError):  # a disk that fails; `sweep` removes it later
                path.unlink(missing_ok=True)

    def keep(self, coming: Incoming) -> Path:
        """Give a file that came in its place and return it; it is on the disk for good then.

        A file that is there already is looked at: it is used where it is whole, else replaced.

        Raises:
            SettingsError: it cannot be written: no permission, no space.
        """
        place = self._place(coming.sha256)
        with _guard(self.root):
            coming.flush()
            _folder(place.parent)
            if not _is_whole(place, coming.sha256):
                os.replace(coming.path, place)  # noqa: PTH105 (says what happens to a file there)
            sync_folder(place.parent)
        return place

    def original(self, sha256: str) -> Path | None:
        """Return where the file of this hash lies; None where it is not kept."""
        if _SHA256.fullmatch(sha256) is None:
            return None
        place = self._place(sha256)
        return place if place.is_file() and not place.is_symlink() else None

    def remove(self, sha256: str) -> bool:
        """Delete an original for good; False where it was not kept.

        Raises:
            SettingsError: it cannot be deleted.
        """
        place = self.original(sha256)
        if place is None:
            return False
        with _guard(self.root):
            place.unlink()
            sync_folder(place.parent)
        return True

    def misfits(self) -> Iterator[Misfit]:
        """Name every file that is not what its name says, or that does not belong here."""
        for path in sorted(self.root.rglob("*")):
            inside = path.relative_to(self.root)
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                yield Misfit(path, "This is no regular file.")
            elif path.is_dir() or inside.parts[0] == _INCOMING:
                continue
            elif path != self._place(path.name):
                yield Misfit(path, "This file does not belong here.")
            elif not _is_whole(path, path.name):
                yield Misfit(path, "The content is not what it was when it was kept.")

    def sweep(self, now: datetime) -> int:
        """Delete what uploads that were cut off a day ago left; return how many files."""
        gone = 0
        for path in (self.root / _INCOMING).glob("*.part"):
            with suppress(FileNotFoundError):  # its own upload ended meanwhile
                if path.lstat().st_mtime < (now - _FORGOTTEN).timestamp():
                    path.unlink()
                    gone += 1
        return gone

    def _place(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4] / sha256


@contextmanager
def _guard(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = f"The file cannot be kept ({error.strerror or 'unknown reason'})."
        do = "Free space or correct the permissions of CONTRACT_AI_DATA, then send it again."
        where = str(root)
        raise SettingsError(ErrorCode.OUTPUT_UNWRITABLE, what, where=where, do=do) from error


def _folder(path: Path) -> None:
    """Make a folder that only we may enter; it is on the disk when this returns."""
    if path.is_dir():
        return
    if not path.parent.is_dir():
        _folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    sync_folder(path.parent)


def _is_whole(path: Path, sha256: str) -> bool:
    """Whether a regular file with these bytes lies here."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False  # nothing there, or nothing that may be read: it is written anew
    digest = hashlib.sha256()
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return False
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest() == sha256
