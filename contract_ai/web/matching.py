"""How pages say who matched an invoice, and what changed by it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from fastapi import Request
from sqlmodel import Session

from contract_ai.accounts.full_names import full_names
from contract_ai.correcting import others
from contract_ai.desk.agreed import AgreedLine
from contract_ai.desk.alike import AlikeInvoice
from contract_ai.desk.changes import last_changes
from contract_ai.desk.invoices import InvoiceDetail
from contract_ai.desk.scope import Scope
from contract_ai.storage.invoices import invoices_of
from contract_ai.web.checking import Checking
from contract_ai.web.visit import Visit
from models.findings import Direction
from models.lives import Change, ChangeKind
from models.matching import Correction
from reports.wording import DIRECTION_WORDS, count, with_currency

PATIENCE = 10.0
"""Seconds that a page waits for the checks; they go on where that is not enough."""

_SAID = (
    (ChangeKind.GONE, "gone"),
    (ChangeKind.NEW, "new"),
    (ChangeKind.REOPENED, "found again"),
    (ChangeKind.CHANGED, "of another sum"),
    (ChangeKind.CREDITED, "given back"),
)


@dataclass(frozen=True, slots=True)
class People:
    """What people are called; a name that has no full name stands for itself."""

    names: Mapping[str, str]

    @classmethod
    def of(cls, session: Session, corrections: Iterable[Correction]) -> "People":
        """Look up who made some corrections."""
        return cls(full_names(session, {one.by for one in corrections}))

    def name(self, by: str) -> str:
        """Return a person's full name."""
        return self.names.get(by, by)


@dataclass(frozen=True, slots=True)
class Offer:
    """What was learned from an invoice and would change others on file; ``names`` by their rows."""

    said: Correction
    others: tuple[AlikeInvoice, ...]
    names: Mapping[int, str]

    @property
    def lines(self) -> int:
        """How many lines it would change."""
        return sum(len(one.lines) for one in self.others)


def offers(session: Session, scope: Scope, detail: InvoiceDetail) -> tuple[Offer, ...]:
    """Return what could be applied to other invoices on file."""
    found = ((one, others(session, scope, one)) for one in detail.said)
    return tuple(Offer(one, alike, _names(session, alike)) for one, alike in found if alike)


def told_on(detail: InvoiceDetail) -> tuple[Correction, ...]:
    """Return the corrections that an invoice's page speaks of; those that tell something first."""
    match = detail.match
    told = [match.told, *(line.told for line in match.lines)] if match else []
    telling = {one.correction.number: one.correction for one in told if one is not None}
    return tuple(telling.values())


def fits(line: AgreedLine) -> str:
    """Say how well a line fits the term that was found for it."""
    return "its words name it" if line.sure == 1 else f"fits by {round(line.sure * 100)}%"


def _names(session: Session, found: Iterable[AlikeInvoice]) -> dict[int, str]:
    rows = [one.row for one in found]
    read = zip(rows, invoices_of(session, rows), strict=True)
    return {row: one.number or one.document.file for row, one in read}


def checked(request: Request, visit: Visit) -> str:
    """Run the checks over what a change touched, and say what came of it."""
    checking: Checking = request.app.state.checking
    state = checking.finish(visit.actor, visit.now, PATIENCE)
    if state.running:
        return "The checks are on their way; load this page again for what they find."
    if state.trouble:
        return state.trouble
    with visit.read() as session:
        return what_changed(last_changes(session, visit.scope))


def what_changed(changes: Iterable[Change]) -> str:
    """Say how many findings are gone and new, and over what sums.

    >>> what_changed([])
    'Checked again: no finding changed.'
    """
    found = list(changes)
    parts = []
    for kind, words in _SAID:
        own = [one for one in found if one.kind is kind]
        if own:
            sums = _sums(own)
            parts.append(f"{count(len(own), 'finding')} {words}{f' ({sums})' if sums else ''}")
    return f"Checked again: {', '.join(parts) if parts else 'no finding changed'}."


def meanwhile(latest: Correction | None, name: str, now: datetime) -> str:
    """Say who was faster; sums of one day are told by the hour."""
    if latest is None:
        return "Somebody took the decision back that this page showed."
    at = latest.at.astimezone(UTC)
    day = "" if at.date() == now.astimezone(UTC).date() else f"on {at:%Y-%m-%d} "
    what = "this line" if latest.line is not None else "this invoice"
    return f"{name} matched {what} {day}at {at:%H:%M} UTC."


def _sums(changes: Iterable[Change]) -> str:
    """Add up what findings are about, direction by direction and currency by currency."""
    sums: dict[tuple[Direction, str], Decimal] = {}
    for one in changes:
        if one.life.amount is not None:
            key = one.life.direction, one.life.currency or ""
            sums[key] = sums.get(key, Decimal(0)) + one.life.amount
    return ", ".join(
        f"{with_currency(sums[way, currency], currency)} {DIRECTION_WORDS[way].lower()}"
        for way, currency in sorted(sums)
    )
