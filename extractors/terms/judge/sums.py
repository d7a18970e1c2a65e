"""What the sums of a document have to do with each other: totals, parts, multiples, repeats.

A total beside its instalments, the lines of a breakdown, a sum said before: which of them is the
obligation is often told by arithmetic alone.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractors.terms.candidates import Candidate
from extractors.wording import phrase
from models.document import Document

_REACH = 30  # sums
_NEAR = 3  # sums: a total and its equal instalments stand together
_MOST = 60  # instalments
_FEWEST_PARTS = 2
_GAP = 12  # passages
_TOTAL = phrase(r"\btotals?\b")
_LINE = 160  # characters: the readers leave lines of totals out, and they tell what adds up
_FIGURE = phrase(
    r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?:\.\d\d)?(?![\d,])|(?<![\d.,])\d{3,}(?:\.\d\d)?(?![\d,])",
    re.NOFLAG,
)


def _totals(document: Document) -> Iterator[tuple[int, int, Decimal]]:
    for place, passage in enumerate(document.passages):
        if len(passage.text) <= _LINE and _TOTAL.search(passage.text):
            for match in _FIGURE.finditer(passage.text):
                yield place, match.start(), Decimal(match[0].replace(",", ""))


class Sums:
    """The sums of money of a document in the order they are printed."""

    def __init__(self, candidates: Sequence[Candidate], document: Document) -> None:
        places = {id(passage): i for i, passage in enumerate(document.passages)}
        found: dict[tuple[int, int], Decimal] = {}
        for c in candidates:
            amount = getattr(c.term, "amount", None)
            place = places.get(id(c.passage))
            if isinstance(amount, Decimal) and amount > 0 and place is not None:
                found.setdefault((place, c.start), amount)
        for place, start, amount in _totals(document):
            found.setdefault((place, start), amount)
        self._places = places
        self._at = sorted(found)
        self._amounts = [found[at] for at in self._at]
        self._index = {at: i for i, at in enumerate(self._at)}
        self._count = Counter(self._amounts)
        self._ranked = sorted(set(self._amounts))
        self._first: dict[Decimal, int] = {}
        self._last: dict[Decimal, int] = {}
        for i, amount in enumerate(self._amounts):
            self._first.setdefault(amount, i)
            self._last[amount] = i
        self._told = self._totals()

    def around(self, candidate: Candidate) -> Iterator[tuple[str, float]]:
        """Say how a candidate's sum stands to the others of its document."""
        place = self._places.get(id(candidate.passage))
        index = self._index.get((place, candidate.start)) if place is not None else None
        if index is None:
            return
        amount = self._amounts[index]
        for name in sorted(self._told.get(index, ())):
            yield f"n:{name}", 1.0
        if self._first[amount] < index:
            yield "n:said_before", 1.0
            if self._at[self._first[amount]][0] == place:
                yield "n:said_here", 1.0
        if self._last[amount] > index:
            yield "n:said_after", 1.0
        share = (bisect_left(self._ranked, amount) + 1) / len(self._ranked)
        yield f"n:rank{int(share * 4)}", 1.0
        if amount == self._ranked[-1]:
            yield "n:largest", 1.0
        yield f"n:sums{min(len(self._ranked).bit_length(), 6)}", 1.0

    def _totals(self) -> dict[int, set[str]]:
        """Find totals with the parts after or before them, and sums that are multiples."""
        told: dict[int, set[str]] = {}

        def say(index: int, name: str) -> None:
            told.setdefault(index, set()).add(name)

        for i in range(len(self._amounts)):
            for step, total, part in ((1, "total", "part"), (-1, "total_below", "part_above")):
                parts = self._parts(i, step)
                if parts:
                    say(i, total)
                    for j in parts:
                        say(j, part)
            for j in range(i + 1, min(i + 1 + _NEAR, len(self._amounts))):
                if self._at[j][0] - self._at[i][0] > 1:
                    break
                if self._times(i, j):
                    say(i, "times_next")
                    say(j, "share_of_last")
                elif self._times(j, i):
                    say(i, "share_of_next")
                    say(j, "times_last")
        return told

    def _parts(self, index: int, step: int) -> range | None:
        """The sums right beside one that add up to it; the first of them may be it again."""
        amounts, whole = self._amounts, self._amounts[index]
        start = index + step
        while 0 <= start < len(amounts) and amounts[start] == whole:
            start += step
        total, last = Decimal(0), start
        for _ in range(_REACH):
            if not 0 <= last < len(amounts):
                return None
            if abs(self._at[last][0] - self._at[last - step][0]) > _GAP:
                return None
            total += amounts[last]
            if total >= whole:
                break
            last += step
        count = abs(last - start) + 1
        if total != whole or count < _FEWEST_PARTS:
            return None
        return range(min(start, last), max(start, last) + 1)

    def _times(self, larger: int, smaller: int) -> bool:
        whole, part = self._amounts[larger], self._amounts[smaller]
        return part < whole <= part * _MOST and whole % part == 0
