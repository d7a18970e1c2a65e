"""Facts as small tables: rows of one file under its own headings."""

from dataclasses import dataclass

from reports.proofs import Quote

ROWS_SHOWN = 6
_NEXT = "; "
_IS = ": "


@dataclass(frozen=True, slots=True)
class FactTable:
    """Rows of one file; ``rows`` begin with their place ("row 7"), ``more`` names the rest."""

    file: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str


def fact_tables(quotes: tuple[Quote, ...]) -> tuple[tuple[FactTable, ...], tuple[Quote, ...]]:
    """Arrange quotes of the form "heading: value; heading: value"; return the others as they are."""
    groups: dict[tuple[str, tuple[str, ...]], list[tuple[str, dict[str, str]]]] = {}
    others = []
    for quote in quotes:
        cells = _cells(quote.text)
        if cells:
            groups.setdefault((quote.file, tuple(cells)), []).append((quote.where, cells))
        else:
            others.append(quote)
    return tuple(_table(file, rows) for (file, _), rows in groups.items()), tuple(others)


def _table(file: str, rows: list[tuple[str, dict[str, str]]]) -> FactTable:
    headings = tuple(rows[0][1])
    left = [place for place, _ in rows[ROWS_SHOWN:]]
    more = ""
    if left:
        last = f" to {left[-1]}" if left[1:] else ""
        more = f"and {len(left)} more: {left[0]}{last}"
    shown = tuple(
        (place, *(cells[name] for name in headings)) for place, cells in rows[:ROWS_SHOWN]
    )
    return FactTable(file, tuple(name.replace("_", " ") for name in headings), shown, more)


def _cells(text: str) -> dict[str, str]:
    """Read the headings and values; empty where the text has another form."""
    pairs = [part.split(_IS, 1) for part in text.split(_NEXT)]
    if any(len(pair) < 2 or not pair[0].strip() for pair in pairs):  # noqa: PLR2004 (name, value)
        return {}
    cells = {name.strip(): value.strip() for name, value in pairs}
    # The contract stands above every finding of its group.
    return {name: value for name, value in cells.items() if name.lower() != "contract"} or cells
