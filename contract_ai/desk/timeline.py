"""What one contract billed against what was agreed, by month, and how far its limits are used.

Only the documents and invoices of its family are loaded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlmodel import Session

from checks.agreement import Clause, clauses_on
from checks.charges.billed import net_billed, order
from checks.charges.limits import counted, is_for_each, period_of_limit
from contract_ai.desk.agreed import agreed_lines
from contract_ai.desk.casework import CaseWork, load_cases
from contract_ai.desk.columns import FINDING
from contract_ai.desk.contract_detail import by_row
from contract_ai.desk.held.open_findings import UNSETTLED
from contract_ai.desk.kin import load_kin
from contract_ai.desk.scope import Scope
from models.cases import InvoiceCase
from models.terms import Cap

_DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")


@dataclass(frozen=True, slots=True)
class Month:
    """One month and currency; ``month`` is its first day, by the service that lines bill.

    ``agreed`` is what the billed lines should be and what the checks found was never billed;
    ``missing`` is the part that was never billed.  ``unpriced`` is billed and has no price of its
    own in the contract: it stands in ``billed`` and not in ``agreed``.
    """

    month: date
    currency: str
    billed: Decimal
    agreed: Decimal
    missing: Decimal
    unpriced: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """One invoice's part of a limit; ``invoice_id`` and ``number`` are None where it is not for this user."""

    invoice_id: int | None
    number: str | None
    issued: date | None
    amount: Decimal
    used: Decimal
    """All that is used of the limit with this invoice."""


@dataclass(frozen=True, slots=True)
class DrawDown:
    """A limit and how far it is used; ``period`` is None for one over the whole agreement."""

    cap: Cap
    contract: str
    period: tuple[date, date] | None
    currency: str | None
    used: Decimal
    steps: tuple[Step, ...]

    @property
    def left(self) -> Decimal:
        """What may still be billed; negative where the limit is exceeded."""
        return self.cap.amount - self.used


def months(session: Session, scope: Scope, row: int, as_of: date) -> tuple[Month, ...]:
    """Return what was billed under a contract and what was agreed, by month and currency."""
    stem = by_row(session, scope, row)
    kin = load_kin(session, stem) if stem is not None else None
    if stem is None or kin is None:
        return ()
    sums: dict[tuple[date, str], list[Decimal]] = {}
    for case in load_cases(session, kin, as_of).cases.invoices:
        if case.contract is not None and case.contract.stem == stem:
            for month, parts in _of_invoice(case):
                _add(sums, (month, case.invoice.currency or ""), parts)
    for month, currency, amount in _never_billed(session, stem):
        _add(sums, (month, currency), (Decimal(0), amount, amount, Decimal(0)))
    return tuple(Month(*key, *sums[key]) for key in sorted(sums))


def draw_downs(session: Session, scope: Scope, row: int, as_of: date) -> tuple[DrawDown, ...]:
    """Return the limits in force for a contract on a day and how far each is used."""
    stem = by_row(session, scope, row)
    kin = load_kin(session, stem) if stem is not None else None
    if kin is None:
        return ()
    work = load_cases(session, kin, as_of)
    return tuple(
        one
        for clause in clauses_on(kin.family, as_of)
        if isinstance(clause.term, Cap) and not is_for_each(clause.term)
        if scope.sees(clause.contract.stem)
        for one in _draw_downs(work, clause, clause.term, scope)
    )


def _add(
    sums: dict[tuple[date, str], list[Decimal]],
    key: tuple[date, str],
    parts: tuple[Decimal, ...],
) -> None:
    known = sums.setdefault(key, [Decimal(0)] * len(parts))
    for place, part in enumerate(parts):
        known[place] += part


def _of_invoice(case: InvoiceCase) -> Iterator[tuple[date, tuple[Decimal, ...]]]:
    """Yield the month of each line with what is billed, agreed, missing and without a price.

    A credit note takes off both; an invoice that does not stand counts for nothing.
    """
    if not case.stands and not case.invoice.is_credit:
        return
    sign = -1 if case.invoice.is_credit else 1
    lines = agreed_lines(case)
    for charge, line in zip(case.charges, lines, strict=True):
        day = charge.start or case.invoice.issue_date
        if day is None:
            continue
        billed, zero = sign * line.billed, Decimal(0)
        agreed = zero if line.amount is None or case.invoice.is_credit else line.amount
        unpriced = billed if line.amount is None else zero
        yield day.replace(day=1), (billed, agreed, zero, unpriced)


def _never_billed(session: Session, stem: str) -> Iterator[tuple[date, str, Decimal]]:
    """Yield what the checks of completeness found missing under a contract, by month."""
    query = select(FINDING.key, FINDING.currency, FINDING.amount).where(
        FINDING.contract == stem,
        FINDING.code.like("CO%"),
        FINDING.direction == "underbilled",
        FINDING.state.in_(UNSETTLED),
        FINDING.amount.is_not(None),
    )
    for key, currency, amount in session.execute(query.order_by(FINDING.fingerprint)):
        days = _DAY.findall(key)
        if days:
            yield date.fromisoformat(f"{days[-1][:7]}-01"), currency or "", amount


def _draw_downs(work: CaseWork, clause: Clause, cap: Cap, scope: Scope) -> Iterator[DrawDown]:
    counts = counted(cap, clause.contract, work.kin.family, work.kin.forest)
    rows = {id(case.invoice): row for case, row in zip(work.cases.invoices, work.rows, strict=True)}
    under = sorted(
        (
            one
            for one in work.cases.invoices
            if one.stands
            and one.family is not None
            and any(member is clause.contract for member in one.family.members)
            and one.invoice.currency == (cap.currency or one.invoice.currency)
        ),
        key=order,
    )
    periods: dict[tuple[date, date] | None, list[InvoiceCase]] = {}
    for one in under:
        periods.setdefault(period_of_limit(cap.per, one), []).append(one)
    for period, cases in periods.items() or [(None, [])]:
        used, steps = Decimal(0), []
        for one in cases:
            amount = net_billed(one, counts)
            used += amount
            seen = scope.sees(one.contract.stem if one.contract else None)
            steps.append(
                Step(
                    invoice_id=rows[id(one.invoice)] if seen else None,
                    number=one.invoice.number if seen else None,
                    issued=one.invoice.issue_date,
                    amount=amount,
                    used=used,
                )
            )
        currency = cap.currency or (cases[0].invoice.currency if cases else None)
        yield DrawDown(cap, clause.contract.stem, period, currency, used, tuple(steps))
