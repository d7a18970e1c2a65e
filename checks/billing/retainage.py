"""Retainage: what is held back of each charge, and its release once what it waits for has happened.

Rates and bases are those of MS105 (`checks.charges.retainage`).  Each charge has a line of its own
that holds back its part, so that it is billed, and adjusted, with its charge.  What is released is
what was really held: by invoices, and by charges that are still to be billed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from checks.billing.due import KINDS, Due, Month, Untold
from checks.billing.keys import Identity
from checks.charges.billed import order
from checks.charges.ownership import billing, is_billed_document, is_under
from checks.charges.retainage import (
    accepted_by,
    awaited,
    base_kinds,
    held_on,
    lines_of,
    released_on,
    retainage_on,
)
from checks.charges.stages import acceptances_of
from checks.charges.stand_ins import missing_line, stand_in
from checks.months import add_months
from checks.proofs import fact_proofs, number, term_proofs, unsure
from checks.recognition.wording import key_of
from models.cases import ChargeKind, ContractCase, InvoiceCase
from models.facts import Acceptance
from models.money import to_minor
from models.terms import Retainage

_DELAY = re.compile(  # "twelve (12) months after Final Acceptance"
    r"(?P<within>\bwithin\W+(?:\w+\W+){0,3})?\b(?P<count>\d+)\)?\s*(?:calendar\s+)?"
    r"(?P<unit>day|week|month|year)s?\W+(?:after|following|from|of)\b",
    re.IGNORECASE,
)
_LATER = re.compile(  # events that no file of ours records
    r"\b(?:warrant\w*|defects?|maintenance|guarantee|latent|anniversary"
    r"|(?:days?|weeks?|months?|years?)\W+(?:after|following|from))\b",
    re.IGNORECASE,
)
_MONTHS = {"month": 1, "year": 12}
_DAYS = {"day": 1, "week": 7}
_LONGEST = 60  # letters of a clause that a line may repeat


class _Event(NamedTuple):
    """The day on which a release falls due, and what shows it."""

    day: date
    rows: tuple[Acceptance, ...]


def retainage(case: ContractCase, month: Month) -> Iterator[Due | Untold]:
    """Yield what a contract holds back of the charges of a period, and what it releases in it."""
    term = retainage_on(case.family, month.last)
    if term is None or not is_billed_document(case):
        return
    held = list(_held(case, term, month.charges))
    yield from held
    if case.book.facts.acceptances is None and awaited(term, case.family, month.last):
        return  # CO104 says that none are on file
    event = _event(case, term, month.last)
    if event is None:
        if held:
            yield Untold(case.contract.stem, _unknown(term))
    elif month.holds(event.day):
        earlier = list(_held(case, term, month.earlier))
        yield from _released(case, term, month, event, [*earlier, *held])
    elif event.day < month.first and held:
        yield from _at_once(case, term, month, event, held)


def _held(case: ContractCase, term: Retainage, charges: Iterable[Due]) -> Iterator[Due]:
    """Yield what is held back of charges, those of a month taken together."""
    months: dict[tuple[str, str], list[Due]] = defaultdict(list)
    for one in charges:
        if one.contract == case.contract.stem and one.identity.kind in KINDS:
            months[one.currency, str(one.line.period_start)[:7]].append(one)
    for own in months.values():
        kinds = base_kinds(term, [KINDS[one.identity.kind] for one in own])
        parts = (_part(term, one) for one in own if KINDS[one.identity.kind] in kinds)
        yield from (one for one in parts if one.amount)


def _part(term: Retainage, one: Due) -> Due:
    percent, name = number(term.percent), one.line.description or "charge"
    amount = to_minor(one.amount * term.percent / 100, one.currency or None)
    whole = {"quantity": None, "unit": None, "unit_price": None, "discount": None}
    words = {"description": f"Less retainage {percent}%: {name}", "amount": -amount}
    return replace(
        one,
        line=one.line.model_copy(update={**whole, **words}),
        working=f"{percent}% of {one.amount} = {amount} held back",
        proofs=term_proofs([term]),
        review=one.review or unsure([term]),
        priced=False,
        identity=Identity(
            "retainage", f"{one.identity.kind} {one.identity.what}", one.identity.when
        ),
    )


def _released(
    case: ContractCase, term: Retainage, month: Month, event: _Event, held: Sequence[Due]
) -> Iterator[Due]:
    """Yield the release in the period in which what it waits for happens."""
    invoices = [one for one in _own(case) if not _is_later(one, case, month)]
    before = [one for one in invoices if not _since(one, month)]
    kept = sum((held_on(one) for one in invoices), Decimal(0))
    given = sum((released_on(one) for one in before), Decimal(0))
    to_bill = -sum((one.amount for one in held if not one.billed), Decimal(0))
    amount = kept + to_bill - given
    if amount > 0:
        billed = any(released_on(one) for one in _own(case) if _since(one, month))
        working = f"held {kept} on invoices"
        working += f" + {to_bill} still to be billed" if to_bill else ""
        working += f" - {given} released before" if given else ""
        line = _line(case, term, event, event.day, amount)
        yield replace(line, working=f"{working} = {line.amount}; {line.working}", billed=billed)


def _at_once(
    case: ContractCase, term: Retainage, month: Month, event: _Event, held: Sequence[Due]
) -> Iterator[Due]:
    """Yield the release of what is held back when its event is past: it is due with the charge."""
    amount = -sum((one.amount for one in held), Decimal(0))
    if amount > 0:
        day = max(one.line.period_start or month.first for one in held)
        line = _line(case, term, event, day, amount)
        yield replace(
            line,
            working=f"held in this period {amount}; {line.working}",
            billed=all(one.billed for one in held),
            identity=line.identity._replace(when=month.first.isoformat()),
        )


def _line(case: ContractCase, term: Retainage, event: _Event, day: date, amount: Decimal) -> Due:
    name = f"Release of retainage{_upon(term.release or '')}"
    currency = case.contract.contract.currency
    charge = stand_in(ChargeKind.RETAINAGE_RELEASE, name, (day, day), _own(case))
    accepted = ", ".join(f"{row.milestone} accepted on {row.accepted_on}" for row in event.rows)
    return Due(
        contract=case.contract.stem,
        currency=currency or "",
        line=missing_line(charge, to_minor(amount, currency)),
        working=accepted,
        proofs=(*term_proofs([term]), *fact_proofs(event.rows)),
        review=unsure([term]),
        billed=False,
        identity=Identity("release", key_of(term.release or "")),
    )


def _upon(release: str) -> str:
    """Return the event for a line's text, "" where the clause says it in too many words."""
    if not 0 < len(release) <= _LONGEST:
        return ""
    return f", {release}" if _DELAY.search(release) else f" upon {release}"


