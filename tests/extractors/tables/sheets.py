"""Makes documents of the tables in the YAML files beside this, and compares what was read.

A file holds named tables: ``layout`` (ruled, borderless, lines, docx), ``before`` and ``after``
(paragraphs), ``table`` (a row a line, cells between bars; "<" is merged with the cell on its
left, "^" with the one above), ``widths`` in points, ``break_after`` (rows after which a page
ends), ``repeat_heading``, and ``expect``: one term a row, with the fields that are compared.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import yaml
from docx.shared import Pt
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle
from reportlab.platypus.flowables import Flowable, PageBreak, Spacer

from extractors.header import read_header
from extractors.readers.read import read_document
from extractors.terms.extract import candidates_of
from extractors.terms.resolve import resolve
from models.forms import term_form
from models.terms import Term

HERE = Path(__file__).parent
KINDS = ("rate", "fee", "milestone", "minimum", "percentage_fee")
SURE = 0.5
"""From this score on a reader holds a candidate for a term, before any judge."""

_SAME_UNIT = {"each": "unit", "ea": "unit", "piece": "unit", "seat": "user", "kilogram": "kg"}
_NUMBERS = ("amount", "quantity", "min_quantity", "min_amount")
_WORDS = ("item", "name")
_BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=14, spaceAfter=6)
_CELL = ParagraphStyle("cell", parent=_BODY, fontSize=10, leading=12, spaceAfter=0)
_USABLE = 468.0  # points between the margins


@dataclass(frozen=True, slots=True)
class Sheet:
    """One labelled table."""

    name: str
    layout: str
    spec: Mapping[str, Any]

    @property
    def expected(self) -> list[dict[str, Any]]:
        """The terms that the rows state."""
        return list(self.spec["expect"])

    @property
    def rows(self) -> list[list[str]]:
        """Rows of cells."""
        lines = [line for line in self.spec["table"].split("\n") if line.strip()]
        if self.layout == "lines":
            return [[line] for line in lines]
        rows = [[cell.strip() for cell in line.split("|")] for line in lines]
        width = max(map(len, rows))
        return [row + [""] * (width - len(row)) for row in rows]


def sheets() -> list[Sheet]:
    """Return every labelled table, by file and place."""
    found = []
    for path in sorted(HERE.glob("*.yaml")):
        for name, spec in yaml.safe_load(path.read_text()).items():
            found.append(Sheet(name, spec["layout"], spec))
    return found


def printed(sheet: Sheet) -> tuple[bytes, str]:
    """Return the document that holds a table, and its file name."""
    if sheet.layout == "docx":
        return _docx(sheet), f"{sheet.name}.docx"
    return _pdf(sheet), f"{sheet.name}.pdf"


def read(sheet: Sheet) -> list[Term]:
    """Return the terms that the readers are sure of, without the judge."""
    data, name = printed(sheet)
    document = read_document(data, name)
    header = read_header(document)[0]
    kept = resolve(candidates_of(document, header), dict.fromkeys(KINDS, SURE))
    return [c.term for c in kept if c.term.kind in KINDS]


def agreeing(sheet: Sheet, terms: Sequence[Term]) -> int:
    """Count the expected terms that were read, each read term used once."""
    forms = [term_form(term, "") for term in terms]
    hits = 0
    for label in sheet.expected:
        found = next((form for form in forms if agree(label, form)), None)
        if found is not None:
            forms.remove(found)
            hits += 1
    return hits


def agree(label: Mapping[str, Any], form: Mapping[str, Any]) -> bool:
    """Whether a term says what the label says, in every field that the label names."""
    if label["kind"] != form["kind"]:
        return False
    if any(_number(label.get(name)) != _number(form.get(name)) for name in _NUMBERS):
        return False
    if "percent" in label and _number(label["percent"]) != _number(form.get("percent")):
        return False
    if any(not _words(label[name]) & _words(form.get(name)) for name in _WORDS if name in label):
        return False
    if "unit" in label and not _unit(label["unit"]) & _unit(form.get("unit")):
        return False
    plain = ("currency", "frequency", "per", "included_quantity", "included_per")
    return all(label[name] == form.get(name) for name in plain if name in label)


def _number(value: object) -> Decimal:
    return Decimal(str(value)) if value not in {None, ""} else Decimal(0)


def _words(value: object) -> set[str]:
    return set(re.findall(r"[a-z0-9]{2,}|\d", str(value or "").lower()))


def _unit(value: object) -> set[str]:
    return {_SAME_UNIT.get(w, w) for w in re.findall(r"[a-z]+", str(value or "").lower())}


def _pdf(sheet: Sheet) -> bytes:
    story: list[Flowable] = [Paragraph(text, _BODY) for text in sheet.spec.get("before", ())]
    if sheet.layout == "lines":
        story += [Paragraph(row[0], _CELL) for row in sheet.rows]
    else:
        story += _parts(sheet)
    story.append(Spacer(1, 10))
    story += [Paragraph(text, _BODY) for text in sheet.spec.get("after", ())]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=letter, invariant=True).build(story)
    return out.getvalue()


def _parts(sheet: Sheet) -> list[Flowable]:
    """The table, in parts where a page ends within it."""
    rows = sheet.rows
    ends = [*sheet.spec.get("break_after", ()), len(rows)]
    widths = sheet.spec.get("widths") or _widths(rows)
    parts: list[Flowable] = []
    start = 0
    for end in ends:
        body = rows[start:end]
        if start and sheet.spec.get("repeat_heading"):
            body = [rows[0], *body]
        parts += [PageBreak()] if start else []
        parts.append(_table(body, widths, ruled=sheet.layout == "ruled"))
        start = end
    return parts


def _widths(rows: Sequence[Sequence[str]]) -> list[float]:
    longest = [min(max(len(row[i]) for row in rows), 40) + 4 for i in range(len(rows[0]))]
    return [min(6.5 * n, _USABLE * n / sum(longest)) for n in longest]


def _table(rows: Sequence[Sequence[str]], widths: Sequence[float], *, ruled: bool) -> Table:
    style: list[tuple[Any, ...]] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    if ruled:
        style.append(("GRID", (0, 0), (-1, -1), 0.5, "black"))
    cells = []
    for y, row in enumerate(rows):
        cells.append([Paragraph("" if c in {"<", "^"} else c, _CELL) for c in row])
        for x, text in enumerate(row):
            if text not in {"<", "^"} and ruled:
                right = _reach([c == "<" for c in row[x + 1 :]])
                down = _reach([r[x] == "^" for r in rows[y + 1 :]])
                style.append(("SPAN", (x, y), (x + right, y + down)))
    return Table(cells, colWidths=list(widths), style=TableStyle(style), hAlign="LEFT")


def _reach(merged: Sequence[bool]) -> int:
    return next((i for i, one in enumerate(merged) if not one), len(merged))


def _docx(sheet: Sheet) -> bytes:
    document = docx.Document()
    for text in sheet.spec.get("before", ()):
        document.add_paragraph(text)
    rows = sheet.rows
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            if text in {"<", "^"}:
                into = (y, x - 1) if text == "<" else (y - 1, x)
                table.cell(*into).merge(table.cell(y, x))
            elif text:
                run = table.cell(y, x).paragraphs[0].add_run(text)
                run.font.size = Pt(10)
    for text in sheet.spec.get("after", ()):
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
