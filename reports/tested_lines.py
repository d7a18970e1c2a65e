"""The two longest tables of the report as HTML: one line a test, one cell a subject of an invoice.

A template writes them a value at a time; most of their texts stand in many lines, so that what one
becomes is kept here.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from reports.tested_views import Cell, TestLine
from reports.wording import clean, count


def test_lines(lines: Sequence[TestLine], title: str) -> Markup:
    """Return a list of tests under a heading; nothing where there is none."""
    if not lines:
        return Markup()
    head = f'<h3>{_shown(title)} <span class="quiet">{len(lines)}</span></h3>\n'
    return Markup(f'{head}<ul class="lines">\n{"".join(map(_line, lines))}</ul>\n')  # noqa: S704 (every text is escaped)


test_lines.__test__ = False  # type: ignore[attr-defined]  # not a test


def test_cells(cells: Iterable[Cell]) -> Markup:
    """Return the cells of one row: what was found, what could not be told, what passed."""
    return Markup("".join(_cell(cell.found, cell.untold, cell.passed) for cell in cells))  # noqa: S704 (numbers alone)


test_cells.__test__ = False  # type: ignore[attr-defined]  # not a test


@lru_cache(maxsize=10_000)
def _line(line: TestLine) -> str:
    reason = f' <span class="quiet">{_shown(line.reason)}</span>' if line.reason else ""
    return f"<li><code>{_shown(line.code)}</code> {_shown(line.name)}{reason}</li>\n"


@lru_cache(maxsize=10_000)
def _shown(text: str) -> str:
    return str(escape(clean(text)))


@lru_cache(maxsize=1_000)
def _cell(found: int, untold: int, passed: int) -> str:
    marks = (
        ("found", found, f"!{found}", count(found, "finding")),
        ("untold", untold, f"?{untold}", f"{untold} could not be told"),
        ("passed", passed, f"&#10003;{passed}", f"{passed} passed"),
    )
    shown = (
        f'<span class="mark {kind}" title="{title}">{text}</span>'
        for kind, number, text, title in marks
        if number
    )
    return f"<td>{''.join(shown)}</td>"
