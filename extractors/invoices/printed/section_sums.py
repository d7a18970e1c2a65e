"""Sums of sections under words we do not know, among the lines, by what they add up to.

A sum has words and an amount only, and its amount is that of the lines since the last sum.  Where
the invoice's net amount is that of the lines without such sums, and not with them, they are none.
One line with its sum could as well be two lines of one price, of which the total left one out.
"""

from collections.abc import Sequence
from decimal import Decimal

from extractors.invoices.printed.line_draft import LineDraft

_OF_LINES = frozenset(("quantity", "unit", "unit_price", "position", "code"))
"""Cells that a sum leaves empty where the lines of its table have them."""


def without_section_sums(
    drafts: Sequence[LineDraft], nets: Sequence[Decimal]
) -> Sequence[LineDraft]:
    """Leave out the lines that only add up those above; ``nets`` are the sums they may make."""
    sums = _sums_in(drafts)
    rest = [draft for place, draft in enumerate(drafts) if place not in sums]
    whole, lines = (_amount_of(some) for some in (drafts, rest))
    proved = len(sums) > 1 or len(rest) > len(sums)
    return rest if sums and proved and lines in nets and whole not in nets else drafts


def _sums_in(drafts: Sequence[LineDraft]) -> set[int]:
    """Places of the lines whose amount is that of those since the last such line."""
    found: set[int] = set()
    since = 0
    for place, draft in enumerate(drafts):
        bare = not draft.cells.keys() & _OF_LINES
        if bare and place > since and draft.amount == _amount_of(drafts[since:place]):
            found.add(place)
            since = place + 1
    return found


def _amount_of(drafts: Sequence[LineDraft]) -> Decimal:
    return sum((draft.amount or Decimal(0) for draft in drafts), Decimal(0))
