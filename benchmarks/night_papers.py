"""Documents for a night: the sample company's contracts and invoices over and over, as if of many.

Each round has its own customers and contract numbers; invoices of later years have later dates.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from itertools import count, islice
from pathlib import Path
from typing import Any

from sample_contracts.make import papers, printed, structured
from sample_contracts.make.contracts import PAPERS, Paper
from sample_contracts.make.spec import Bill
from sample_contracts.make.story import all_bills

_NUMBER = re.compile(r"\b[A-Z]{3}-20\d\d-\d{3}\b")
_CUSTOMERS = re.compile(
    r"\b(Larchmont|Quillfeather|Palisade|Ostrava|Bramble|Juno|Calder|Meridian)\b"
)
_PAPERS = {"pdf": (".pdf", papers.pdf), "docx": (".docx", papers.word)}
_BILLS = {
    "pdf": (".pdf", printed.pdf),
    "docx": (".docx", printed.word),
    "ubl": (".xml", structured.ubl),
    "cii": (".xml", structured.cii),
}


def write(root: Path, contracts: int, invoices: int, first: int = 0) -> None:
    """Write so many contracts and invoices into an inbox; ``first`` is the first of each."""
    for name, data in islice(made_contracts(), first, first + contracts):
        _put(root / "contracts" / name, data)
    for name, data in islice(made_invoices(), first, first + invoices):
        _put(root / "invoices" / name, data)


def made_contracts() -> Iterator[tuple[str, bytes]]:
    """Make contracts without end, with their names."""
    for turn in count():
        for paper in PAPERS:
            if paper.form in _PAPERS:
                ending, form = _PAPERS[paper.form]
                told: Paper = _told(paper, turn)
                yield f"{told.stem}-{turn}{ending}", form(told)


def made_invoices() -> Iterator[tuple[str, bytes]]:
    """Make invoices without end, with their names."""
    bills = [bill for bill in all_bills() if bill.form in _BILLS]
    for turn in count():
        for bill in bills:
            # 40 rounds of contracts, then the year after
            told: Bill = _told(_later(bill, turn // 40), turn % 40)
            told = replace(told, number=f"{bill.number}-{turn}")
            ending, form = _BILLS[bill.form]
            yield f"{told.number}-{told.issued:%Y%m}{ending}".replace(" ", "-"), form(told)


def _told(value: Any, turn: int) -> Any:  # noqa: ANN401 (whatever is nested in a paper or a bill)
    """Put other customers and numbers into every text."""
    if isinstance(value, str):
        text = _NUMBER.sub(lambda match: f"{match[0]}-{turn}", value)
        return _CUSTOMERS.sub(lambda match: f"{match[0]} {_word(turn)}", text)
    if isinstance(value, tuple):
        return tuple(_told(one, turn) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        own = {one.name for one in fields(value)} - {"stem", "form", "currency"}
        return replace(value, **{name: _told(getattr(value, name), turn) for name in own})
    return value


def _later(value: Any, years: int) -> Any:  # noqa: ANN401 (whatever is nested in a bill)
    if isinstance(value, date):
        return value.replace(year=value.year + years, day=min(value.day, 28)) if years else value
    if isinstance(value, tuple):
        return tuple(_later(one, years) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {one.name: _later(getattr(value, one.name), years) for one in fields(value)}
        return replace(value, **changed)
    return value


def _word(turn: int) -> str:
    """Make a name of a number, another one in most letters: names that are nearly alike are one."""
    letters = "bcdfghklmnprstvz"
    digest = hashlib.sha256(str(turn).encode()).digest()
    return "".join(letters[byte & 15] + "aeio"[byte >> 6] for byte in digest[:4]).title()


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
