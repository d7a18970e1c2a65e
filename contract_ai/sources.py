"""A file on disk that someone wants read: found, opened and loaded with care."""

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from contract_ai.names import printable
from models.errors import DocumentError, ErrorCode

_REASONS = {
    errno.ENOENT: (ErrorCode.FILE_NOT_FOUND, "There is no such file.", "Check the name."),
    errno.ENOTDIR: (ErrorCode.FILE_NOT_FOUND, "There is no such file.", "Check the name."),
    errno.ENAMETOOLONG: (ErrorCode.FILE_NOT_FOUND, "The name is too long.", "Check the name."),
    errno.ELOOP: (ErrorCode.FILE_NOT_REGULAR, "The link leads in a circle.", "Give the file."),
    errno.ENXIO: (ErrorCode.FILE_NOT_REGULAR, "This is no regular file.", "Give a document."),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read; ``name`` is how messages and results call it.

    ``called`` and ``home`` are for a file that lies where its user never put it: the name that
    it was given, and the place that the database knows it by, whatever folder it lies in.
    """

    path: Path
    called: str = ""
    home: str = ""

    @property
    def name(self) -> str:
        """The file's own name, printable."""
        return self.called or printable(self.path.name or self.path)

    @property
    def shown(self) -> str:
        """The path as the user gave it, printable."""
        return self.called or printable(self.path)

    @property
    def place(self) -> str:
        """Where the database says that it lies; another file of this place replaces it."""
        return self.home or str(self.path.absolute())


def load(source: Source, max_bytes: int) -> bytes:
    """Read a regular file that is neither empty nor larger than ``max_bytes``.

    Raises:
        DocumentError: it is missing, no regular file, empty, too large or may not be read.
    """
    try:
        # Without O_NONBLOCK, opening a pipe waits for a writer that may never come.
        handle = os.open(source.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            _check(os.fstat(handle), source, max_bytes)
            with os.fdopen(handle, "rb", closefd=False) as file:
                data = file.read(max_bytes + 1)
        finally:
            os.close(handle)
    except (OSError, ValueError) as error:
        raise _unreadable(error, source) from error
    if len(data) > max_bytes:
        raise _too_large(source, max_bytes)
    return data


def _check(status: os.stat_result, source: Source, max_bytes: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        what = "This is a folder." if stat.S_ISDIR(status.st_mode) else "This is no regular file."
        do = "Give the document itself."
        raise DocumentError(ErrorCode.FILE_NOT_REGULAR, what, where=source.shown, do=do)
    if not status.st_size:
        what, do = "The file is empty.", "Export or copy it again."
        raise DocumentError(ErrorCode.FILE_EMPTY, what, where=source.shown, do=do)
    if status.st_size > max_bytes:
        raise _too_large(source, max_bytes)


def _too_large(source: Source, max_bytes: int) -> DocumentError:
    what = f"The file is larger than {max_bytes // (1 << 20)} MB."
    do = "Split it, or raise CONTRACT_AI_MAX_FILE_BYTES."
    return DocumentError(ErrorCode.FILE_TOO_LARGE, what, where=source.shown, do=do)


def _unreadable(error: OSError | ValueError, source: Source) -> DocumentError:
    number = error.errno if isinstance(error, OSError) else errno.ENOENT
    reason = (ErrorCode.FILE_UNREADABLE, "The file cannot be opened.", "Check who may read it.")
    code, what, do = _REASONS.get(number or 0, reason)
    return DocumentError(code, what, where=source.shown, do=do)
