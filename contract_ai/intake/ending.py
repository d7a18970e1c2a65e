"""Which contracts have been kept long enough, by the rule.

A contract ended on the later of the day its text gives and the day of its last invoice; one that
renews itself, or gives no day, ended with its last invoice.  What stands together (a master
agreement, its orders and amendments) goes together, after the last of them ended, and not while
one of them is on hold.  What nothing dates, and what no check has looked at yet, stays.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from contract_ai.intake.removal import ERASED
from contract_ai.intake.retention import Rule, holds
from models.durations import add_months
from models.tables.contracts import ContractRow
from models.tables.documents import DocumentRow
from models.tables.invoices import InvoiceRow
from models.tables.tests import TestedRow


@dataclass(frozen=True, slots=True)
class Ended:
    """A contract whose time is over: its last day with why, and since when it may be erased.

    ``held`` names the contract on hold that keeps it; empty where nothing does.
    """

    contract: str
    title: str
    ended_on: date
    basis: str
    due_on: date
    held: str

    @property
    def reason(self) -> str:
        """What the audit trail says when it is erased."""
        return f"Retention: {self.basis} {self.ended_on.isoformat()}."


@dataclass(frozen=True, slots=True)
class _End:
    on: date
    basis: str


def ended(session: Session, rule: Rule, today: date) -> tuple[Ended, ...]:
    """List the contracts whose time is over, those on hold as well, the oldest end first."""
    titles, ends = _titles_and_ends(session)
    held = {one.contract for one in holds(session)}
    found = (
        one
        for family in _families(titles, _parents(session))
        for one in _of_family(family, titles, ends, held, rule.months)
        if one.due_on <= today
    )
    return tuple(sorted(found, key=lambda one: (one.ended_on, one.contract)))


def _of_family(
    family: Iterable[str],
    titles: Mapping[str, str],
    ends: Mapping[str, _End],
    held: set[str],
    months: int,
) -> Iterator[Ended]:
    members = sorted(family)
    known = [ends[one] for one in members if one in ends]
    if not known:
        return
    last = max(known, key=lambda one: one.on)
    keeper = next((one for one in members if one in held), "")
    if last.on.year + months // 12 >= date.max.year:
        return  # "9999-12-31" is how some write that there is no end
    due_on = add_months(last.on, months)
    for one in members:
        yield Ended(one, titles[one], last.on, last.basis, due_on, keeper)


def _titles_and_ends(session: Session) -> tuple[dict[str, str], dict[str, _End]]:
    """Return the title and the end of every contract that has one; of versions the later end."""
    invoiced = _last_invoices(session)
    checked = select(TestedRow.contract).where(_of_contracts())
    query = (
        select(ContractRow)
        .join(DocumentRow, col(DocumentRow.id) == col(ContractRow.document_id))
        .where(DocumentRow.stamp != ERASED)
        .where(or_(col(DocumentRow.retired_at).is_not(None), col(ContractRow.stem).in_(checked)))
        .order_by(col(ContractRow.id))
    )
    titles: dict[str, str] = {}
    ends: dict[str, _End] = {}
    for row in session.exec(query):
        titles[row.stem] = row.title or row.stem
        for end in _ends(row, invoiced.get(row.stem)):
            if row.stem not in ends or end.on > ends[row.stem].on:
                ends[row.stem] = end
    return titles, ends


def _ends(row: ContractRow, invoiced: date | None) -> Iterator[_End]:
    header = row.body.get("contract")
    renews = isinstance(header, dict) and header.get("auto_renewal")
    if row.expiration_date is not None and not renews:
        yield _End(row.expiration_date, "the contract ended on")
    if invoiced is not None:
        yield _End(invoiced, "the last invoice is of")


def _last_invoices(session: Session) -> dict[str, date]:
    newest = func.max(InvoiceRow.issue_date)
    query = (
        select(TestedRow.contract, newest)
        .join(InvoiceRow, col(InvoiceRow.id) == col(TestedRow.invoice_id))
        .where(col(TestedRow.contract).is_not(None))
        .group_by(col(TestedRow.contract))
    )
    return {stem: day for stem, day in session.exec(query) if stem and day}


def _parents(session: Session) -> list[tuple[str, str]]:
    query = select(TestedRow.contract, TestedRow.parent).where(
        _of_contracts(), col(TestedRow.parent).is_not(None)
    )
    return [(child, parent) for child, parent in session.exec(query) if child and parent]


def _of_contracts() -> ColumnElement[bool]:
    return col(TestedRow.invoice).is_(None) & col(TestedRow.document).is_(None)


def _families(stems: Iterable[str], pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Put together what hangs together.

    >>> sorted(map(sorted, _families("abcd", [("a", "b"), ("c", "b")])))
    [['a', 'b', 'c'], ['d']]
    """
    family = {stem: {stem} for stem in stems}
    for child, parent in pairs:
        if child in family and parent in family and family[child] is not family[parent]:
            family[parent] |= family[child]
            for one in family[child]:
                family[one] = family[parent]
    return list({id(one): one for one in family.values()}.values())
