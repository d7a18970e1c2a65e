"""Files are what their bytes say; a name that promises something else is an error."""

import io
import zipfile

import pytest

from extractors.readers.detect import FileKind, detect, opened_zip
from models.errors import DocumentError, ErrorCode

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def archive(*names: str, size: int = 10, copies: int = 1) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            for copy in range(copies):
                made.writestr(f"{name}{copy or ''}", b"x" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.4\n", "a", FileKind.PDF),
        (b"junk before\r\n%PDF-1.4\n", "a.pdf", FileKind.PDF),
        (archive("word/document.xml"), "a.docx", FileKind.DOCX),
        (archive("xl/workbook.xml"), "a", FileKind.XLSX),
        (b"\xef\xbb\xbf<Invoice/>", "a.xml", FileKind.XML),
        ("<Invoice/>".encode("utf-16"), "a.xml", FileKind.XML),
        (b' {"a": 1}', "a.json", FileKind.JSON),
        (b"a;b\n1;2\n", "a.csv", FileKind.CSV),
        ("a;b\nü;2\n".encode("cp1252"), "a.csv", FileKind.CSV),
        ("a,b\n".encode("utf-16"), "a.csv", FileKind.CSV),
        (OLE, "a.doc", FileKind.OLE),
        (b"\x00\x01\x02" * 50, "a", FileKind.UNKNOWN),
    ],
)
def test_kinds_are_found_from_content(data: bytes, name: str, kind: FileKind) -> None:
    assert detect(data, name) is kind


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.pdf", ErrorCode.FILE_EMPTY),
        (b"\x00" * 100, "a.pdf", ErrorCode.FILE_EMPTY),
        (b"%PDF-1.4\n", "a.docx", ErrorCode.KIND_MISMATCH),
        (archive("word/document.xml"), "a.pdf", ErrorCode.KIND_MISMATCH),
        (archive("xl/workbook.xml"), "a.docx", ErrorCode.KIND_MISMATCH),
        (OLE, "a.docx", ErrorCode.DOCX_ENCRYPTED),
        (b"PK\x03\x04 broken", "a.docx", ErrorCode.DOCX_DAMAGED),
        (b"PK\x03\x04 broken", "a.xlsx", ErrorCode.XLSX_DAMAGED),
        (b"\x00\x01\x02" * 50, "a.pdf", ErrorCode.PDF_DAMAGED),
    ],
)
def test_names_that_promise_something_else(data: bytes, name: str, code: ErrorCode) -> None:
    with pytest.raises(DocumentError) as caught:
        detect(data, name)
    assert caught.value.code is code


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(archive("a", size=8 << 20), id="ratio"),
        pytest.param(archive("a", copies=2001), id="members"),
    ],
)
def test_archives_that_would_unpack_to_much_are_not_opened(data: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        opened_zip(data, "a.docx")
    assert caught.value.code is ErrorCode.ZIP_TOO_LARGE


def test_archives_at_the_limit_are_opened() -> None:
    opened = opened_zip(archive("a", copies=2000), "a.docx")
    assert opened is not None
    opened.close()
