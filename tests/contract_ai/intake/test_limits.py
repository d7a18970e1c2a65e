"""What may come in: each limit at one below, exactly, and one above; names and mixed kinds."""

import io
import zipfile
from pathlib import Path

import pytest
import yaml

from contract_ai.intake.limits import LONGEST_NAME, examine, pieces, shown_name
from extractors.readers import detect
from extractors.readers.detect import MOST_MEMBERS, MOST_RATIO, MOST_UNPACKED, SMALL, FileKind
from models.errors import DocumentError, ErrorCode
from tests.contract_ai import papers

NAMES = yaml.safe_load((Path(__file__).parent / "cases" / "names.yaml").read_text(encoding="utf-8"))
PDF = papers.pdf("A page.")


class Endless:
    """A stream without an end, which counts what was asked of it."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int, /) -> bytes:
        self.given += size
        return b"%" * size


@pytest.mark.parametrize("case", NAMES.values(), ids=NAMES.keys())
def test_a_name_is_only_something_to_show(case: dict[str, str]) -> None:
    assert shown_name(case["given"]) == case["shown"]


@pytest.mark.parametrize("surplus", [-1, 0, 1, 5000])
def test_a_name_is_cut_and_keeps_its_ending(surplus: int) -> None:
    name = "a" * (LONGEST_NAME + surplus - 4) + ".pdf"
    shown = shown_name(name)
    assert len(shown) == min(len(name), LONGEST_NAME)
    assert shown.endswith(".pdf")


def test_half_a_character_in_a_name_is_replaced() -> None:
    assert shown_name("a\udc80\ud800.pdf").isprintable()


@pytest.mark.parametrize(("surplus", "fits"), [(-1, True), (0, True), (1, False)])
@pytest.mark.parametrize("limit", [1, 1000, 50 << 20])
def test_size(surplus: int, fits: bool, limit: int) -> None:  # noqa: FBT001 (a table's column)
    stream = io.BytesIO(bytes(limit + surplus))
    if fits:
        assert sum(map(len, pieces(stream, "a.pdf", limit))) == limit + surplus
    else:
        with pytest.raises(DocumentError) as caught:
            list(pieces(stream, "a.pdf", limit))
        assert caught.value.code is ErrorCode.FILE_TOO_LARGE


def test_of_a_stream_without_end_no_more_is_read_than_the_limit_and_a_byte() -> None:
    stream = Endless()
    with pytest.raises(DocumentError, match="larger than 1 MB"):
        list(pieces(stream, "a.pdf", 1 << 20))
    assert stream.given == (1 << 20) + 1


def archive(members: int, unpacked: int, *, packed: int | None = None) -> bytes:
    """Make a workbook of so many members whose directory says that they unpack to so much.

    Only the directory is true to the figures: nothing may be unpacked to see that they are.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for number in range(members):
            made.writestr(f"xl/{number}", b"")
        made.filelist[0].file_size = unpacked
        made.filelist[0].compress_size = unpacked if packed is None else packed
    return out.getvalue()


LIMITS = {
    "members": (lambda more: archive(MOST_MEMBERS + more, 10), ErrorCode.ZIP_TOO_LARGE),
    "unpacked": (lambda more: archive(3, MOST_UNPACKED + more), ErrorCode.ZIP_TOO_LARGE),
    "ratio": (
        lambda more: archive(3, 100_000 * MOST_RATIO + more, packed=100_000),
        ErrorCode.ZIP_TOO_LARGE,
    ),
    "small": (lambda more: archive(3, SMALL + more, packed=1), ErrorCode.ZIP_TOO_LARGE),
}


@pytest.mark.parametrize("surplus", [-1, 0, 1])
@pytest.mark.parametrize("limit", LIMITS)
def test_archives(limit: str, surplus: int) -> None:
    make, code = LIMITS[limit]
    stream = io.BytesIO(make(surplus))
    if surplus <= 0:
        assert examine(stream, "a.xlsx") is FileKind.XLSX
    else:
        with pytest.raises(DocumentError) as caught:
            examine(stream, "a.xlsx")
        assert caught.value.code is code


def test_a_directory_too_large_to_be_read_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = archive(60, 10)
    monkeypatch.setattr(detect, "_MOST_DIRECTORY", 1000)
    monkeypatch.setattr(zipfile, "ZipFile", None)  # would fail if it were opened
    with pytest.raises(DocumentError) as caught:
        examine(io.BytesIO(data), "a.xlsx")
    assert caught.value.code is ErrorCode.ZIP_TOO_LARGE


