"""Evidence for a value: the whole sentence that states it, 40 to 400 characters long."""

import re

from extractors.terms.grammar.sentences import Sentence, sentences
from models.evidence import Evidence
from models.passage import Passage

SHORTEST = 40
LONGEST = 400
_BREAK = re.compile(r"[;:,]\s|\)\s|\s(?:and|or|provided|except|which|that)\s")


def quote(passage: Passage, start: int, end: int) -> Evidence:
    """Quote the sentence around ``text[start:end]``, cut or widened to a length one can read."""
    first, last = stretch(passage.text, start, end)
    return passage.evidence(first, last, at=start)


def stretch(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place of the sentence around a value.

    >>> text = "Net 30. All invoices are sent by mail to the address above."
    >>> text[slice(*stretch(text, 0, 6))] == text
    True
    """
    around = sentences(text)
    touched = [i for i, s in enumerate(around) if s.start < end and start < s.end]
    if not touched:
        return max(start - LONGEST // 2, 0), min(end + LONGEST // 2, len(text))
    first, last = around[touched[0]].start, around[touched[-1]].end
    if last - first < SHORTEST:
        first, last = _widen(around, touched[0], touched[-1])
    if last - first > LONGEST:
        first, last = _cut(text, first, last, start, end)
    return first, last


def _widen(around: tuple[Sentence, ...], low: int, high: int) -> tuple[int, int]:
    """Take neighbours, the one after first: a short opening is a heading."""
    while around[high].end - around[low].start < SHORTEST:
        if high + 1 < len(around):
            high += 1
        elif low:
            low -= 1
        else:
            break
    return around[low].start, around[high].end


def _cut(text: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """Cut a long sentence at a comma or the like, two thirds of it before the value."""
    low, high = max(first, start - 240), min(last, max(end, start) + 150)
    if low > first:
        match = _BREAK.search(text, low, start)
        low = match.end() if match else text.find(" ", low, start) + 1 or low
    if high < last:
        breaks = list(_BREAK.finditer(text, end, high))
        space = text.rfind(" ", end, high)
        high = breaks[-1].start() + 1 if breaks else space if space > end else high
    return low, high
