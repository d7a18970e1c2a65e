"""The lines of a printed invoice: rows under the headings, wrapped descriptions, page breaks."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.invoices.periods import line_period, period_in
from extractors.invoices.printed.canvas import Canvas, Row, Segment, repeated_rows
from extractors.invoices.printed.cells import Cells, cells_of, text_of
from extractors.invoices.printed.columns import Column, Heading, headings
from extractors.invoices.printed.totals import is_total_row
from extractors.invoices.printed.values import NUMBER, PERCENT, amounts, clean, number
from extractors.invoices.units import unit_of_word
from models.evidence import Evidence
from models.invoices import InvoiceLine
from models.money import to_minor
from models.passage import Word

_CARRIED = re.compile(
    r"\b(?:carried|brought) forward\b|\bübertrag\b|^\s*(?:à reporter|report)\b|\btransporteren\b",
    re.IGNORECASE,
)
_PART_OF_LINE = re.compile(  # said of an amount that the line above holds already
    r"^\W*(?:incl(?:\.|uding|uded|us\w*)?|inkl\.?|davon|dont|thereof|of which|waarvan|di cui)\b",
    re.IGNORECASE,
)
_CELLS_ABOVE = frozenset(("quantity", "unit", "unit_price", "tax_rate", "position", "code", "name"))
"""Cells that a line may have on the row above its amount."""
_BROKEN = 2.3  # line heights: a text row further below than this is no part of a line
_TIGHT = 0.35  # line heights between lines of one cell, at most
_QUANTITY = re.compile(
    rf"(?P<open>\()?(?P<number>[-−–]?\s?(?:{NUMBER}))(?![\w%])(?P<minus>-|(?(open)\)|(?!)))?\s*(?P<unit>.*)"
)
_HUNDRED = Decimal(100)


@dataclass(slots=True)
class _Draft:
    """One line in the making."""

    cells: dict[str, str]
    amount: Decimal | None
    description: list[str] = field(default_factory=list)
    described: set[int] = field(default_factory=set)
    segments: list[Segment] = field(default_factory=list)
    texts: list[Row] = field(default_factory=list)
    bottom: float = 0.0
    row: int = 0

    def drop(self, rows: Sequence[Row]) -> None:
        """Give rows up to another line."""
        gone = {row.index for row in rows}
        kept = [row.index not in gone for row in self.texts]
        described = [row for row in self.texts if row.index in self.described]
        self.description = [
            text
            for row, text in zip(described, self.description, strict=True)
            if row.index not in gone
        ]
        self.described -= gone
        self.texts = [row for row, keep in zip(self.texts, kept, strict=True) if keep]
        self.segments = [part for part in self.segments if part.row not in gone]


@dataclass(slots=True)
class LineTable:
    """What was read of the line tables; ``rows`` are the rows they take."""

    lines: list[InvoiceLine] = field(default_factory=list)
    rows: frozenset[int] = frozenset()
    found: bool = False


def read_lines(canvas: Canvas, mark: str) -> LineTable:
    """Read the lines under every heading row."""
    found = headings(canvas)
    furniture = repeated_rows(canvas)
    drafts: list[_Draft] = []
    taken: set[int] = set()
    for place, head in enumerate(found):
        end = _end(canvas, found, place)
        reading = _Reading(
            canvas, mark, head.columns, furniture=furniture, top=canvas.rows[head.last].bottom
        )
        reading.read(canvas.rows[head.last + 1 : end])
        drafts += reading.drafts
        taken |= set(range(head.first, head.last + 1)) | reading.taken
    lines = [_line(draft, place, canvas, mark) for place, draft in enumerate(drafts, start=1)]
    return LineTable(lines, frozenset(taken), bool(found))


def _end(canvas: Canvas, found: Sequence[Heading], place: int) -> int:
    """The row after the last that can belong to a table.

    A page that repeats the headings repeats the letterhead above them too.
    """
    if place + 1 == len(found):
        return len(canvas.rows)
    end = found[place + 1].first
    page = canvas.rows[end].page
    if page is None or page == canvas.rows[found[place].first].page:
        return end
    return next(row.index for row in canvas.rows if row.page == page)


@dataclass(slots=True)
class _Reading:
    """Reads the rows under one heading."""

    canvas: Canvas
    mark: str
    columns: tuple[Column, ...]
    drafts: list[_Draft] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    pending: list[Row] = field(default_factory=list)
    totals: bool = False
    furniture: frozenset[int] = frozenset()
    top: float = 0.0  # where the headings end

    def read(self, rows: Sequence[Row]) -> None:
        """Read rows until the table is over."""
        for row in rows:
            if _CARRIED.search(row.text) or row.index in self.furniture:
                continue
            cells = self._by_role(cells_of(row, self.columns))
            full = self._is_line(cells)
            key, label = is_total_row(row, self.mark) or (None, None)
            if key is not None and self._is_sum(key, label, cells):
                self._drop_pending()
                self.totals = True
                if key in ("total", "tax_amount") and self.drafts:
                    return
                continue
            if full and not (self.totals and not self._counts(cells)):
                self._begin(row, cells)
            elif not self._continue(row, cells):
                self._wait(row)

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
        for index in sorted(cells):
            role = self.columns[index].role
            if role == "amount" and role in roles and not self._number(cells[index]):
                continue
            roles[role] = cells[index]
        return roles

    def _number(self, words: Sequence[Word]) -> bool:
        return any(True for _ in amounts(text_of(words), self.mark))

    def _is_line(self, cells: dict[str, list[Word]]) -> bool:
        """A line has an amount, or a quantity and a price where the table has no amounts."""
        if "amount" in cells and self._number(cells["amount"]):
            text = text_of(cells.get("description", []))
            named = any(c.isalpha() for c in text) or bool(
                cells.keys() & {"code", "position", "name"}
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
        found = list(amounts(texts.get("amount", ""), self.mark))
        self.totals = False  # what came before was the subtotal of a section
        draft = _Draft(texts, found[-1].value if found else None, row=row.index)
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
        texts = [r for r in draft.texts if r.index > draft.row]
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
        if not cells.keys() & {"description", "name", "code", "period", "position", "other"}:
            return bool(cells.keys() - {"amount"})
        self._add(draft, row, cells)
        return True

    def _add(self, draft: _Draft, row: Row, cells: dict[str, list[Word]]) -> None:
        words = cells.get("description", [])
        name = cells.get("name", [])
        if not is_code(text_of(name)):
            words = sorted([*name, *words], key=lambda word: word.x0)
        if words:
            draft.description.append(text_of(words))
            draft.described.add(row.index)
        extra = [key for key in ("period", "code") if key in cells and key not in draft.cells]
        for key in extra:
            draft.cells[key] = text_of(cells[key])
        draft.segments += row.segments if draft.row == row.index else _of_words(row, words)
        draft.bottom = row.bottom
        draft.texts.append(row)
        self.taken.add(row.index)

    def _wait(self, row: Row) -> None:
        self.pending.append(row)

    def _drop_pending(self) -> None:
        self.pending = []


def is_code(text: str) -> bool:
    """Whether a cell holds a code or a number and no words.

    >>> is_code("AC-2335"), is_code("Services"), is_code("3 nights")
    (True, False, False)
    """
    return " " not in text.strip() and any(c.isdigit() for c in text)


def _of_words(row: Row, words: Sequence[Word]) -> Iterator[Segment]:
    for segment in row.segments:
        inside = [word for word in segment.words if word in words]
        if inside:
            yield segment.part(inside)


def _line(draft: _Draft, place: int, canvas: Canvas, mark: str) -> InvoiceLine:
    cells = draft.cells
    quantity, unit = _quantity(cells.get("quantity", ""), mark)
    price = _last(cells.get("unit_price", ""), mark)
    text = clean(" ".join(draft.description)) or None
    stated = period_in(cells.get("period", "")) or (None, None)
    start, end = line_period(text, *stated)
    name = cells.get("name", "")
    code = clean(cells.get("code", "") or (name if is_code(name) else "")) or None
    return InvoiceLine(
        number=place,
        description=text or code,
        item_code=code,
        quantity=quantity,
        unit=unit_of_word(cells.get("unit") or unit),
        unit_price=price,
        discount=_discount(cells.get("discount", ""), quantity, price, draft.amount, mark),
        amount=draft.amount,
        tax_rate=_percent(cells.get("tax_rate", ""), mark),
        period_start=start,
        period_end=end,
        evidence=_evidence(canvas, draft),
    )


def _evidence(canvas: Canvas, draft: _Draft) -> Evidence:
    own = [part for part in draft.segments if part.row == draft.row]
    page = own[0].page
    found = canvas.evidence(*[part for part in draft.segments if part.page == page])
    if page is None and own[0].anchor:
        return canvas.evidence(*own)
    return found


def _quantity(text: str, mark: str) -> tuple[Decimal | None, str | None]:
    match = _QUANTITY.search(text.strip().replace("−", "-").replace("–", "-"))
    if match is None:
        return None, clean(text) or None
    value = number(match["number"].replace("- ", "-"), mark)
    if value is not None and match["minus"]:
        value = -abs(value)
    return value, clean(match["unit"]) or None


def _last(text: str, mark: str) -> Decimal | None:
    found = list(amounts(text, mark))
    return found[-1].value if found else None


def _percent(text: str, mark: str) -> Decimal | None:
    match = PERCENT.search(text)
    value = number(match["number"], mark) if match else _last(text, mark)
    return value if value is not None and 0 <= value <= _HUNDRED else None


def _discount(
    text: str,
    quantity: Decimal | None,
    price: Decimal | None,
    amount: Decimal | None,
    mark: str,
) -> Decimal | None:
    """The line's discount as an amount; a column of percents is worked out."""
    value = _last(text, mark)
    match = PERCENT.search(text)
    percent = number(match["number"], mark) if match else value
    if percent is None or quantity is None or price is None:
        return value
    worked = to_minor(quantity * price * percent / _HUNDRED, None)
    if match or (amount is not None and quantity * price - worked == amount):
        return worked or None
    return value or None
