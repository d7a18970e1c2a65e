"""How far the terms of a family can be trusted to be all that its documents say."""

from collections.abc import Iterator

from checks.charges.billed import standing
from checks.recognition.wording import key_of, spoken_of, without_time
from models.cases import Charge, ChargeKind, Family, InvoiceCase

_USUAL = 2


def is_settled(family: Family) -> bool:
    """Whether a person confirmed every document, or no term waits for review."""
    return all(
        member.confirmed or not any(term.review for term in member.terms)
        for member in family.members
    )


def is_mentioned(family: Family, text: str) -> bool:
    """Whether some clause that was read speaks of what a line names."""
    return any(spoken_of(text, quote) for quote in _quotes(family))


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


def _quotes(family: Family) -> Iterator[str]:
    for member in family.members:
        for term in member.terms:
            yield term.evidence.quote
        for doubt in member.doubts:
            yield doubt.evidence.quote


def _name(charge: Charge) -> str:
    return without_time(key_of(charge.line.description or charge.line.item_code or ""))
