"""Limits: of what falls due only that is billed which a not-to-exceed limit leaves.

The rules are those of CP101.  What was billed before a period counts first, then the charges of
the period that an invoice has, then the others; discounts are taken off before.  A charge that
passes the limit is cut to what is left, one for which nothing is left is not billed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain

from checks.agreement import clauses_on
from checks.billing.due import KINDS, Due, Month, Untold
from checks.charges.billed import net_billed
from checks.charges.limits import (
    Counted,
    counted,
    is_for_each,
    limit_period,
    period_of_limit,
)
from checks.proofs import money, term_proofs, unsure
from checks.recognition.wording import likeness
from models.cases import Charge, ChargeKind, ContractCase, InvoiceCase
from models.contracts import Contract
from models.money import to_minor
from models.terms import Cap

_Period = tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class _Limit:
    """A cap, the document it stands in, the documents that it binds, and what counts."""

    cap: Cap
    document: Contract
    under: tuple[ContractCase, ...]
    counts: Counted

    def period(self, one: Due) -> _Period:
        """Return the period of the limit that a charge counts in; None: it has no periods."""
        day = one.line.period_start
        return limit_period(self.cap.per, self.under[0].family, day) if day else None

    def binds(self, one: Due) -> bool:
        """Whether a charge counts towards it."""
        return (
            self.counts.has(KINDS.get(one.identity.kind), one.identity.what)
            and any(one.contract == case.contract.stem for case in self.under)
            and one.currency in {self.cap.currency or one.currency, ""}
        )


def within_limits(cases: Sequence[ContractCase], month: Month) -> Month:
    """Return the month with its charges cut to what the limits of the contracts leave."""
    for limit in _limits(cases, month):
        counted = [one for one in month.charges if limit.binds(one)]
        for period in dict.fromkeys(limit.period(one) for one in counted):
            own = [one for one in counted if limit.period(one) == period]
            month = _cut(month, limit, period, own)
    return month


def _limits(cases: Sequence[ContractCase], month: Month) -> list[_Limit]:
    """Return the limits in force at the end of a period that bind one of its charges."""
    busy = {one.contract for one in month.charges}
    found: dict[tuple[int, str], _Limit] = {}
    for case in cases:
        for clause in clauses_on(case.family, month.last) if case.contract.stem in busy else ():
            if isinstance(clause.term, Cap) and not is_for_each(clause.term):
                document = clause.contract
                under = tuple(
                    one for one in cases if any(m is document for m in one.family.members)
                )
                key = id(clause.term), document.stem
                counts = counted(clause.term, document, case.family, case.book.forest)
                found.setdefault(key, _Limit(clause.term, document, under, counts))
    return list(found.values())


def _cut(month: Month, limit: _Limit, period: _Period, own: Sequence[Due]) -> Month:
    cap, before = limit.cap, _billed_before(month, limit, period)
    room = cap.amount - before - sum((one.amount for one in own if one.amount < 0), Decimal(0))
    kept: dict[int, Due | None] = {}
    untold: list[Untold] = []
    for one in sorted(own, key=lambda one: not one.billed):
        left = max(room, Decimal(0))
        room -= max(one.amount, Decimal(0))
        if one.amount <= left:
            continue
        kept[id(one)] = _reduced(one, cap, left, before) if left else None
        if not one.billed:
            untold.append(_told(one, cap, left, before))
    charges = (kept.get(id(one), one) for one in month.charges)
    return replace(
        month,
        charges=tuple(one for one in charges if one is not None),
        untold=(*month.untold, *untold),
    )


def _reduced(one: Due, cap: Cap, left: Decimal, before: Decimal) -> Due:
    whole = {"quantity": None, "unit": None, "unit_price": None, "discount": None}
    return replace(
        one,
        line=one.line.model_copy(update={**whole, "amount": to_minor(left, one.currency or None)}),
        working=f"{one.working}, cut to {left}: the limit is {cap.amount}, {before} was billed before",
        proofs=(*one.proofs, *term_proofs([cap])),
        review=one.review or unsure([cap]),
    )


def _told(one: Due, cap: Cap, left: Decimal, before: Decimal) -> Untold:
    over = money(one.amount - left, one.currency)
    return Untold(
        one.contract,
        f'{over} of "{one.line.description or "a charge"}" is on no draft: it is above the limit '
        f"of {money(cap.amount, one.currency)}, of which {money(before, one.currency)} was billed "
        "before.",
    )


def _billed_before(month: Month, limit: _Limit, period: _Period) -> Decimal:
    """Add up what counts and was billed for, or fell due, before the charges of a period."""
    total = sum(
        (one.amount for one in month.earlier if limit.binds(one) and limit.period(one) == period),
        Decimal(0),
    )
    for invoice in _invoices(limit, period):
        issued = invoice.invoice.issue_date
        if issued is None or issued < month.first:
            total += net_billed(invoice, limit.counts)
        else:
            own = filter(limit.counts, invoice.charges)
            total += sum((c.amount for c in own if _is_before(c, month, issued)), Decimal(0))
    return total


def _invoices(limit: _Limit, period: _Period) -> Iterator[InvoiceCase]:
    every = chain.from_iterable(case.invoices for case in limit.under)
    for one in {id(one.invoice): one for one in every}.values():
        under = one.family and any(member is limit.document for member in one.family.members)
        currency = one.invoice.currency == (limit.cap.currency or one.invoice.currency)
        if one.stands and under and currency and period_of_limit(limit.cap.per, one) == period:
            yield one


def _is_before(charge: Charge, month: Month, issued: date) -> bool:
    """Whether a line of a later invoice bills what fell due before the period."""
    if charge.end and charge.end < month.first:
        return True
    if _is_of(charge, month.charges):
        return False
    if charge.start is None:
        return issued <= month.last
    return charge.start < month.first


def _is_of(charge: Charge, charges: Iterable[Due]) -> bool:
    """Whether a line bills one of these charges: the same item, for a time that overlaps."""
    return any(
        KINDS.get(one.identity.kind) in {charge.kind, _ALIKE.get(charge.kind)}
        and (charge.kind is ChargeKind.DISCOUNT or _same_item(charge, one))
        and _meets(charge, one)
        for one in charges
        if one.billed
    )


_ALIKE = {ChargeKind.PERCENTAGE: ChargeKind.RATE}


def _same_item(charge: Charge, one: Due) -> bool:
    item = charge.item or charge.line.description or ""
    return likeness(item, one.line.description or "") == 1


def _meets(charge: Charge, one: Due) -> bool:
    start, end = one.line.period_start, one.line.period_end
    if one.identity.kind == "milestone" or not (charge.start and start):
        return True
    return charge.start <= (end or start) and start <= (charge.end or charge.start)
