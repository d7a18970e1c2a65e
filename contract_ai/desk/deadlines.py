"""What comes next under one contract: price changes, and days by which something must be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import select
from sqlmodel import Session

from checks.agreement import clauses_on, contract_of, item_keys
from checks.charges.escalation import escalated, escalator_for, steps_until
from checks.months import add_months
from contract_ai.desk.columns import FINDING
from contract_ai.desk.contract_detail import by_row
from contract_ai.desk.held.open_findings import UNSETTLED
from contract_ai.desk.kin import load_kin
from contract_ai.desk.scope import Scope
from models.cases import Family
from models.contracts import Contract, ContractHeader
from models.durations import Duration, add
from models.evidence import Evidence
from models.terms import DisputeWindow, Fee, Rate

_MONTHS_AHEAD = 36
_SIGNS = ("expiration_date", "initial_term", "effective_date")
"""What proves the end of a term, the plainest first."""


class DeadlineKind(StrEnum):
    """What must be done, or happens, on a day."""

    RENEWAL_NOTICE = "renewal_notice"
    RENEWAL = "renewal"
    EXPIRY = "expiry"
    PRICE_CHANGE = "price_change"
    DISPUTE = "dispute"


@dataclass(frozen=True, slots=True)
class PriceEvent:
    """A price is another from a day on; ``evidence`` is the clause that makes it so."""

    on: date
    item: str
    before: Decimal | None
    after: Decimal
    currency: str | None
    escalated: bool
    contract: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day of the calendar; ``about`` is the item or the invoice, ``amount`` what is at stake."""

    on: date
    kind: DeadlineKind
    about: str
    contract: str | None
    evidence: Evidence | None
    amount: Decimal | None = None
    currency: str | None = None


def price_events(session: Session, scope: Scope, row: int, today: date) -> tuple[PriceEvent, ...]:
    """Return the changes of price after a day, soonest first, within three years."""
    stem = by_row(session, scope, row)
    kin = load_kin(session, stem) if stem is not None else None
    if kin is None:
        return ()
    found = (*_new_versions(kin.family, today), *_increases(kin.family, today))
    seen = (one for one in found if scope.sees(one.contract))
    return tuple(sorted(seen, key=lambda one: (one.on, one.item, one.after)))


def deadlines(session: Session, scope: Scope, row: int, today: date) -> tuple[Deadline, ...]:
    """Return the days from today on by which something must be done, soonest first."""
    stem = by_row(session, scope, row)
    kin = load_kin(session, stem) if stem is not None else None
    if stem is None or kin is None:
        return ()
    found = [one for member in kin.family.members for one in _ends(member, today)]
    found += (
        Deadline(one.on, DeadlineKind.PRICE_CHANGE, one.item, one.contract, one.evidence)
        for one in price_events(session, scope, row, today)
    )
    found += _disputes(session, scope, stem, kin.family, today)
    seen = (one for one in found if scope.sees(one.contract))
    return tuple(sorted(seen, key=lambda one: (one.on, one.kind, one.about)))


def _new_versions(family: Family, today: date) -> Iterator[PriceEvent]:
    """Yield the prices that another document or row gives from a later day on."""
    keys = item_keys(family)
    known = {keys[id(c.term)]: c.term for c in clauses_on(family, today)}
    days = {
        clause.since
        for clause in clauses_on(family, date.max)
        if clause.since is not None and clause.since > today
    }
    for day in sorted(days):
        for clause in clauses_on(family, day):
            term, key = clause.term, keys[id(clause.term)]
            if clause.since == day and isinstance(term, Fee | Rate):
                before = known.get(key)
                yield PriceEvent(
                    on=day,
                    item=term.item or "",
                    before=before.amount if isinstance(before, Fee | Rate) else None,
                    after=term.amount,
                    currency=term.currency,
                    escalated=False,
                    contract=clause.contract.stem,
                    evidence=term.evidence,
                )
        known |= {keys[id(c.term)]: c.term for c in clauses_on(family, day)}


