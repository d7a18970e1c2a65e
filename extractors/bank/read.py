"""Reads a file of a bank, whatever its format; the content tells, not the name."""

import re

from extractors.bank.bai2 import read_bai2
from extractors.bank.camt053 import read_camt053
from extractors.bank.mt940 import read_mt940
from extractors.bank.ofx import read_ofx
from extractors.bank.table import read_table
from models.customs import AS_WRITTEN, Customs
from models.errors import DocumentError, ErrorCode
from models.payments import BankFile

_HEAD = 4096
_OFX = re.compile(r"^\s*OFXHEADER\s*:|<\?OFX\b|<OFX>", re.IGNORECASE | re.MULTILINE)
_MT940 = re.compile(r"^(?:\{[^\n]*)?:20:", re.MULTILINE)
_CAMT = re.compile(r"<(?:\w+:)?BkToCstmrStmt\b")
_BAI2 = re.compile(r"\A\s*01,[^\n]*,2\s*/?\s*$", re.MULTILINE)


def read_bank_file(data: bytes, file: str, customs: Customs = AS_WRITTEN) -> BankFile:
    """Read CAMT.053, MT940, OFX, QFX, BAI2, CSV or XLSX.

    Raises:
        DocumentError: FILE_EMPTY, BANK_FILE_UNKNOWN, and what the readers raise.
    """
    if not data.strip(b"\x00 \r\n\t"):
        raise DocumentError(
            ErrorCode.FILE_EMPTY, "the file is empty.", where=file, do="Download it again."
        )
    reader = _READERS.get(_format(data))
    return reader(data, file) if reader else read_table(data, file, customs)


def holds_statement(data: bytes) -> bool:
    """Whether a text or an XML begins as a bank's statement; `is_bank_table` tells tables."""
    found = _format(data)
    return found in _READERS and (found != "xml" or _CAMT.search(_head(data)) is not None)


def _format(data: bytes) -> str:
    head = _head(data)
    if _OFX.search(head):
        return "ofx"
    if head.lstrip().startswith("<"):
        return "xml"
    if _MT940.search(head):
        return "mt940"
    return "bai2" if _BAI2.search(head) else ""


_READERS = {"ofx": read_ofx, "xml": read_camt053, "mt940": read_mt940, "bai2": read_bai2}
"""What reads a format that its beginning tells; anything else is read as a table."""


def _head(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data[:_HEAD].decode("utf-16", "replace")
    return data[:_HEAD].removeprefix(b"\xef\xbb\xbf").decode("latin-1")
