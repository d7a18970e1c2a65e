"""Reconciliation as a user may see it: a month's differences, payouts, figures, and closed months.

A difference is seen by who sees the contract of its invoice.  Records and payouts of other systems
belong to no contract, and a month is closed as a whole: only who sees everything sees those.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlmodel import Session

from checks.duplicates.du101_invoice_number_reused import folded_number
from checks.reconciliation.banked import Banked, banked
from checks.reconciliation.contents import (
    OURS,
    Books,
    Figure,
    Held,
    contents,
    counts,
    differences_in,
)
from checks.reconciliation.differences import Difference, DifferenceKind
from checks.reconciliation.three_way import Span
from contract_ai.desk import filters
from contract_ai.desk.columns import DOCUMENT, DOCUMENTS, INVOICE, INVOICES, TESTED, TESTED_ON
from contract_ai.desk.filters import Filter, FilterError, Reader
from contract_ai.desk.invoice_numbers import seen_numbers
from contract_ai.desk.scope import Scope
from contract_ai.reconciling.closing import Since, since
from contract_ai.reconciling.gathering import books_of, movements_of, open_amounts
from contract_ai.reconciling.months import month_span
from contract_ai.storage.closings import ClosedPeriod, closing, closings
from models.ledgers import LedgerPayout, Service

Keys = tuple[Ed25519PublicKey, ...]


def _one_or_any(choices: Collection[str]) -> Reader:
    """Read one of these values; an empty text is any."""
    read = filters.one_of(choices)
    return lambda key, values: "" if values == [""] else read(key, values)


def _month(key: str, values: list[str]) -> str:
    """Read a month as 2026-03; an empty text is none."""
    given = filters.text(key, values)
    if given and month_span(given) is None:
        msg = f"{key} takes a month such as 2026-03, not {given[:40]!r}."
        raise FilterError(msg)
    return given


@dataclass(frozen=True, slots=True)
class ReconciliationFilter(Filter):
    """Which month, and which of its differences; ``q`` is part of a number, a record or a customer."""

    READERS: ClassVar[Mapping[str, Reader]] = {
        "month": _month,
        "kind": _one_or_any(tuple(DifferenceKind)),
        "system": _one_or_any(tuple(Service)),
        "q": filters.text,
    }

    month: str = ""
    kind: str = ""
    system: str = ""
    q: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """A difference with both sides as they are on file; ``row`` is the number of our invoice's page."""

    told: Difference
    ours: Held | None
    theirs: Held | None
    row: int | None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A month.  ``span`` is None where nothing is on file.

    ``rows`` are the differences that the filter lets through, kind by kind; ``kinds`` and
    ``systems`` count them as if the filter had no kind, or no system.  ``systems_on_file`` names
    what there is to compare with.  ``banked`` are the movements of payouts.  ``whole`` says that the reader sees everything.  ``closings`` are
    of all months, each with what changed since; None of one that was reopened.
    """

    span: Span | None
    months: tuple[date, ...]
    whole: bool
    rows: tuple[Beside, ...] = ()
    kinds: Mapping[str, int] = field(default_factory=dict)
    systems: Mapping[str, int] = field(default_factory=dict)
    systems_on_file: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    payouts: tuple[LedgerPayout, ...] = ()
    banked: Mapping[tuple[str, str], Banked] = field(default_factory=dict)
    closings: tuple[tuple[ClosedPeriod, Since | None], ...] = ()

    @property
    def closed(self) -> tuple[ClosedPeriod, Since] | None:
        """What the month is closed by, and what changed since; None where it is open."""
        for one, since_then in self.closings:
            if since_then is not None and one.signed.span == self.span:
                return one, since_then
        return None


def reconciliation(
    session: Session, scope: Scope, wanted: ReconciliationFilter, as_of: date, keys: Keys = ()
) -> Reconciled:
    """Compare a month: the one that is asked for, else the latest that holds anything.

    ``as_of`` is the day for which it is told what is open.
    """
    books = books_of(session)
    closed = _closings(session, scope, books, keys)
    months = books.months if scope.is_all else _months_seen(session, scope)
    first = next(iter(months), None)
    span = month_span(wanted.month) if wanted.month else first and month_span(f"{first:%Y-%m}")
    if not span:
        return Reconciled(None, (), scope.is_all, closings=closed)
    known, movements = open_amounts(session, as_of), movements_of(session)
    told = differences_in(books, span, known, movements)
    rows = _seen(session, scope, books, told)
    return Reconciled(
        span=span,
        months=months,
        whole=scope.is_all,
        rows=tuple(one for one in rows if _lets(wanted, one)),
        kinds=Counter(one.told.kind.value for one in rows if _lets(wanted, one, "kind")),
        systems=Counter(one.told.service.value for one in rows if _lets(wanted, one, "system")),
        systems_on_file=tuple(dict.fromkeys(one[0] for one in books.held if one[0] != OURS)),
        figures=contents(books, span).figures if scope.is_all else (),
        payouts=_payouts(books, span) if scope.is_all else (),
        banked=banked(books.payouts, movements) if scope.is_all else {},
        closings=closed,
    )


def closed_period(
    session: Session, scope: Scope, number: int, keys: Keys = ()
) -> tuple[ClosedPeriod, Since] | None:
    """Return one closing with what is different now; None where this user sees none."""
    found = closing(session, number) if scope.is_all else None
    return (found, since(found.signed, books_of(session), keys)) if found else None


def _closings(
    session: Session, scope: Scope, books: Books, keys: Keys
) -> tuple[tuple[ClosedPeriod, Since | None], ...]:
    found = closings(session) if scope.is_all else ()
    return tuple((one, since(one.signed, books, keys) if one.stands else None) for one in found)


def _lets(wanted: ReconciliationFilter, one: Beside, but: str = "") -> bool:
    """Whether a filter lets a difference through, but for one of its keys."""
    told = one.told
    texts = [told.number, told.record]
    texts += [side.customer for side in (one.ours, one.theirs) if side]
    q = wanted.q.casefold()
    return (
        (but == "kind" or wanted.kind in {"", told.kind.value})
        and (but == "system" or wanted.system in {"", told.service.value})
        and any(q in (text or "").casefold() for text in texts)
    )


def _seen(
    session: Session, scope: Scope, books: Books, all_told: Iterable[Difference]
) -> list[Beside]:
    """Lay both sides of each difference beside each other, as far as the reader sees it."""
    numbers = seen_numbers(session, scope)
    ours = {one.number: one for one in books.held.values() if one.source == OURS}
    order = list(DifferenceKind)
    found = []
    for told in all_told:
        payout = told.kind.is_of_payout
        number = None if payout else told.number
        row = numbers.get(folded_number(number or ""))
        if row is None and not scope.is_all:
            continue
        theirs = books.held.get((told.service.value, payout, told.record or ""))
        found.append(Beside(told, ours.get(number) if number else None, theirs, row))
    return sorted(found, key=lambda one: order.index(one.told.kind))


def _months_seen(session: Session, scope: Scope) -> tuple[date, ...]:
    query = (
        select(INVOICE.issue_date)
        .select_from(INVOICES)
        .join(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
        .join(TESTED, TESTED_ON.invoice_id == INVOICE.id)
        .where(
            DOCUMENT.retired_at.is_(None),
            INVOICE.issue_date.is_not(None),
            scope.narrow(TESTED_ON.contract),
        )
    )
    days = {day.replace(day=1) for day in session.execute(query).scalars()}
    return tuple(sorted(days, reverse=True))


def _payouts(books: Books, span: Span) -> tuple[LedgerPayout, ...]:
    found = [one for one in books.payouts if counts(one) and span.holds(one.arrived_on)]
    return tuple(sorted(found, key=lambda one: (one.arrived_on or date.min, one.id)))
