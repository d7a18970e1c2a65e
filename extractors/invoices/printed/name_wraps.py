"""A party's name in two pieces: over two lines of a narrow column, or in two sizes of a logo."""

from extractors.invoices.printed.canvas import Canvas, Segment
from extractors.invoices.printed.labels import says_a_label
from extractors.invoices.printed.names import party_name, wrapped_form
from extractors.invoices.printed.wording import LEGAL_FORM

_ALIGNED = 2.0  # points
_TIGHT = 0.5  # line heights
_GUTTER = 1.2  # line heights that stay free between columns
_SAME_SIZE = 1.15
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
    return bound is not None and first.x1 + (word.x1 - word.x0) > bound - _GUTTER * first.height


def _bound(canvas: Canvas, segment: Segment) -> float | None:
    """Where the next column begins, on this row or one beside it."""
    near = canvas.rows[max(segment.row - 1, 0) : segment.row + 4]
    right = [
        other.x0
        for row in near
        if row.page == segment.page
        for other in row.segments
        if other.x0 > segment.x1
    ]
    return min(right, default=None)


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
