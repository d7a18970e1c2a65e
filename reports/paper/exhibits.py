"""The proof of a finding on paper: the clause, the invoice line, the facts, the working."""

from collections.abc import Iterable, Sequence

from reportlab.lib.units import mm
from reportlab.platypus.flowables import CondPageBreak, Flowable, KeepTogether, Spacer
from reportlab.platypus.tables import Table

from reports.fact_tables import FactTable
from reports.finding_views import FindingView
from reports.panels import BILLED, Panel
from reports.paper.blocks import (
    FRAME,
    GRID,
    LABEL,
    QUOTE,
    SMALL,
    SUBHEADING,
    TEXT_LETTERS,
    TITLE_LETTERS,
    cut,
    pairs,
    text,
)
from reports.paper.embedding import Picture, read_png
from reports.proofs import Quote

CROP_SCALE = 2.5  # pixels a point in the pictures that paper asks for
PICTURE_HEIGHT = 92 * mm
ROOM = 45 * mm  # a proof begins on a new page where less is left


def exhibit(
    head: str,
    view: FindingView,
    width: float,
    more: Iterable[tuple[str, str]] = (),
    note: str = "",
) -> list[Flowable]:
    """Show one finding under its heading; ``more`` are rows under its working.

    ``note`` stands right under the heading.
    """
    panels = [p for p in (view.left, view.right, view.facts) if p is not None and _says(p)]
    body = [part for panel in panels for part in _panel(panel, width)]
    rows = (
        ("Agreed", view.expected),
        ("Billed", view.actual),
        ("Difference", view.difference),
        ("Working", view.working),
        *more,
    )
    shown = [(label, value) for label, value in rows if value]
    working = [Spacer(0, 4), pairs(shown, width), Spacer(0, 4)] if shown else []
    heading: list[Flowable] = [text(cut(head, TITLE_LETTERS), SUBHEADING)]
    heading += [text(cut(note, TITLE_LETTERS), SMALL), Spacer(0, 3)] if note else []
    return [CondPageBreak(ROOM), *under(heading, body + working)]


def under(heading: Sequence[Flowable], body: Sequence[Flowable]) -> list[Flowable]:
    """Keep a heading with the first of what stands under it."""
    return [KeepTogether([*heading, *body[:2]]), *body[2:]]


def quoted(quote: Quote, width: float) -> list[Flowable]:
    """Show words as they stand on the page, else as they read."""
    place = ", ".join(filter(None, (quote.file, quote.where)))
    caption = text(cut(place, TITLE_LETTERS), SMALL)
    png = read_png(quote.crop.picture.data) if quote.crop else None
    if png is None:
        words = f"\N{LEFT DOUBLE QUOTATION MARK}{cut(quote.text, TEXT_LETTERS - 2)}\N{RIGHT DOUBLE QUOTATION MARK}"
        return [text(words, QUOTE), caption, Spacer(0, 3)]
    wide, high = png.width / CROP_SCALE, png.height / CROP_SCALE
    share = min(1.0, (width - 8) / wide, PICTURE_HEIGHT / high)
    box = Table([[Picture(png, wide * share, high * share)]], [width])
    box.setStyle(FRAME)
    return [box, caption, Spacer(0, 3)]


def _says(panel: Panel) -> bool:
    """Whether a panel shows something; that no clause is quoted is no news on paper."""
    shown = panel.quotes or panel.fields or panel.tables
    return bool(shown) or panel.heading == BILLED


def _panel(panel: Panel, width: float) -> list[Flowable]:
    parts: list[Flowable] = [text(panel.heading, LABEL)]
    for quote in panel.quotes:
        parts += quoted(quote, width)
    if panel.more:
        parts.append(text(f"Also: {'; '.join(panel.more)}", SMALL))
    for table in panel.tables:
        parts += _facts(table, width)
    if panel.fields:
        parts.append(pairs(panel.fields, width, boxed=True))
        source = panel.source
        if source is not None:
            place = ", ".join(filter(None, (source.file, source.where)))
            parts.append(text(cut(place, TITLE_LETTERS), SMALL))
    if panel.remark:
        parts.append(text(panel.remark, SMALL))
    return [*parts, Spacer(0, 5)]


def _facts(table: FactTable, width: float) -> list[Flowable]:
    rows = [("place", *table.headings), *table.rows]
    cells = [[text(cut(value), SMALL) for value in row] for row in rows]
    grid = Table(cells, [width / len(rows[0])] * len(rows[0]), repeatRows=1)
    grid.setStyle(GRID)
    return [grid, text(", ".join(filter(None, (table.file, table.more))), SMALL)]
