"""Lines without a table: items with an amount at the end of the row, proved by their sum.

Where items stand indented under the sum of their group, the indented ones are the lines.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractors.invoices.periods import line_period
from extractors.invoices.printed.canvas import Canvas, Row, Segment
from extractors.invoices.printed.labels import is_label
from extractors.invoices.printed.totals import is_total_row
from extractors.invoices.printed.values import NUMBER, amounts, clean, number
from extractors.invoices.units import unit_of_word
from models.invoices import InvoiceLine

_ALIGNED = 3.0  # points
_HALF = Decimal("0.01")  # how far rounding may set product and amount apart
_PRICED = re.compile(
    rf"(?P<quantity>{NUMBER})\s?(?P<unit>[^\W\d][^@\d]{{0,20}}?)?\s?(?:@|at|x|à)?\s?"
    rf"(?:[^\w\s]\s?)?(?P<price>{NUMBER})\s?(?P<pence>p|pence|ct|cents?|c)?(?:\s?/\s?\w+)?",
    re.IGNORECASE,
)
_SUMS = ("total", "net_amount")


class _Item(NamedTuple):
    text: Segment
    price: Segment
    amount: Decimal
    made_of: "_Count | None" = None


class _Count(NamedTuple):
    """What the amount is made of: "31,210 kWh @ 24.815p"."""

    quantity: Decimal
    unit: str | None
    price: Decimal


def read_itemised(
    canvas: Canvas, mark: str, sums: Sequence[Decimal], *, day_first: bool | None = None
) -> list[InvoiceLine]:
    """Find rows under one left edge whose amounts make the net amount or the total.

    Nothing but the sum shows that such rows are the lines, so without it there are none.
    """
    best: list[_Item] = []
    for run in (*_runs(canvas, mark), *_nested(canvas, mark)):
        total = sum((item.amount for item in run), Decimal(0))
        if total in sums and len(run) > len(best):
            best = run
    return [
        _line(canvas, item, place, day_first=day_first) for place, item in enumerate(best, start=1)
    ]


def _runs(canvas: Canvas, mark: str) -> Iterator[list[_Item]]:
    """Items of one indent between two sums."""
    open_runs: list[list[_Item]] = []
    for row in canvas.rows:
        total = is_total_row(row, mark)
        if total is not None and total[0] in _SUMS:
            yield from open_runs
            open_runs = []
            continue
        item = _item(row, mark) if total is None else None
        if item is None:
            continue
        home = next((r for r in open_runs if abs(r[0].text.x0 - item.text.x0) < _ALIGNED), None)
        if home is None:
            open_runs.append([item])
        else:
            home.append(item)
    yield from open_runs


def _nested(canvas: Canvas, mark: str) -> Iterator[list[_Item]]:
    """The innermost items of groups between two sums: "Compute  359.30" and, indented, its parts."""
    open_run: list[_Item] = []
    for row in canvas.rows:
        total = is_total_row(row, mark)
        if total is not None and total[0] in _SUMS:
            yield _innermost(open_run)
            open_run = []
        elif (item := _item(row, mark)) is not None:
            open_run.append(item)
    yield _innermost(open_run)


def _innermost(items: Sequence[_Item]) -> list[_Item]:
    """Leave out items that are the sum of those indented under them."""
    kept = []
    for place, item in enumerate(items):
        parts = list(_indented(item, items[place + 1 :]))
        if not parts or sum(parts, Decimal(0)) != item.amount:
            kept.append(item)
    return kept


def _indented(head: _Item, below: Sequence[_Item]) -> Iterator[Decimal]:
    """The amounts of the items that stand further right, up to the next that does not."""
    for item in below:
        if item.text.x0 <= head.text.x0 + _ALIGNED:
            return
        yield item.amount


def _item(row: Row, mark: str) -> _Item | None:
    if len(row.segments) < 2:  # noqa: PLR2004 (an item and its amount)
        return None
    text, price = row.segments[0], row.segments[-1]
    found = list(amounts(price.text, mark))
    whole = len(found) == 1 and found[0].end - found[0].start >= len(price.text) - 1
    named = sum(c.isalpha() for c in text.text) > 2 and not is_label(text)  # noqa: PLR2004 (letters)
    if not whole or not named or not any(c in price.text for c in ".,"):
        return None
    return _Item(text, price, found[0].value, _count(row.segments[1:-1], found[0].value, mark))


def _count(between: Sequence[Segment], amount: Decimal, mark: str) -> _Count | None:
    """Quantity and unit price between words and amount, where only their product makes it."""
    match = _PRICED.fullmatch(" ".join(part.text for part in between))
    if match is None:
        return None
    quantity, price = number(match["quantity"], mark), number(match["price"], mark)
    if quantity is None or price is None:
        return None
    each = price / 100 if match["pence"] else price
    proved = abs(quantity * each - abs(amount)) <= _HALF
    return _Count(quantity, unit_of_word(match["unit"]), each) if proved else None


def _line(canvas: Canvas, item: _Item, place: int, *, day_first: bool | None) -> InvoiceLine:
    text = clean(item.text.text)
    start, end = line_period(text, day_first=day_first)
    return InvoiceLine(
        number=place,
        description=text,
        quantity=item.made_of.quantity if item.made_of else None,
        unit=item.made_of.unit if item.made_of else None,
        unit_price=item.made_of.price if item.made_of else None,
        amount=item.amount,
        period_start=start,
        period_end=end,
        evidence=canvas.evidence(item.text, item.price),
    )
