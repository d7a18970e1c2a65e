"""A price that is paid in parts: the parts are the obligation, their plain sum says nothing new.

"An annual fee of $30,000, paid in equal quarterly instalments of $7,500" is one fee of $7,500 each
quarter; "$150,000, payable as follows: $50,000 ... $100,000" are two.  A total of milestones
stands, for it is an obligation of its own.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal

from extractors.terms.candidates import Candidate
from extractors.wording import phrase
from models.terms import Fee, Frequency

_YEARLY = {Frequency.MONTHLY: 12, Frequency.QUARTERLY: 4, Frequency.SEMIANNUAL: 2}
_PARTS = phrase(r"\b(?:instal?lments?|payments?|payable|paid|parts)\b")
_MOST = 60  # equal instalments
_RUN = 12  # parts of different size


def without_totals(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out fees that others beside them make up; candidates stand in reading order."""
    fees = [c for c in candidates if isinstance(c.term, Fee) and c.term.amount]
    totals = {id(c) for i, c in enumerate(fees) if _is_total(fees, i)}
    return [c for c in candidates if id(c) not in totals]


def _is_total(fees: Sequence[Candidate], index: int) -> bool:
    whole = fees[index]
    if index + 1 < len(fees) and _in_instalments(whole, fees[index + 1]):
        return True
    if any(_is_year_of(whole, part) for part in fees):
        return True
    after, before = fees[index + 1 :], fees[:index][::-1]
    return any(_add_up(whole, parts) for parts in (after, before))


def _in_instalments(whole: Candidate, part: Candidate) -> bool:
    """Whether the next fee of the same passage is the price divided by its number of payments."""
    if part.passage is not whole.passage or not isinstance(part.term, Fee):
        return False
    between = whole.passage.text[whole.end : part.start]
    times = _YEARLY.get(part.term.frequency) if part.term.frequency else None
    if times is None or not _PARTS.search(between):
        return False
    if _frequency(whole) is Frequency.ANNUAL:
        return _amount(part) * times == _amount(whole)
    return any(_amount(part) * n == _amount(whole) for n in range(2, _MOST + 1))


def _is_year_of(whole: Candidate, part: Candidate) -> bool:
    """Whether a row of a table has the price of a year and, in another column, that of its parts."""
    if whole.passage is not part.passage or whole.passage.table is None:
        return False
    times = _YEARLY.get(_frequency(part) or Frequency.ANNUAL)
    yearly = _frequency(whole) is Frequency.ANNUAL
    return yearly and times is not None and _amount(part) * times == _amount(whole)


def _add_up(whole: Candidate, parts: Sequence[Candidate]) -> bool:
    """Whether the next fees, two at least, come to the price."""
    table = whole.passage.table  # where every row is a price of its own
    same = set() if table is None else {table}
    return any(total == _amount(whole) for total in _totals(parts, same))


def _totals(parts: Sequence[Candidate], tables: AbstractSet[int]) -> Iterator[Decimal]:
    total = Decimal(0)
    for count, part in enumerate(parts[:_RUN], start=1):
        if _frequency(part) is not Frequency.ONE_TIME or part.passage.table in tables:
            return
        total += _amount(part)
        if count > 1:
            yield total


def _amount(candidate: Candidate) -> Decimal:
    term = candidate.term
    return term.amount if isinstance(term, Fee) else Decimal(0)


def _frequency(candidate: Candidate) -> Frequency | None:
    return candidate.term.frequency if isinstance(candidate.term, Fee) else None
