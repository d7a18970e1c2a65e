"""Cut, mangled and hostile files end in an error with a code, or in what the file really holds."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.bank.read import read_bank_file
from models.errors import DocumentError, ErrorCode

SAMPLES = Path(__file__).parent / "samples"
NAMES = sorted(path.name for path in SAMPLES.iterdir())
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b"<Document><BkToCstmrStmt><Stmt><Id>&b;</Id></Stmt></BkToCstmrStmt></Document>"
)


@pytest.mark.parametrize("name", ["camt053.xml", "mt940.sta", "sgml.ofx", "xml.qfx", "report.bai"])
def test_a_file_cut_anywhere_is_never_taken_as_whole(name: str) -> None:
    """Half a statement is refused, at whatever byte it was cut."""
    data = (SAMPLES / name).read_bytes()
    body = data.rstrip()
    whole = len(read_bank_file(data, name).lines)
    for end in range(1, len(body) - 12, 7):
        try:
            file = read_bank_file(body[:end], name)
        except DocumentError:
            continue
        assert len(file.lines) < whole or name == "mt940.sta"
        assert name == "mt940.sta", f"{name} cut at {end} was taken"


def test_entities_are_refused() -> None:
    """A document type is refused before anything is expanded, in CAMT and in OFX."""
    for data, name in ((BOMB, "a.xml"), (BOMB.replace(b"Document", b"OFX"), "a.ofx")):
        with pytest.raises(DocumentError) as caught:
            read_bank_file(data, name)
        assert caught.value.code is ErrorCode.XML_DOCTYPE


@pytest.mark.parametrize("name", ["mt940.sta", "sgml.ofx", "report.bai", "export.csv"])
def test_other_encodings_say_the_same(name: str) -> None:
    """UTF-16 and UTF-8 with their marks, and Windows-1252."""
    text = (SAMPLES / name).read_text("utf-8")
    plain = read_bank_file(text.encode(), name)
    for data in (
        codecs.BOM_UTF8 + text.encode(),
        codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
        text.encode("cp1252"),
    ):
        assert [(x.booked_on, x.amount, x.text) for x in read_bank_file(data, name).lines] == [
            (x.booked_on, x.amount, x.text) for x in plain.lines
        ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", ErrorCode.FILE_EMPTY),
        (b"<Invoice/>", ErrorCode.BANK_FILE_UNKNOWN),
        (b"hello, world\n1,2\n", ErrorCode.BANK_FILE_UNKNOWN),
        (b":20:X\n:61:2613990101C1,NTRFX\n", ErrorCode.BANK_FILE_DAMAGED),
        (b":20:X\n:60F:C260330EURabc\n", ErrorCode.BANK_FILE_DAMAGED),
        (b":20:X\x00\n:62F:C260330EUR1,\n", ErrorCode.BANK_FILE_DAMAGED),
        (b"01,1,2,260401,0600,1,80,,2/\n77,what/\n99,0,0,2/\n", ErrorCode.BANK_FILE_DAMAGED),
        (b"OFXHEADER:100\n<OFX><STMTRS><STMTTRN><FITID>1</STMTTRN>", ErrorCode.BANK_FILE_DAMAGED),
    ],
)
def test_what_is_no_statement_has_a_code(data: bytes, code: ErrorCode) -> None:
    """Every refusal is an error that a clerk can look up."""
    with pytest.raises(DocumentError) as caught:
        read_bank_file(data, "a.txt")
    assert caught.value.code is code


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(NAMES), at=st.integers(0, 2000), junk=st.binary(max_size=12))
def test_mangled_bytes_never_crash(name: str, at: int, junk: bytes) -> None:
    """Whatever a file holds: a result, or an error with a code."""
    data = (SAMPLES / name).read_bytes()
    at %= len(data)
    try:
        file = read_bank_file(data[:at] + junk + data[at + len(junk) :], name)
    except DocumentError as error:
        assert error.code in ErrorCode  # noqa: PT017 (either way is right)
    else:
        assert all(line.amount.is_finite() for line in file.lines)