def test_a_member_that_lies_about_its_size_gives_no_more_than_it_says() -> None:
    data = bytearray(_workbook(b"x" * 1_000_000))
    start = data.rindex(b"PK\x01\x02")
    data[start + 24 : start + 28] = (100).to_bytes(4, "little")
    opened = detect.opened_zip(bytes(data), "a.xlsx")
    assert opened is not None
    got = 0
    with pytest.raises(zipfile.BadZipFile), opened.open("xl/workbook.xml") as member:
        while piece := member.read(64):
            got += len(piece)
    assert got <= 100


def _workbook(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", content)
    return out.getvalue()


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../up.xml", "word/../../up.xml", "C:/boot.ini", "\\\\host\\share\\a", "\\a"],
)
def test_members_that_lead_out_of_the_archive(name: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", b"<w/>")
        made.writestr(name, b"x")
    with pytest.raises(DocumentError) as caught:
        examine(io.BytesIO(out.getvalue()), "a.docx")
    assert caught.value.code is ErrorCode.ZIP_UNSAFE


def test_a_link_in_an_archive() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        link = zipfile.ZipInfo("word/document.xml")
        link.external_attr = 0o120777 << 16
        made.writestr(link, b"/etc/passwd")
    with pytest.raises(DocumentError) as caught:
        examine(io.BytesIO(out.getvalue()), "a.docx")
    assert caught.value.code is ErrorCode.ZIP_UNSAFE


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.pdf", ErrorCode.FILE_EMPTY),
        (b"\x00" * 1_000_000, "a.pdf", ErrorCode.FILE_EMPTY),
        (b" \r\n\t", "a.csv", ErrorCode.FILE_EMPTY),
        (PDF, "a.docx", ErrorCode.KIND_MISMATCH),
        (PDF, "a.csv", ErrorCode.KIND_MISMATCH),
        (PDF, "a.exe", ErrorCode.KIND_MISMATCH),
        (PDF, "a.pdf.html", ErrorCode.KIND_MISMATCH),
        (PDF, "pdf", ErrorCode.KIND_MISMATCH),
        (b"MZ\x90" + PDF, "a.pdf", ErrorCode.KIND_MISMATCH),
        (b"GIF89a/*" + PDF, "a.pdf", ErrorCode.KIND_MISMATCH),
        (b"<html><script>alert(1)</script>" + PDF, "a.pdf", ErrorCode.KIND_MISMATCH),
        (b"  <!DOCTYPE html>" + PDF, "a.pdf", ErrorCode.KIND_MISMATCH),
        (b"#!/bin/sh\n" + PDF, "a.pdf", ErrorCode.KIND_MISMATCH),
        (_workbook(b"%PDF-1.7"), "a.pdf", ErrorCode.KIND_MISMATCH),
        (b"PK\x03\x04 broken", "a.docx", ErrorCode.KIND_MISMATCH),
        (b"\x7fELF" + bytes(range(256)), "a.pdf", ErrorCode.KIND_MISMATCH),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.docx", ErrorCode.DOCX_ENCRYPTED),
        (b"plain words", "a.pdf", ErrorCode.KIND_MISMATCH),
        (b"a,b\n1,2\n", "a.json", ErrorCode.KIND_MISMATCH),
        (b"<Invoice/>", "a.csv", ErrorCode.KIND_MISMATCH),
    ],
)
def test_what_is_not_what_its_name_says(data: bytes, name: str, code: ErrorCode) -> None:
    with pytest.raises(DocumentError) as caught:
        examine(io.BytesIO(data), name)
    assert caught.value.code is code
    assert caught.value.do


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PDF, "a.PDF", FileKind.PDF),
        (b"Received: by mail\r\n\r\n" + PDF, "a.pdf", FileKind.PDF),
        (PDF + _workbook(b"<w/>"), "a.pdf", FileKind.PDF),  # read as a PDF only, never unpacked
        (b"a,b\n1,2\n", "a.csv", FileKind.CSV),
        (b"[a],b\n", "a.csv", FileKind.CSV),
        (b'{"a": 1}', "a.json", FileKind.JSON),
        ('[{"a": 1}]'.encode("utf-16"), "a.json", FileKind.JSON),
        (b"\xef\xbb\xbf<Invoice/>", "a.xml", FileKind.XML),
    ],
)
def test_what_is(data: bytes, name: str, kind: FileKind) -> None:
    assert examine(io.BytesIO(data), name) is kind
