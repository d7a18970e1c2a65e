"""What a file is, by its content; its name is only checked against that."""

import io
import json
import zipfile
from enum import StrEnum
from pathlib import PurePath

from models.errors import DocumentError, ErrorCode

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4096
_PDF_MARK = 1100  # a PDF may begin with other bytes
_MOST_UNPACKED = 200 * 1024 * 1024
_MOST_MEMBERS = 2000
_MOST_RATIO = 100
_SMALL = 5 * 1024 * 1024  # unpacked: below this a high ratio does no harm
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
    head = data[:_HEAD]
    if b"%PDF-" in head[:_PDF_MARK]:
        return FileKind.PDF
    if head.startswith(_OLE):
        return FileKind.OLE
    if head.startswith(b"PK"):
        return _archive(data, file)
    text = decoded_head(head)
    return FileKind.UNKNOWN if text is None else _text_kind(text.lstrip("\ufeff \r\n\t"), data)


def _text_kind(start: str, data: bytes) -> FileKind:
    if start.startswith("<"):
        return FileKind.XML
    if start.startswith(("{", "[")) and _is_json(data):
        return FileKind.JSON
    return FileKind.CSV


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
    archive = opened_zip(data, file)
    if archive is None:
        return FileKind.UNKNOWN
    with archive:
        names = archive.namelist()
    if any(name.startswith("word/") for name in names):
        return FileKind.DOCX
    return FileKind.XLSX if any(name.startswith("xl/") for name in names) else FileKind.UNKNOWN


def opened_zip(data: bytes, file: str) -> zipfile.ZipFile | None:
    """Open an archive after checking what it would unpack to; None where it is damaged.

    Raises:
        DocumentError: ZIP_TOO_LARGE by size, number of members or ratio, before unpacking.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        return None  # no archive: the caller says what the file is instead
    infos = archive.infolist()
    unpacked = sum(info.file_size for info in infos)
    packed = max(sum(info.compress_size for info in infos), 1)
    if (
        unpacked > _MOST_UNPACKED
        or len(infos) > _MOST_MEMBERS
        or (unpacked > _SMALL and unpacked / packed > _MOST_RATIO)
    ):
        archive.close()
        raise DocumentError(
            ErrorCode.ZIP_TOO_LARGE,
            f"the file would unpack to {unpacked // 1048576} MB in {len(infos)} parts.",
            where=file,
            do="It is not opened; ask where it came from.",
        )
    return archive
