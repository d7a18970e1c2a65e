"""Reads the rows under the headings of one line table: lines, sums, wrapped words."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.invoices.periods import is_period
from extractors.invoices.printed.canvas import Canvas, Row, Segment
from extractors.invoices.printed.cells import Cells, cells_of, text_of
from extractors.invoices.printed.columns import Column
from extractors.invoices.printed.heading_says import counted_in, priced_for, weeks_in
from extractors.invoices.printed.line_draft import LineDraft, is_code
from extractors.invoices.printed.table_sections import (
    begins_costs,
    heads_section,
    is_section_sum,
    is_summary,
    sums_named_section,
)
from extractors.invoices.printed.totals import is_total_row, names_sums
from extractors.invoices.printed.values import amounts
from models.passage import Word

_CARRIED = re.compile(
    r"\b(?:carried|brought) forward\b|\bübertrag\b|^\s*(?:à reporter|report)\W*(?:page\b|\d|$)|\btransporteren\b",
    re.IGNORECASE,
)
_PART_OF_LINE = re.compile(  # said of an amount that the line above holds already
    r"^\W*(?:incl(?:\.|uding|uded|us\w*)?|inkl\.?|davon|dont|thereof|of which|waarvan|di cui)\b",
    re.IGNORECASE,
)
_CELLS_ABOVE = frozenset(("quantity", "unit", "unit_price", "tax_rate", "position", "code", "name"))
"""Cells that a line may have on the row above its amount."""
_COUNTS = ("quantity", "unit", "unit_price")
_JOINS = (" -", " –", " to", " until", " bis", " au", " and")
_TAXED = re.compile(r"(?<=\d)\s?[TN*]$")  # "567.00T": taxable
_UNIT = re.compile(r"(?:unit|uom|einheit|unité)\s?:\s?(?P<unit>[^\W\d][\w -]{0,20})", re.IGNORECASE)
"""A row under the description that says the unit: "unit: visit"."""
_CODE = re.compile(r"[A-Z][A-Z\d]*(?:[-./_][A-Z\d]+)*")
_SMALL = 0.85  # times the height of the line: a code in smaller letters
_BROKEN = 2.3  # line heights: a text row further below than this is no part of a line
_TIGHT = 0.35  # line heights between lines of one cell, at most
_WRAPPED = ("period", "period_start", "period_end")
"""Cells besides the description whose words may go over several rows."""


@dataclass(slots=True)
class TableReading:
    """Reads the rows under one heading."""

    canvas: Canvas
    mark: str
    columns: tuple[Column, ...]
    before: Sequence[Decimal | None] = ()  # what the lines under earlier headings cost
    open_from: int = 0  # the first of those that no section's sum holds: it may go on here
    drafts: list[LineDraft] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    pending: list[Row] = field(default_factory=list)
    totals: bool = False  # the last row read was a sum
    recap: bool = False  # the heading is that of a summary of the lines
    summary: bool = False  # within such a summary
    section: bool = False  # and that of a section: more lines follow
    summed: int = 0  # lines that the sums of sections hold already
    furniture: frozenset[int] = frozenset()
    top: float = 0.0  # where the headings end

    def read(self, rows: Sequence[Row]) -> None:
        """Read rows until the table is over."""
        self.summary = self.recap
        for row in rows:
            if self._within_summary(row) or not any(c.isalnum() for c in row.text):
                continue
            if _CARRIED.search(row.text) or row.index in self.furniture:
                continue
            if self.drafts and names_sums(row, self.mark):
                return
            cells = self._by_role(cells_of(row, self.columns))
            full = self._is_line(cells)
            sum_ = self._sum_in(row, cells, full=full)
            alone = sum_ == "total" and len(row.segments) == 2  # noqa: PLR2004 (words and an amount)
            named = sum_ is None or (alone and sums_named_section(row.text))
            if full and named and self._ends_section(row, cells):
                continue
            if sum_ is None:
                self._take(row, cells, full=full)
            elif self._is_over(sum_):
                return

    def _take(self, row: Row, cells: dict[str, list[Word]], *, full: bool) -> None:
        """Begin a line with a row, add it to the one above, or keep it for the next."""
        if full and self._goes_on(row, cells):
            self._begin(row, cells)
        elif not self._continue(row, cells):
            self._wait(row)

    def _is_over(self, sum_: str) -> bool:
        """Whether the table ends with a sum."""
        self._drop_pending()
        self.totals, self.section = True, False
        self.summed = len(self.drafts)
        return sum_ in ("total", "tax_amount") and bool(self.drafts)

    def _sum_in(self, row: Row, cells: dict[str, list[Word]], *, full: bool) -> str | None:
        """Which sum a row states, None where it is a line or a line's description."""
        key, label = is_total_row(row, self.mark) or (None, None)
        if key is None or not self._is_sum(key, label, cells):
            return None
        summed = bool(self.before) and self.open_from == len(self.before)
        among_lines = full and (self.section or (summed and not self.totals))
        return None if key == "adjustment" and among_lines else key

    def _goes_on(self, row: Row, cells: dict[str, list[Word]]) -> bool:
        """Whether a row with an amount is a line: behind a sum it needs figures of its own."""
        if not self.totals or self.section:
            return True
        return self._counts(cells) and not self._under_sums(row)

    def _under_sums(self, row: Row) -> bool:
        """Whether words and an amount stand where the sums do: "SPRING10 ($35.00 off)  -$35.00"."""
        described = next((c for c in self.columns if c.role == "description"), None)
        if described is None or len(row.segments) != 2:  # noqa: PLR2004 (words and an amount)
            return False
        return row.segments[0].x0 > described.x1

    def _within_summary(self, row: Row) -> bool:
        """Whether a row says again what lines have said: "Timekeeper Summary", up to the next heading."""
        if not any(c.isdigit() for c in row.text) and len(row.segments) == 1:
            over = not self.recap or begins_costs(row.text)
            self.summary = bool(self.drafts) and is_summary(row.text) if over else self.summary
            self.section = self.section or (self.totals and begins_costs(row.text))
        return self.summary

    def _ends_section(self, row: Row, cells: dict[str, list[Word]]) -> bool:
        """Whether a row is the sum of a section's lines: "Subtotal Equipment  401.00"."""
        amount = self._amount(cells)
        if (self._counts(cells) and "unit_price" in cells) or amount is None:
            return False
        billed = [*self.before, *(draft.amount for draft in self.drafts)]
        here = len(self.before) + self.summed
        starts = (here,) if self.summed else (here, self.open_from)
        if not any(is_section_sum(row.text, amount, billed, start) for start in starts):
            return False
        self._drop_pending()
        self.totals = self.section = True
        self.summed = len(self.drafts)
        self.taken.add(row.index)
        return True

    def _is_sum(self, key: str, label: Segment | None, cells: dict[str, list[Word]]) -> bool:
        """Whether a row that names a sum is one, and neither a line nor a line's description."""
        if key in ("net_amount", "tax_amount", "total"):
            rates = cells.get("tax_rate", ())
            in_column = label is not None and any(word in rates for word in label.words)
            named = label is not None and "total" in label.text.lower()
            return named or not (in_column and {"description", "amount"} <= cells.keys())
        described = next((c for c in self.columns if c.role == "description"), None)
        inside = described is not None and label is not None and label.x0 >= described.x0
        has_amount = "amount" in cells and self._number(cells["amount"])
        return not self._counts(cells, label) and not (inside and not has_amount)

    def _by_role(self, cells: Cells) -> dict[str, list[Word]]:
        """Words by role; of two amount columns the last with a number counts."""
        roles: dict[str, list[Word]] = {}
        twice = False
        for index in sorted(cells):
            role = self.columns[index].role
            if role == "amount" and role in roles and not self._number(cells[index]):
                continue
            if role == "quantity" and role in roles and self._number(cells[index]):
                twice = True  # "Reg Hrs | Rate | OT Hrs | OT Rate": the line has no one quantity
            roles[role] = cells[index]
        return {role: words for role, words in roles.items() if not twice or role not in _COUNTS}

    def _amount(self, cells: dict[str, list[Word]]) -> Decimal | None:
        found = list(amounts(_unmarked(text_of(cells.get("amount", ()))), self.mark))
        return found[-1].value if found else None

    def _number(self, words: Sequence[Word]) -> bool:
        return any(True for _ in amounts(_unmarked(text_of(words)), self.mark))

    def _is_line(self, cells: dict[str, list[Word]]) -> bool:
        """A line has an amount, or a quantity and a price where the table has no amounts."""
        if "amount" in cells and self._number(cells["amount"]):
            text = text_of(cells.get("description", []))
            named = any(c.isalpha() for c in text) or bool(
                cells.keys() & {"code", "position", "name", "category"}
            )
            return (named or self._counts(cells)) and not _PART_OF_LINE.match(text)
        return False

    def _counts(self, cells: dict[str, list[Word]], label: Segment | None = None) -> bool:
        """Whether a row has a quantity or a unit price besides the words of a label."""
        return any(
            any(c.isdigit() for c in word.text) and "%" not in word.text
            for key in ("quantity", "unit_price")
            for word in cells.get(key, ())
            if label is None or word not in label.words
        )

    def _begin(self, row: Row, cells: dict[str, list[Word]]) -> None:
        texts = {role: text_of(words) for role, words in cells.items()}
        self.totals = False  # what came before was the subtotal of a section
        if "quantity" in texts and (unit := counted_in(self.columns)):
            texts.setdefault("unit", unit)
        if many := priced_for(self.columns):
            texts.setdefault("price_base", many)
        draft = LineDraft(texts, self._amount(cells), row.index)
        if "period" in texts and (week := weeks_in(self.columns)):
            draft.add("period", -1, week)
        lead = self._lead(row) or self._left_over(row)
        for above in lead:
            others = self._by_role(cells_of(above, self.columns))
            self._add(draft, above, others)
            for role in others.keys() & _CELLS_ABOVE - texts.keys():
                texts[role] = text_of(others[role])
        self._drop_pending()
        self._add(draft, row, cells)
        self.drafts.append(draft)

    def _lead(self, row: Row) -> list[Row]:
        """Text rows right above that belong to this line: cells centred in height."""
        lead: list[Row] = []
        below = row
        for above in reversed(self.pending):
            previous = self.drafts[-1].bottom if self.drafts else self.top
            gap = below.top - above.bottom
            if above.page != row.page or gap > _TIGHT * row.height or above.top - previous <= gap:
                break
            lead.insert(0, above)
            below = above
        return lead

    def _left_over(self, row: Row) -> list[Row]:
        """Text rows taken for the line above that stand nearer to this one: centred cells.

        Rows are compared by their distance: where the step down into a text row is clearly wider
        than the step from there to this row, the text begins this line.
        """
        if not self.drafts:
            return []
        draft = self.drafts[-1]
        texts = [r for r in draft.rows if r.index > draft.row]
        steps = [row, *reversed(texts)]
        moved: list[Row] = []
        for below, text in itertools.pairwise(steps):
            above = self.canvas.rows[text.index - 1]
            if text.page != row.page or below.top - text.bottom > _TIGHT * row.height:
                break
            moved.insert(0, text)
            if text.top - above.bottom > max(below.top - text.bottom, 0) + _TIGHT * row.height:
                draft.drop(moved)
                return moved
        return []

    def _continue(self, row: Row, cells: dict[str, list[Word]]) -> bool:
        """Add a text row to the line above; False where it is none of it."""
        if not self.drafts or self.totals or self.pending:
            return False
        draft = self.drafts[-1]
        last = draft.segments[-1]
        if row.page != last.page or row.top - draft.bottom > _BROKEN * row.height:
            return False
        if self._heads_section(row):
            return False
        if not cells.keys() & {
            "description",
            "name",
            "code",
            "position",
            "category",
            "other",
            *_WRAPPED,
        }:
            self._unit_goes_on(draft, cells)
            return bool(cells.keys() - {"amount"})
        self._add(draft, row, cells)
        return True

    def _heads_section(self, row: Row) -> bool:
        """Whether a row is the heading of the lines below it."""
        below = next(iter(self.canvas.rows[row.index + 1 : row.index + 2]), None)
        if below is None or below.page != row.page:
            return False
        line = self._is_line(self._by_role(cells_of(below, self.columns)))
        return line and heads_section(row, [draft.rows for draft in self.drafts], below)

    def _add(self, draft: LineDraft, row: Row, cells: dict[str, list[Word]]) -> None:
        words = cells.get("description", [])
        name = cells.get("name", [])
        if _goes_on(draft.cells.get("name", ""), text_of(name)) and row.index > draft.row:
            draft.cells["name"] += text_of(name)
        elif not is_code(text_of(name)):
            words = sorted([*name, *words], key=lambda word: word.x0)
        if row.index > draft.row and "position" in draft.cells:  # wrapped words under "#"
            words = [*cells.get("position", ()), *words]
        text = text_of(words)
        if unit := _UNIT.fullmatch(text):
            draft.add("unit", row.index, unit["unit"])
        elif words:
            draft.add(self._says(draft, row, text), row.index, text)
        for role in _WRAPPED:
            if role in cells:
                draft.add(role, row.index, text_of(cells[role]))
        self._unit_goes_on(draft, cells)
        if "code" in cells:
            draft.cells.setdefault("code", text_of(cells["code"]))
        draft.segments += row.segments if draft.row == row.index else _of_words(row, words)
        draft.bottom = row.bottom
        draft.rows.append(row)
        self.taken.add(row.index)

    def _unit_goes_on(self, draft: LineDraft, cells: dict[str, list[Word]]) -> None:
        """Add the rest of a unit broken at its hyphen: "214 PLT-" / "MO", or below its figure."""
        for role in ("unit", "quantity"):
            rest = text_of([*cells.get("unit", ()), *cells.get("quantity", ())])
            if draft.cells.get(role, "").endswith("-") and rest.isalpha():
                draft.cells[role] += rest
        below = text_of(cells.get("quantity", ()))
        counted = draft.cells.get("quantity", "")
        alone = below.isalpha() and below.islower() and "amount" not in cells
        if alone and counted and not any(c.isalpha() for c in counted):
            draft.cells.setdefault("unit", below)

    def _says(self, draft: LineDraft, row: Row, text: str) -> str:
        """What words under the description are: a row of nothing but a period or a code is none."""
        dated = any(column.role in _WRAPPED for column in self.columns)
        below = row.index > draft.row
        goes_on = draft.whole("description").endswith(_JOINS)
        if below and not dated and not goes_on and is_period(text):
            return "period"
        small = below and row.height < _SMALL * draft.rows[0].height
        return "code" if small and _CODE.fullmatch(text) else "description"

    def _wait(self, row: Row) -> None:
        self.pending.append(row)

    def _drop_pending(self) -> None:
        self.pending = []


def _goes_on(code: str, below: str) -> bool:
    """Whether a code broken at its hyphen goes on: "SEAT-" / "PRO"."""
    return is_code(code) and code.endswith("-") and bool(below) and below == below.upper()


def _unmarked(text: str) -> str:
    return _TAXED.sub("", text.strip())


def _of_words(row: Row, words: Sequence[Word]) -> Iterator[Segment]:
    for segment in row.segments:
        inside = [word for word in segment.words if word in words]
        if inside:
            yield segment.part(inside)