def _event(case: ContractCase, term: Retainage, last: date) -> _Event | None:
    """Return when the release falls due, far in the future while it waits; None: cannot be told.

    A release "within 30 days of" an event is due with it, one "30 days after" it so much later.
    """
    said = term.release or term.evidence.quote
    delay = _DELAY.search(said)
    names = awaited(term, case.family, last)
    if not names or (_LATER.search(said) and delay is None):
        return None
    found = [accepted_by(name, case.family, case.book.facts, last) for name in names]
    rows = tuple(row for row in found if row is not None)
    if len(rows) < len(found):
        return _Event(date.max, rows)
    day = max(row.accepted_on for row in rows)
    if delay is None or delay["within"]:
        return _Event(day, rows)
    count, unit = int(delay["count"]), delay["unit"].casefold()
    if unit in _MONTHS:
        return _Event(add_months(day, count * _MONTHS[unit]), rows)
    return _Event(day + timedelta(days=count * _DAYS[unit]), rows)


def _own(case: ContractCase) -> tuple[InvoiceCase, ...]:
    """Return the standing invoices of a document, without those of documents below or above it."""
    invoices = billing(case)
    own = [one for one in invoices if is_under(one, case.contract, case)]
    return tuple(sorted(own, key=order))


def _since(one: InvoiceCase, month: Month) -> bool:
    issued = one.invoice.issue_date
    return issued is not None and issued >= month.first


def _is_later(one: InvoiceCase, case: ContractCase, month: Month) -> bool:
    """Whether an invoice of a later time bills milestones that were accepted after a period."""
    issued = one.invoice.issue_date
    if issued is None or issued <= month.last:
        return False
    names = [charge.item for charge in lines_of(one, ChargeKind.MILESTONE)]
    rows = [acceptances_of(name, case.family, case.book.facts) for name in names]
    return bool(names) and all(not row or row[0].accepted_on > month.last for row in rows)


def _unknown(term: Retainage) -> str:
    when = f' ("{term.release}")' if term.release else ""
    return f"When the retainage of {number(term.percent)}% is released{when} cannot be told."
