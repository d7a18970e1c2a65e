"""A party's name in two pieces: over two lines of a narrow column, or in two sizes of a logo."""

import itertools

from extractors.invoices.printed.canvas import Canvas, Row, Segment
from extractors.invoices.printed.labels import says_a_label
from extractors.invoices.printed.names import folded, party_name, wrapped_form
from extractors.invoices.printed.wording import LEGAL_FORM

_ALIGNED = 2.0  # points
_TIGHT = 0.5  # line heights
_GUTTER = 1.2  # line heights that stay free between columns
_SPACE = 0.3  # line heights between two words
_LONG_COLUMN = 10  # lines
_BESIDE_ROWS = 3.0  # line heights below a line in which the next column shows
_SAME_SIZE = 1.15
_LOGO_ROWS = 2  # rows over a name in which its logo stands
_BESIDE = 0.5  # line heights between the parts of a logo


def wraps(canvas: Canvas, first: Segment, second: Segment) -> bool:
    """Whether a name goes on in the line below because its column has no room for the next word.

    Only a second line with a legal form can tell: a brand over the name of its company is two
    names, and there the next word would have fitted.
    """
    if LEGAL_FORM.search(first.text) or not LEGAL_FORM.search(second.text):
        return False
    if wrapped_form(second.text):
        return False
    if any(c.isdigit() for c in first.text + second.text) or says_a_label(first):
        return False
    together = (
        abs(first.x0 - second.x0) < _ALIGNED
        and 0 <= second.top - first.bottom <= _TIGHT * second.height
        and max(first.height, second.height) <= _SAME_SIZE * min(first.height, second.height)
    )
    if not together or party_name(first.text) is None:
        return False
    bound = _bound(canvas, first)
    word = second.words[0]
    needed = _SPACE * first.height + word.x1 - word.x0
    return bound is not None and first.x1 + needed > bound - _GUTTER * first.height


def _bound(canvas: Canvas, segment: Segment) -> float | None:
    """Where the next column begins, beside this line or a little below it.

    A long column, as a sidebar is, also shows by its widest line how much room it has; the last
    column has that up to the right edge of what is printed.
    """
    column = [
        other.x1
        for other in canvas.segments
        if other.page == segment.page and abs(other.x0 - segment.x0) < _ALIGNED
    ]
    room = [max(column) + _GUTTER * segment.height] if len(column) >= _LONG_COLUMN else []
    foot = segment.bottom + _BESIDE_ROWS * segment.height
    right = [
        other.x0
        for other in canvas.segments
        if other.page == segment.page
        and other.x0 > segment.x1
        and segment.top - segment.height < other.top < foot
    ]
    edge = max(other.x1 for other in canvas.segments if other.page == segment.page)
    return min(right + room, default=edge + _GUTTER * segment.height)


def with_logo(canvas: Canvas, name: str, segment: Segment) -> str:
    """The name with what is set right beside it in smaller letters, within its height."""
    for row in canvas.rows[max(segment.row - 1, 0) : segment.row + 2]:
        for other in row.segments:
            beside = 0 <= other.x0 - segment.x1 <= _BESIDE * segment.height
            within = other.top >= segment.top - 1 and other.bottom <= segment.bottom + 1
            smaller = other.height < segment.height / _SAME_SIZE
            if (
                row.page == segment.page
                and beside
                and within
                and smaller
                and party_name(other.text)
            ):
                return f"{name} {other.text.strip()}"
    return name


def printed_whole(canvas: Canvas, name: str, segment: Segment) -> str | None:
    """The name with the logo over it, where the page prints both as one name elsewhere.

    "F I R N L I C H T" over "Security AG", and "Firnlicht Security AG" beside the account.
    """
    above = [
        other
        for row in canvas.rows[max(segment.row - _LOGO_ROWS, 0) : segment.row]
        for other in row.segments
        if row.page == segment.page and other.x0 < segment.x1 and other.x1 > segment.x0
    ]
    for logo in above:
        for row in canvas.rows:
            whole = _spelled(row, folded(f"{logo.text}{name}"))
            if whole is not None and row.index != segment.row:
                return whole
    return None


def _spelled(row: Row, wanted: str) -> str | None:
    """The words of a row that spell a folded name."""
    if wanted not in folded(row.text):
        return None
    words = [word.text.strip(",;:()") for word in row.words]
    runs = itertools.combinations(range(len(words) + 1), 2)
    return next(
        (" ".join(words[a:b]) for a, b in runs if folded("".join(words[a:b])) == wanted), None
    )
