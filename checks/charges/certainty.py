"""How far the terms of a family can be trusted to be all that its documents say."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from checks.charges.billed import standing
from checks.recognition.periods import share_of_days
from checks.recognition.phrases import parts_of
from checks.recognition.wording import key_of, spoken_of, without_time
from models.cases import Charge, ChargeKind, Family, InvoiceCase
from models.contracts import Contract
from models.money import to_minor

_FIGURE = re.compile(r"(?<![\d.])\d{1,3}(?:[,'’ ]\d{3})+(?:\.\d+)?|(?<![\d.])\d+(?:\.\d+)?")
_USUAL = 2
_TELLING = 10  # sums below it stand in many clauses as days, percents or numbers


def is_settled(family: Family) -> bool:
    """Whether a person confirmed every document, or no term waits for review."""
    return all(
        member.confirmed or not any(term.review for term in member.terms)
        for member in family.members
    )


def documents_of(case: InvoiceCase) -> tuple[Contract, ...]:
    """Return what an invoice rests on: its contract's family and the documents below."""
    below = case.book.forest.below(case.contract) if case.contract else ()
    return (*(case.family.members if case.family else ()), *below)


def is_mentioned(case: InvoiceCase, charge: Charge) -> bool:
    """Whether a clause that was read, here or in an order below, speaks of a line or its price."""
    text, share = charge.line.description or "", share_of_days(charge.line.description or "")
    spoken = [text, *parts_of(text)]
    prices = {f for f in (charge.line.unit_price, charge.line.amount) if f and f >= _TELLING}
    return any(
        any(spoken_of(part, quote) for part in spoken)
        or prices & figures
        or (share and any(to_minor(f * share, case.invoice.currency) in prices for f in figures))
        for quote in _quotes(case)
        for figures in [figures_in(quote)]
    )


def is_usual(case: InvoiceCase, charge: Charge) -> bool:
    """Whether invoice after invoice has this line: an item of the contract rather than an extra.

    Expenses differ in their names and are usual together.
    """
    if charge.kind is ChargeKind.EXPENSE:
        lines = [c for one in standing(case) for c in one.charges if c.kind is charge.kind]
        return len(lines) >= _USUAL
    wanted = _name(charge)
    having = [one for one in standing(case) if any(_name(other) == wanted for other in one.charges)]
    return len(having) >= _USUAL


@lru_cache(maxsize=4096)
def figures_in(text: str) -> frozenset[Decimal]:
    """Return the figures that a text shows.

    >>> sorted(figures_in("CHF 1'480.00 per day, at most 12 persons"))
    [Decimal('12'), Decimal('1480.00')]
    """
    found = (re.sub(r"[,'’ ](?=\d{3}\b)", "", figure) for figure in _FIGURE.findall(text))
    return frozenset(Decimal(figure) for figure in found)


def _quotes(case: InvoiceCase) -> Iterator[str]:
    for member in documents_of(case):
        for term in member.terms:
            yield term.evidence.quote
        for doubt in member.doubts:
            yield doubt.evidence.quote


def _name(charge: Charge) -> str:
    return without_time(key_of(charge.line.description or charge.line.item_code or ""))
