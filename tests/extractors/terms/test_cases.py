"""Wordings of the field, one file per kind: what each states, and what is no term."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.terms.candidates import Candidate
from extractors.terms.extract import candidates_of, extract_terms
from models.document import Cell, Document, DocumentKind, Table
from models.forms import term_form
from models.passage import Passage, PassageKind
from models.terms import TERM_KINDS

CASES = Path(__file__).parent.parent / "cases"
KEYS = {"why", "text", "heading", "before", "table", "caption", "expect"}


def _cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.yaml")):
        if path.stem not in TERM_KINDS:
            continue
        for name, case in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            found.append(pytest.param(path.stem, case, id=f"{path.stem}-{name}"))
    return found


def _document(case: dict[str, Any]) -> Document:
    assert set(case) <= KEYS, f"unknown keys: {set(case) - KEYS}"
    passages: list[Passage] = []
    heading = case.get("heading")
    if "before" in case:
        passages.append(Passage(case["before"], heading=heading))
    if "text" in case:
        passages.append(Passage(case["text"], heading=heading))
    tables = []
    if "table" in case:
        tables.append(_table(case["table"], heading, case.get("caption", "")))
        passages += [_row(cells, r, heading) for r, cells in enumerate(case["table"])]
    return Document("case.docx", "", DocumentKind.DOCX, (), tuple(passages), tuple(tables))


def _row(cells: list[str], row: int, heading: str | None) -> Passage:
    text = " | ".join(cells)
    return Passage(text, kind=PassageKind.ROW, heading=heading, table=0, row=row)


def _table(rows: list[list[str]], heading: str | None, caption: str) -> Table:
    cells = tuple(
        tuple(
            Cell(Passage(text, kind=PassageKind.ROW, heading=heading, table=0, row=r))
            for text in row
        )
        for r, row in enumerate(rows)
    )
    return Table(cells, caption=caption, header_rows=1)


def _holds(candidate: Candidate, expected: dict[str, Any]) -> bool:
    form = term_form(candidate.term, "")
    return all(form.get(key) == value for key, value in expected.items())


@pytest.mark.parametrize(("kind", "case"), _cases())
def test_wording(kind: str, case: dict[str, Any]) -> None:
    document = _document(case)
    candidates = [c for c in candidates_of(document) if c.term.kind == kind]
    for expected in case["expect"]:
        seen = [
            {k: v for k, v in term_form(c.term, "").items() if k not in ("evidence", "confidence")}
            for c in candidates
        ]
        assert any(_holds(c, expected) for c in candidates), f"{expected} not in {seen}"
    if not case["expect"]:
        terms = [t for t in extract_terms(document).terms if t.kind == kind]
        assert terms == []


@pytest.mark.parametrize("kind", [path.stem for path in sorted(CASES.glob("*.yaml"))])
def test_file_is_named_for_a_kind(kind: str) -> None:
    assert kind in TERM_KINDS
