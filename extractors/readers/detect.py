"""What a file is, by its content; its name is only checked against that."""

import io
import json
import stat
import struct
import zipfile
from enum import StrEnum
from pathlib import PurePath, PureWindowsPath
from typing import BinaryIO

from models.errors import DocumentError, ErrorCode

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4096
_PDF_MARK = 1100  # a PDF may begin with other bytes
MOST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 2000
MOST_RATIO = 100
_MOST_DIRECTORY = 4 * 1024 * 1024  # bytes: 2,000 members with names of 2,000 characters
_END, _END64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_END_SIZE, _LONGEST_COMMENT = 22, 65_535
SMALL = 5 * 1024 * 1024  # unpacked: below this a high ratio does no harm
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class FileKind(StrEnum):
    """The kinds of file we tell apart."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    XML = "xml"
    JSON = "json"
    OLE = "an old Office file"
    UNKNOWN = "a file of unknown kind"


_SUFFIXES = {
    ".pdf": FileKind.PDF,
    ".docx": FileKind.DOCX,
    ".docm": FileKind.DOCX,
    ".xlsx": FileKind.XLSX,
    ".xlsm": FileKind.XLSX,
    ".xml": FileKind.XML,
    ".json": FileKind.JSON,
}


def detect(data: bytes, file: str) -> FileKind:
    """Tell the kind of a file.

    Raises:
        DocumentError: FILE_EMPTY; KIND_MISMATCH where the name promises another kind;
            DOCX_DAMAGED or XLSX_DAMAGED for a broken archive of that name; ZIP_TOO_LARGE.
    """
    if not data.strip(b"\x00 \r\n\t"):
        raise DocumentError(
            ErrorCode.FILE_EMPTY, "the file is empty.", where=file, do="Upload the original again."
        )
    kind = _by_content(data, file)
    promised = _SUFFIXES.get(PurePath(file).suffix.lower())
    if promised in (None, kind) or kind in (FileKind.UNKNOWN, FileKind.OLE):
        return _unknown(promised, kind, file)
    raise DocumentError(
        ErrorCode.KIND_MISMATCH,
        f"the name says {promised}, the content is {kind}.",
        where=file,
        do=f"Rename it to .{kind} if that is right, or upload the right file.",
    )


def _unknown(promised: FileKind | None, kind: FileKind, file: str) -> FileKind:
    """What a reader may still be tried on, or the error that names what is wrong."""
    if kind is FileKind.OLE and promised in (FileKind.DOCX, FileKind.XLSX):
        raise DocumentError(
            ErrorCode.DOCX_ENCRYPTED,
            "the file is protected by a password or saved in an old format.",
            where=file,
            do="Save it without a password in the current format.",
        )
    codes = {
        FileKind.PDF: ErrorCode.PDF_DAMAGED,
        FileKind.DOCX: ErrorCode.DOCX_DAMAGED,
        FileKind.XLSX: ErrorCode.XLSX_DAMAGED,
        FileKind.XML: ErrorCode.XML_DAMAGED,
        FileKind.JSON: ErrorCode.JSON_DAMAGED,
    }
    if kind is FileKind.UNKNOWN and promised in codes:
        raise DocumentError(
            codes[promised],
            f"the content is not {promised} as the name says.",
            where=file,
            do="Open it in its program and save it again, or ask for it again.",
        )
    return kind


def _by_content(data: bytes, file: str) -> FileKind:
    kind = head_kind(data[:_HEAD])
    if kind is None:
        return _archive(data, file)
    start = data[:_HEAD].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t")
    if kind is FileKind.CSV and start.startswith((b"{", b"[")) and _is_json(data):
        return FileKind.JSON
    return kind


def head_kind(head: bytes) -> FileKind | None:
    """Tell the kind of a file by its first 4,096 bytes; None where it is an archive.

    JSON counts as a table here: only its whole tells them apart.
    """
    if b"%PDF-" in head[:_PDF_MARK]:
        return FileKind.PDF
    if head.startswith(_OLE):
        return FileKind.OLE
    if head.startswith(b"PK"):
        return None
    text = decoded_head(head)
    if text is None:
        return FileKind.UNKNOWN
    return FileKind.XML if text.lstrip("\ufeff \r\n\t").startswith("<") else FileKind.CSV


def decoded_head(head: bytes) -> str | None:
    """Decode the beginning of a text file; None where it is no text."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return head[: len(head) // 2 * 2].decode(encoding, "replace")
    if b"\x00" in head:
        return None
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        text = (
            head.decode("utf-8", "replace")
            if error.start > len(head) - 4
            else head.decode("cp1252", "replace")
        )
    odd = sum(not (c.isprintable() or c in "\r\n\t") for c in text)
    return text if odd <= len(text) / 50 else None


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _archive(data: bytes, file: str) -> FileKind:
    return archive_kind(io.BytesIO(data), file)


