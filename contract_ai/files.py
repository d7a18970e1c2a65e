"""Writing files so that a reader sees the old one or the new one, never half of one."""

import os
import tempfile
from pathlib import Path

from models.errors import ErrorCode, SettingsError

_BEFORE, _BEHIND = ".writing-", ".part"
"""Around the name of a file that is still being written."""


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file next to its place and rename it there.

    Raises:
        SettingsError: it cannot be written (no permission, disk full, a folder in its place).
    """
    try:
        handle, temporary = tempfile.mkstemp(prefix=_BEFORE, suffix=_BEHIND, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o666 & ~_umask())  # noqa: PTH101 (a path made by mkstemp)
            os.replace(temporary, path)  # noqa: PTH105 (a path made by mkstemp)
        except BaseException:
            os.unlink(temporary)  # noqa: PTH108 (a path made by mkstemp)
            raise
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
        what, do = "The folder for results cannot be made.", "Give another --output."
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
