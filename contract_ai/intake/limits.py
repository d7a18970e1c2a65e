"""What may come in at all: checked on the bytes as they come, before anything parses them.

Here: the size, the name's ending against the content, and what an archive would unpack to.  The
limits of pages, rows and pictures need a parser, and hold in the child process that reads the
file (`extractors.readers`), under its limits of memory and time.

Source: OWASP ASVS 5.0, V5.2 and V5.3.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO, Protocol

from contract_ai.names import printable
from extractors.readers.detect import FileKind, archive_kind, head_kind
from models.errors import DocumentError, ErrorCode

LONGEST_NAME = 200  # characters
_CHUNK = 1 << 18
_BLANK = b"\x00 \r\n\t"
_NAMELESS = "unnamed"
_ENDINGS = {
    ".pdf": FileKind.PDF,
    ".docx": FileKind.DOCX,
    ".docm": FileKind.DOCX,
    ".xlsx": FileKind.XLSX,
    ".xlsm": FileKind.XLSX,
    ".csv": FileKind.CSV,
    ".tsv": FileKind.CSV,
    ".txt": FileKind.CSV,
    ".xml": FileKind.XML,
    ".json": FileKind.JSON,
    # What banks name their statements.
    ".sta": FileKind.CSV,
    ".mt940": FileKind.CSV,
    ".940": FileKind.CSV,
    ".bai": FileKind.CSV,
    ".bai2": FileKind.CSV,
    ".ofx": FileKind.CSV,
    ".qfx": FileKind.CSV,
    ".qbo": FileKind.CSV,
}
_OFX = frozenset({".ofx", ".qfx", ".qbo"})  # text of its own in version 1, XML in version 2
_KNOWN = ", ".join(_ENDINGS)
# A PDF may begin with other bytes, such as a letter's head; not with the mark of another kind.
_OTHER_MARKS = re.compile(
    rb"MZ|\x7fELF|PK\x03\x04|\xd0\xcf\x11\xe0|GIF8|\x89PNG|\xff\xd8\xff|BM|RIFF|Rar!|7z\xbc\xaf|\x1f\x8b"
    rb"|\xca\xfe\xba\xbe|#!|\s*<(?:!doctype|html|script|svg|\?)",
    re.IGNORECASE,
)


class Readable(Protocol):
    """What an upload comes from."""

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes; none at the end."""


def shown_name(name: str) -> str:
    r"""Return a user's file name as it is shown: without folders, printable, not too long.

    >>> shown_name("C:\\scans\\MSA.pdf"), shown_name("../../etc/passwd"), shown_name("a\nb.pdf")
    ('MSA.pdf', 'passwd', 'a�b.pdf')
    """
    last = PurePosixPath(PureWindowsPath(name.replace("\x00", "")).name).name.strip()
    text = printable(last.encode("utf-8", "replace").decode())
    if text in {"", ".", ".."}:
        return _NAMELESS
    if len(text) <= LONGEST_NAME:
        return text
    ending = PurePosixPath(text).suffix
    ending = ending if ending.lower() in _ENDINGS else ""
    return text[: LONGEST_NAME - len(ending)] + ending


def pieces(stream: Readable, name: str, max_bytes: int) -> Iterator[bytes]:
    """Pass on what comes in; at most one byte more than the limit is ever asked for.

    Raises:
        DocumentError: FILE_TOO_LARGE.
    """
    left = max_bytes + 1
    while left and (piece := stream.read(min(_CHUNK, left))):
        left -= len(piece)
        if left <= 0:
            what = f"The file is larger than {max_bytes / (1 << 20):g} MB."
            do = "Split it, or ask an administrator to raise CONTRACT_AI_MAX_FILE_BYTES."
            raise DocumentError(ErrorCode.FILE_TOO_LARGE, what, where=name, do=do)
        yield piece


def examine(file: BinaryIO, name: str) -> FileKind:
    """Tell what a file is by its first bytes, and hold its name's ending against that.

    Raises:
        DocumentError: FILE_EMPTY, KIND_MISMATCH, KIND_UNKNOWN, ZIP_TOO_LARGE, ZIP_UNSAFE, or what
            the reader of the promised kind says of a file that is not of it.
    """
    if _is_blank(file):
        what, do = "The file is empty.", "Export or copy it again."
        raise DocumentError(ErrorCode.FILE_EMPTY, what, where=name, do=do)
    promised = _promised(name)
    kind = _kind(file, name)
    if kind is FileKind.UNKNOWN or kind is FileKind.OLE:
        raise _unreadable(promised, kind, name)
    if kind is FileKind.XML and PurePosixPath(name).suffix.lower() in _OFX:
        return kind
    # Whether a text is JSON takes a parser to say; a table may begin with a bracket.
    if promised is FileKind.JSON and kind is FileKind.CSV:
        kind = _json_or_table(file)
    if kind is not promised and kind is FileKind.CSV:
        raise _unreadable(promised, kind, name)  # a text of any kind: nothing to rename it to
    if kind is not promised:
        what = f"The name says {promised}, the content is {kind}."
        do = f"Give it the ending .{kind} if that is right, or upload the right file."
        raise DocumentError(ErrorCode.KIND_MISMATCH, what, where=name, do=do)
    return kind


def _is_blank(file: BinaryIO) -> bool:
    file.seek(0)
    while piece := file.read(_CHUNK):
        if piece.strip(_BLANK):
            return False
    return True


def _promised(name: str) -> FileKind:
    ending = PurePosixPath(name).suffix.lower()
    if ending not in _ENDINGS:
        what = f"The name ends in {ending}." if ending else "The name has no ending."
        do = f"Give the file the ending of what it is: {_KNOWN}."
        raise DocumentError(ErrorCode.KIND_MISMATCH, what, where=name, do=do)
    return _ENDINGS[ending]


def _kind(file: BinaryIO, name: str) -> FileKind:
    file.seek(0)
    head = file.read(4096)
    kind = head_kind(head)
    if kind is FileKind.PDF and _OTHER_MARKS.match(head):
        what = "The file is of two kinds at once."
        do = "Open it in its program and save it again, or ask where it came from."
        raise DocumentError(ErrorCode.KIND_MISMATCH, what, where=name, do=do)
    return archive_kind(file, name) if kind is None else kind


def _json_or_table(file: BinaryIO) -> FileKind:
    file.seek(0)
    start = file.read(4096).lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t")
    return FileKind.JSON if start[:1] in (b"{", b"[") else FileKind.CSV


def _unreadable(promised: FileKind, kind: FileKind, name: str) -> DocumentError:
    if kind is FileKind.OLE:
        what = "The file is protected by a password or saved in an old format."
        do = "Save it without a password in the current format."
        code = ErrorCode.DOCX_ENCRYPTED
        return DocumentError(code, what, where=name, do=do)
    what = f"The content is not {promised} as the name says."
    do = "Open it in its program and save it again, or ask for it again."
    return DocumentError(ErrorCode.KIND_MISMATCH, what, where=name, do=do)
