"""Blanks, exhibits, precedence and totals: wordings of the field as data, one file a subject."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.contracts import extract_contract
from models.contracts import Contract
from models.document import Cell, Document, DocumentKind, Table
from models.passage import Passage, PassageKind, Piece, Word
from models.terms import Doubt

CASES = Path(__file__).parent / "cases"


def _cases(name: str) -> list[Any]:
    cases = yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))
    return [pytest.param(case, id=key) for key, case in cases.items()]


def _read(case: dict[str, Any]) -> Contract:
    heading = case.get("heading")
    texts = case.get("passages", [case["text"]] if "text" in case else [])
    passages = [_passage(text, heading) for text in texts]
    tables = []
    if "table" in case:
        rows = [
            tuple(Cell(_passage(text, heading, row=number)) for text in row)
            for number, row in enumerate(case["table"])
        ]
        passages += [
            _passage(" | ".join(row), heading, row=number)
            for number, row in enumerate(case["table"])
        ]
        tables = [Table(tuple(rows), caption=case.get("caption", ""), header_rows=1)]
    kind = DocumentKind.DOCX
    return extract_contract(Document("case.docx", "", kind, (), tuple(passages), tuple(tables)))


def _passage(text: str, heading: str | None, row: int | None = None) -> Passage:
    places = [0, *(i + 1 for i, char in enumerate(text) if char == " ")]
    words = text.split(" ")
    pieces = [Piece(at, None, Word(w, 0, 0, 0, 0)) for at, w in zip(places, words, strict=True)]
    kind = PassageKind.CLAUSE if row is None else PassageKind.ROW
    table = None if row is None else 0
    return Passage(text, tuple(pieces), kind, heading=heading, table=table, row=row)


@pytest.mark.parametrize("case", _cases("blanks"))
def test_blank(case: dict[str, Any]) -> None:
    contract = _read(case)
    text = case.get("text") or str(case["table"])
    doubts = [doubt for doubt in contract.doubts if doubt.cause == Doubt.BLANK]
    for wanted in case["expect"]:
        found = next(doubt for doubt in doubts if doubt.term_kind == wanted["kind"])
        assert wanted["says"] in found.reason
        assert all(part in text for part in found.evidence.quote.split(" | "))
        assert next(c for c in contract.coverage if c.kind == wanted["kind"]).blanks == 1
    assert len(doubts) == len(case["expect"]), doubts


@pytest.mark.parametrize("case", _cases("exhibits"))
def test_exhibit(case: dict[str, Any]) -> None:
    found = [one for one in _read(case).exhibits if one.fixes_prices]
    for one, wanted in zip(found, case["expect"], strict=True):
        form = one.model_dump(exclude={"evidence"})
        assert {key: form[key] for key in wanted} == wanted
        assert one.label.split()[0].lower() in one.evidence.quote.lower()


@pytest.mark.parametrize("case", _cases("precedence"))
def test_precedence(case: dict[str, Any]) -> None:
    assert [one.prevails for one in _read(case).precedence] == case["expect"]


@pytest.mark.parametrize("case", _cases("totals"))
def test_total(case: dict[str, Any]) -> None:
    found = _read(case).totals
    for one, wanted in zip(found, case["expect"], strict=True):
        form = one.model_dump(mode="json", exclude={"evidence"})
        assert {key: form[key] for key in wanted} == wanted
