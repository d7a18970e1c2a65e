"""The header of documents made of wordings of the field: cases.yaml."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.header import read_header
from models.contracts import ContractHeader
from tests.extractors.header.documents import document_of

_CASES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8")
)


def _said(header: ContractHeader, key: str) -> object:
    if key == "parties":
        return [[party.name, party.role] for party in header.parties]
    return getattr(header, key)


@pytest.mark.parametrize("name", _CASES)
def test_header_case(name: str) -> None:
    case = _CASES[name]
    header, evidence = read_header(document_of(case["passages"]))
    assert {key: _said(header, key) for key in case["expect"]} == case["expect"]
    text = " ".join(case["passages"])
    for key in case["expect"]:
        if key in evidence:
            assert evidence[key].quote
            assert evidence[key].quote in text


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "and ",
        "the term of ",
        "between ",
        "“X” (the ",
        "1, 2019 ",
        "renew for ",
        "$ ",
        "laws of ",
    ],
)
def test_a_line_without_end_is_read_quickly(piece: str) -> None:
    line = "This Agreement is made between " + piece * (100_000 // len(piece))
    header, _ = read_header(document_of([line, "# TERM", line]))
    assert header.effective_date is None or isinstance(header.effective_date, date)
