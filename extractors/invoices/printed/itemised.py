"""Lines without a table: items with an amount at the end of the row, proved by their sum.

Where items stand indented under the sum of their group, the indented ones are the lines; where each
group has its own sum below it, they are those of the groups that make the whole.  What an
item is made of stands between its words and its amount ("31,210 kWh @ 24.815p"), or its price begins
the words ("$0.107 per instance hour   1,488 Hrs").
"""

import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractors.invoices.periods import line_period
from extractors.invoices.printed.canvas import Canvas, Row, Segment
from extractors.invoices.printed.labels import is_label
from extractors.invoices.printed.made_of import Count, count_and_price, count_at_end, count_in
from extractors.invoices.printed.table_sections import begins_a_sum
from extractors.invoices.printed.totals import is_total_row
from extractors.invoices.printed.values import amounts, clean
from models.invoices import InvoiceLine

_ALIGNED = 3.0  # points
_NEAR = 0.6  # line heights to the second line of an item
_SUMS = ("total", "net_amount")


class _Item(NamedTuple):
    text: Segment
    price: Segment
    amount: Decimal
    made_of: Count | None = None
    more: Segment | None = None  # the second line of its words


def read_itemised(
    canvas: Canvas, mark: str, sums: Sequence[Decimal], *, day_first: bool | None = None
) -> list[InvoiceLine]:
    """Find rows under one left edge whose amounts make the net amount or the total.

    Nothing but the sum shows that such rows are the lines, so without it there are none.
    """
    best: list[_Item] = []
    for group in _groups(canvas, mark):
        for run in (*_runs(group), _innermost(group)):
            total = sum((item.amount for item in run), Decimal(0))
            if total in sums and len(run) > len(best):
                best = run
    best = best or _whole_sections(list(_sections(canvas, mark)), sums)
    return [
        _line(canvas, item, place, day_first=day_first) for place, item in enumerate(best, start=1)
    ]


def _groups(canvas: Canvas, mark: str) -> Iterator[list[_Item]]:
    """The items between two sums.  A discount may be one: the sum shows it."""
    group: list[_Item] = []
    for row in canvas.rows:
        total = is_total_row(row, mark)
        if total is not None and total[0] in _SUMS:
            yield group
            group = []
            continue
        item = _item(row, mark) if total is None or total[0] == "adjustment" else None
        if item is not None:
            group.append(item)
        elif group and _goes_on(group[-1], row):
            group[-1] = group[-1]._replace(more=row.segments[0])
    yield group


def _sections(canvas: Canvas, mark: str) -> Iterator[list[_Item]]:
    """The items over each sum that they make: "Total Voice services  $177.70"."""
    items: list[_Item] = []
    for row in canvas.rows:
        item = _item(row, mark)
        if item is None:
            continue
        if not begins_a_sum(item.text.text):
            items.append(item)
            continue
        starts = range(len(items) - 1, -1, -1)
        sums = itertools.accumulate(one.amount for one in reversed(items))
        first = next((n for n, made in zip(starts, sums, strict=True) if made == item.amount), None)
        if first is not None:
            yield items[first:]
        items = []


def _whole_sections(sections: Sequence[list[_Item]], sums: Sequence[Decimal]) -> list[_Item]:
    """The items of the sections that follow each other and make a sum; the first sum counts most."""
    spans = itertools.combinations(range(len(sections) + 1), 2)
    runs = [list(itertools.chain.from_iterable(sections[a:b])) for a, b in spans]
    fits = (run for made in sums for run in runs if sum(item.amount for item in run) == made)
    return next(fits, [])


def _goes_on(item: _Item, row: Row) -> bool:
    """Whether a row is the second line of an item's words: small letters right below the first."""
    text, (first, *others) = item.text, row.segments
    below = row.page == text.page and 0 <= first.top - text.bottom < _NEAR * text.height
    aligned = abs(first.x0 - text.x0) < _ALIGNED and not others and item.more is None
    return below and aligned and not first.text[0].isupper()


def _runs(group: Sequence[_Item]) -> list[list[_Item]]:
    """The items of each indent."""
    runs: list[list[_Item]] = []
    for item in group:
        home = next((r for r in runs if abs(r[0].text.x0 - item.text.x0) < _ALIGNED), None)
        if home is None:
            runs.append([item])
        else:
            home.append(item)
    return runs


def _innermost(items: Sequence[_Item]) -> list[_Item]:
    """Leave out items that are the sum of those indented under them: "Compute  359.30"."""
    kept = []
    for place, item in enumerate(items):
        below = list(_indented(item, items[place + 1 :]))
        parts = [one for one in below if abs(one.text.x0 - below[0].text.x0) < _ALIGNED]
        sums = (sum((one.amount for one in some), Decimal(0)) for some in (below, parts))
        if not below or item.amount not in sums:
            kept.append(item)
    return kept


def _indented(head: _Item, below: Sequence[_Item]) -> Iterator[_Item]:
    """The items that stand further right, up to the next that does not."""
    for item in below:
        if item.text.x0 <= head.text.x0 + _ALIGNED:
            return
        yield item


def _item(row: Row, mark: str) -> _Item | None:
    if len(row.segments) < 2:  # noqa: PLR2004 (an item and its amount)
        return None
    text, price = row.segments[0], row.segments[-1]
    found = list(amounts(price.text, mark))
    whole = len(found) == 1 and found[0].end - found[0].start >= len(price.text) - 1
    named = sum(c.isalpha() for c in text.text) > 2 and not is_label(text)  # noqa: PLR2004 (letters)
    if not whole or not named or not any(c in price.text for c in ".,"):
        return None
    made = " ".join(part.text for part in row.segments[1:-1])
    count = count_in(made, found[0].value, mark)
    count = count or count_and_price(made, text.text, found[0].value, mark)
    count = count or count_at_end(text.text, found[0].value, mark)
    return _Item(text, price, found[0].value, count)


def _line(canvas: Canvas, item: _Item, place: int, *, day_first: bool | None) -> InvoiceLine:
    text = clean(" ".join(part.text for part in (item.text, item.more) if part is not None))
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
        evidence=canvas.evidence(*filter(None, (item.text, item.price, item.more))),
    )
