"""Retainage: what is held back of which charges, and what its release waits for."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from checks.agreement import of_kind
from checks.charges.billed import PRICED
from checks.charges.stages import acceptances_of
from models.cases import Charge, ChargeKind, Family, InvoiceCase
from models.facts import Acceptance, Facts
from models.terms import Milestone, Retainage

_OF_MILESTONES = re.compile(
    r"\b(?:milestone|deliverable)s?\b|\b(?:each|every|the)\s(?:stage|phase|instal?lment)s?\b"
    r"|\b(?:stage|phase)\s(?:claim|payment|amount)s?\b",
    re.IGNORECASE,
)


def retainage_on(family: Family | None, day: date) -> Retainage | None:
    """Return the retainage in force on a day; of several the last one."""
    terms = of_kind(family, day, Retainage) if family else ()
    return terms[-1] if terms else None


def base_kinds(term: Retainage, kinds: Iterable[ChargeKind]) -> frozenset[ChargeKind]:
    """Return the kinds of charge, among those billed together, that a part is held back of.

    The milestones; without any all priced work, unless the clause speaks of milestones alone.
    """
    if ChargeKind.MILESTONE in kinds or _OF_MILESTONES.search(_before_release(term)):
        return frozenset((ChargeKind.MILESTONE,))
    return PRICED


def awaited(term: Retainage, family: Family, day: date) -> list[str]:
    """Return the milestones that the release waits for: those the clause names, else the last."""
    names = [one.name for one in of_kind(family, day, Milestone) if one.name]
    said = f"{term.release or ''} {term.evidence.quote}".casefold()
    return [name for name in names if name.casefold() in said] or names[-1:]


def accepted_by(name: str, family: Family, facts: Facts, day: date) -> Acceptance | None:
    """Return the first acceptance of a milestone until a day."""
    rows = acceptances_of(name, family, facts)
    return next((row for row in rows if row.accepted_on <= day), None)


def lines_of(case: InvoiceCase, kind: ChargeKind) -> list[Charge]:
    """Return the lines of an invoice of one kind."""
    return [charge for charge in case.charges if charge.kind is kind]


def held_on(case: InvoiceCase) -> Decimal:
    """Return what an invoice holds back."""
    return sum((abs(c.amount) for c in lines_of(case, ChargeKind.RETAINAGE)), Decimal(0))


def released_on(case: InvoiceCase) -> Decimal:
    """Return what an invoice releases."""
    return sum((abs(c.amount) for c in lines_of(case, ChargeKind.RETAINAGE_RELEASE)), Decimal(0))


def _before_release(term: Retainage) -> str:
    """Return what a clause says of the holding: a milestone that ends it says nothing of that."""
    quote = term.evidence.quote
    release = quote.casefold().find(term.release.casefold()) if term.release else -1
    return quote if release < 0 else quote[:release]