def _increases(family: Family, today: date) -> Iterator[PriceEvent]:
    """Yield the next increase of each price that an escalator moves by a known percentage."""
    for clause in clauses_on(family, today):
        price = clause.term
        if not isinstance(price, Fee | Rate):
            continue
        escalator = escalator_for(family, price, today)
        if escalator is None or escalator.percent is None:
            continue
        day = _next_step(family, price, today, clause.since)
        if day is None:
            continue
        home = contract_of(family, escalator)
        currency = price.currency or clause.contract.contract.currency
        yield PriceEvent(
            on=day,
            item=price.item or "",
            before=escalated(price, family, day - timedelta(days=1), currency)[0].amount,
            after=escalated(price, family, day, currency)[0].amount,
            currency=currency,
            escalated=True,
            contract=home.stem if home else None,
            evidence=escalator.evidence,
        )


def _next_step(family: Family, price: Fee | Rate, today: date, since: date | None) -> date | None:
    """Return the first day after today on which an increase counts one step more."""
    escalator = escalator_for(family, price, today)
    if escalator is None:
        return None
    low, high = today, add_months(today, _MONTHS_AHEAD)
    now = steps_until(escalator, family, since, today)
    if steps_until(escalator, family, since, high) == now:
        return None
    while (high - low).days > 1:
        middle = low + (high - low) // 2
        if steps_until(escalator, family, since, middle) > now:
            high = middle
        else:
            low = middle
    return high


def _ends(contract: Contract, today: date) -> Iterator[Deadline]:
    """Yield the end of a document's term, or its renewal and the last day to stop it."""
    header = contract.contract
    end = term_end(header, today)
    if end is None or end < today:
        return
    proofs = contract.contract_evidence
    proof = next((proofs[name] for name in _SIGNS if name in proofs), None)
    about = header.title or contract.stem
    if not header.auto_renewal:
        yield Deadline(end, DeadlineKind.EXPIRY, about, contract.stem, proof)
        return
    renewal = proofs.get("auto_renewal") or proof
    yield Deadline(end, DeadlineKind.RENEWAL, about, contract.stem, renewal)
    notice = _duration(header.renewal_notice)
    if notice is not None:
        last = add_months(end, -notice.months) - timedelta(days=notice.days)
        if last >= today:
            clause = proofs.get("renewal_notice") or renewal
            yield Deadline(last, DeadlineKind.RENEWAL_NOTICE, about, contract.stem, clause)


def term_end(header: ContractHeader, today: date) -> date | None:
    """Return the last day of the term that runs on a day; None where nothing says it.

    A term that renews by itself runs on by its renewal term.
    """
    end, first = header.expiration_date, _duration(header.initial_term)
    if end is None and header.effective_date is not None and first is not None:
        end = add(header.effective_date, first) - timedelta(days=1)
    if end is None or not header.auto_renewal:
        return end
    longer, start, count = _duration(header.renewal_term), end, 0
    while end < today and longer is not None and longer != Duration():
        count += 1
        end = add_months(start, count * longer.months) + timedelta(days=count * longer.days)
    return end


def _duration(text: str | None) -> Duration | None:
    return Duration.parse(text) if text else None


def _disputes(
    session: Session, scope: Scope, stem: str, family: Family, today: date
) -> Iterator[Deadline]:
    """Yield the last day to dispute each invoice with something open on it."""
    query = (
        select(FINDING.invoice, FINDING.act_before, FINDING.currency, FINDING.amount)
        .where(
            FINDING.contract == stem,
            FINDING.state.in_(UNSETTLED),
            FINDING.act_before >= today.isoformat(),
        )
        .order_by(FINDING.act_before, FINDING.invoice.nulls_first(), FINDING.currency.nulls_first())
    )
    sums: dict[tuple[str, str, str], Decimal | None] = {}
    for invoice, day, currency, amount in session.execute(query):
        key = day, invoice or "", currency or ""
        before = sums.get(key)
        sums[key] = before if amount is None else amount + (before or Decimal(0))
    windows = [
        c
        for c in clauses_on(family, today)
        if isinstance(c.term, DisputeWindow) and scope.sees(c.contract.stem)
    ]
    proof = windows[0].term.evidence if windows else None
    for (day, invoice, currency), amount in sums.items():
        on = date.fromisoformat(day)
        yield Deadline(on, DeadlineKind.DISPUTE, invoice, stem, proof, amount, currency or None)
