"""Policies of reminders in the database, and what holds single items back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, select, update

from checks.duplicates.du101_invoice_number_reused import folded_number
from checks.recognition.parties import core_name
from contract_ai.audit.trail import record, working
from models.reminders import OpenItem, Policy
from models.tables.findings import FindingRow
from models.tables.reminders import ReminderHoldRow, ReminderPolicyRow


class Scope(StrEnum):
    """What a policy is for."""

    GENERAL = "general"
    CUSTOMER = "customer"
    CONTRACT = "contract"


class Hold(StrEnum):
    """Why an item is not asked for; ``customer`` holds back all of a customer's."""

    DISPUTED = "disputed"
    PROMISED = "promised"
    CUSTOMER = "customer"


_OF_INVOICES = (Hold.DISPUTED, Hold.PROMISED)
_LONGEST = 200  # characters of what a row is found by


@dataclass(frozen=True, slots=True)
class Policies:
    """All policies on file; customers by their name without legal form and punctuation."""

    general: Policy = field(default_factory=Policy)
    customers: Mapping[str, Policy] = field(default_factory=dict)
    contracts: Mapping[str, Policy] = field(default_factory=dict)

    def of(self, item: OpenItem) -> Policy:
        """Return the policy of an item: its contract's, else its customer's, else the general one."""
        by_contract = self.contracts.get(item.contract or "")
        return by_contract or self.customers.get(folded_customer(item.customer), self.general)


@dataclass(frozen=True, slots=True)
class Holds:
    """The keys of items that are disputed, and the days by which payment is promised.

    ``customers`` are held back through a day, by `folded_customer`.
    """

    disputed: frozenset[str]
    promised: Mapping[str, date]
    customers: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StandingHold:
    """What a person said and nobody took back: of an invoice, or of a customer (``what``)."""

    kind: Hold
    what: str
    until: date | None
    note: str
    made_by: str
    made_at: datetime


def policies(session: Session) -> Policies:
    """Return the policies on file; the general one is the program's own where none was set."""
    general, customers, contracts = Policy(), {}, {}
    for row in session.exec(select(ReminderPolicyRow)):
        policy = Policy.model_validate(row.values)
        if row.scope == Scope.CONTRACT:
            contracts[row.name] = policy
        elif row.scope == Scope.CUSTOMER:
            customers[folded_customer(row.name)] = policy
        else:
            general = policy
    return Policies(general, customers, contracts)


def set_policy(session: Session, scope: Scope, name: str, policy: Policy, at: datetime) -> None:
    """Keep a policy in the place of the one there was; ``name`` is empty for the general one."""
    query = select(ReminderPolicyRow).where(
        ReminderPolicyRow.scope == scope.value, ReminderPolicyRow.name == name
    )
    row = session.exec(query).first()
    before, values = (row.values if row else None), policy.model_dump(mode="json")
    who = working(session).name
    if row is None:
        session.add(
            ReminderPolicyRow(
                scope=scope.value, name=name, values=values, changed_by=who, changed_at=at
            )
        )
    else:
        row.values, row.changed_by, row.changed_at = values, who, at
    record(
        session,
        action="reminder.policy",
        object=f"reminder policy, {scope.value} {name}".rstrip(),
        contract=name if scope is Scope.CONTRACT else None,
        before=before,
        after=values,
        at=at,
    )


def holds(session: Session) -> Holds:
    """Return what holds items back: what people said, and findings that are disputed."""
    disputed = {
        folded_number(number)
        for number in session.exec(select(FindingRow.invoice).where(FindingRow.state == "disputed"))
        if number
    }
    promised: dict[str, date] = {}
    customers: dict[str, date] = {}
    rows = select(ReminderHoldRow).where(col(ReminderHoldRow.ended_at).is_(None))
    for row in session.exec(rows.order_by(col(ReminderHoldRow.id))):
        if row.kind == Hold.DISPUTED:
            disputed.add(row.item)
        elif row.kind == Hold.CUSTOMER:
            customers[row.item] = row.until or date.max
        elif row.until is not None:
            promised[row.item] = row.until
    return Holds(frozenset(disputed), promised, customers)


def standing_holds(session: Session) -> tuple[StandingHold, ...]:
    """List what people said and nobody took back, the latest first."""
    query = select(ReminderHoldRow).where(col(ReminderHoldRow.ended_at).is_(None))
    return tuple(
        StandingHold(Hold(row.kind), row.invoice, row.until, row.note, row.made_by, row.made_at)
        for row in session.exec(query.order_by(col(ReminderHoldRow.id).desc()))
    )


def hold_back(  # noqa: PLR0913 (each is given by name)
    session: Session,
    invoice: str,
    kind: Hold,
    *,
    until: date | None,
    note: str,
    at: datetime,
) -> None:
    """Hold an invoice back; what was said of it before in the same kind ends."""
    key = folded_number(invoice)
    _lift_holds(session, key, (kind,), at)
    session.add(
        ReminderHoldRow(
            item=key,
            invoice=invoice,
            kind=kind.value,
            until=until,
            note=note,
            made_by=working(session).name,
            made_at=at,
        )
    )
    by = f" by {until.isoformat()}" if until else ""
    record(
        session,
        action="reminder.held",
        object=f"invoice {invoice}: {kind.value}{by}",
        reason=note,
        at=at,
    )


def release(session: Session, invoice: str, reason: str, at: datetime) -> bool:
    """End all that people said holds an invoice back; False where there was nothing."""
    if not _lift_holds(session, folded_number(invoice), _OF_INVOICES, at):
        return False
    record(session, action="reminder.released", object=f"invoice {invoice}", reason=reason, at=at)
    return True


def hold_customer(
    session: Session, customer: str, *, until: date | None, note: str, at: datetime
) -> None:
    """Hold a customer back through a day, or until somebody takes it back (None)."""
    key = folded_customer(customer)[:_LONGEST]
    _lift_holds(session, key, (Hold.CUSTOMER,), at)
    session.add(
        ReminderHoldRow(
            item=key,
            invoice=customer,
            kind=Hold.CUSTOMER.value,
            until=until,
            note=note,
            made_by=working(session).name,
            made_at=at,
        )
    )
    by = f" until {until.isoformat()}" if until else ""
    thing = f"customer {customer}{by}"
    record(session, action="reminder.held", object=thing, reason=note, at=at)


def release_customer(session: Session, customer: str, reason: str, at: datetime) -> bool:
    """Ask a customer again; False where nothing held it back."""
    key = folded_customer(customer)[:_LONGEST]
    if not _lift_holds(session, key, (Hold.CUSTOMER,), at):
        return False
    thing = f"customer {customer}"
    record(session, action="reminder.released", object=thing, reason=reason, at=at)
    return True


def _lift_holds(session: Session, key: str, kinds: tuple[Hold, ...], at: datetime) -> int:
    ended = session.execute(
        update(ReminderHoldRow)
        .where(
            col(ReminderHoldRow.item) == key,
            col(ReminderHoldRow.kind).in_([kind.value for kind in kinds]),
            col(ReminderHoldRow.ended_at).is_(None),
        )
        .values(ended_at=at)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]  # an update has one


def folded_customer(name: str) -> str:
    """Return the name that a customer's policy and hold are found by."""
    return core_name(name) or name.casefold()