def archive_kind(stream: BinaryIO, file: str) -> FileKind:
    """Tell the kind of an archive from the names in it; nothing is unpacked.

    Raises:
        DocumentError: ZIP_TOO_LARGE or ZIP_UNSAFE.
    """
    archive = _opened(stream, file)
    if archive is None:
        return FileKind.UNKNOWN
    with archive:
        names = archive.namelist()
    if any(name.startswith("word/") for name in names):
        return FileKind.DOCX
    return FileKind.XLSX if any(name.startswith("xl/") for name in names) else FileKind.UNKNOWN


def opened_zip(data: bytes, file: str) -> zipfile.ZipFile | None:
    """Open an archive after checking what it would unpack to; None where it is damaged.

    Reading a member never gives more bytes than the checked size: zipfile stops there.

    Raises:
        DocumentError: ZIP_TOO_LARGE by size, number of members or ratio, before unpacking;
            ZIP_UNSAFE where a member would lie outside of the archive, or is a link.
    """
    return _opened(io.BytesIO(data), file)


def _opened(stream: BinaryIO, file: str) -> zipfile.ZipFile | None:
    if _directory_bytes(stream) > _MOST_DIRECTORY:
        what = "the file holds more parts than a document has."
        raise _too_large(what, file)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        return None  # no archive: the caller says what the file is instead
    try:
        _check_members(archive.infolist(), file)
    except DocumentError:
        archive.close()
        raise
    return archive


def _check_members(infos: list[zipfile.ZipInfo], file: str) -> None:
    unpacked = sum(info.file_size for info in infos)
    packed = max(sum(info.compress_size for info in infos), 1)
    if (
        unpacked > MOST_UNPACKED
        or len(infos) > MOST_MEMBERS
        or (unpacked > SMALL and unpacked > packed * MOST_RATIO)
    ):
        size = f"the file would unpack to {unpacked // 1048576} MB in {len(infos)} parts."
        raise _too_large(size, file)
    if any(map(_leads_out, infos)):
        raise DocumentError(
            ErrorCode.ZIP_UNSAFE,
            "a part of the file is a link, or says that it lies outside of the file.",
            where=file,
            do="It is not opened; ask where it came from.",
        )


def _too_large(what: str, file: str) -> DocumentError:
    do = "It is not opened; ask where it came from."
    return DocumentError(ErrorCode.ZIP_TOO_LARGE, what, where=file, do=do)


def _leads_out(info: zipfile.ZipInfo) -> bool:
    """Whether unpacking this member could write or read outside of the archive."""
    path = PureWindowsPath(info.filename)  # takes both kinds of slash, and drives
    return (
        bool(path.drive or path.root)
        or ".." in path.parts
        or stat.S_ISLNK(info.external_attr >> 16)
    )


def _directory_bytes(stream: BinaryIO) -> int:
    """Return how large the archive says its directory is: opening reads all of it; 0 where none is.

    Source: APPNOTE.TXT 6.3.10, 4.3.14 to 4.3.16.
    """
    size = stream.seek(0, io.SEEK_END)
    start = max(size - _END_SIZE - _LONGEST_COMMENT - 1024, 0)
    stream.seek(start)
    tail = stream.read()
    stream.seek(0)
    place = tail.rfind(_END)
    if place < 0 or len(tail) < place + _END_SIZE:
        return 0
    found = int(struct.unpack_from("<L", tail, place + 12)[0])
    if tail[max(place - 20, 0) : place].startswith(_LOCATOR):
        larger = tail.rfind(_END64, 0, place)
        if larger >= 0 and len(tail) >= larger + 56:
            found = max(found, int(struct.unpack_from("<Q", tail, larger + 40)[0]))
    # 0xFFFFFFFF only says that the other record has it.
    return min(found, size)
