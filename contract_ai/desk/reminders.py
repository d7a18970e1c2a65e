"""Reminders as a user may see them: letters, what holds reminders back, and policies.

A letter is seen by who sees the contracts of all invoices that it asks for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, select

from checks.duplicates.du101_invoice_number_reused import folded_number
from contract_ai.desk.invoice_numbers import seen_numbers
from contract_ai.desk.scope import Scope
from contract_ai.storage import reminders as store
from contract_ai.storage.reminder_policies import Hold, StandingHold, standing_holds
from contract_ai.storage.reminder_policies import Scope as Of
from contract_ai.storage.reminders import LetterState, StoredLetter
from models.errors import RequestError
from models.reminders import Policy
from models.tables.reminders import ReminderPolicyRow

LATEST = 200


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A policy and whom it is for: all (no name), a customer, or a contract."""

    of: Of
    name: str
    policy: Policy
    changed_by: str = ""


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters by what is to be done with them, the oldest first; of those sent the latest ones."""

    drafts: tuple[StoredLetter, ...]
    approved: tuple[StoredLetter, ...]
    unsure: tuple[StoredLetter, ...]
    sent: tuple[StoredLetter, ...]

    @property
    def customers(self) -> tuple[str, ...]:
        """The customers of all of them, by name."""
        every = (*self.drafts, *self.approved, *self.unsure, *self.sent)
        return tuple(sorted({one.customer for one in every}))


def reminder_letters(session: Session, scope: Scope) -> Letters:
    """Return the letters that a user sees; of those sent the ones among the last `LATEST`."""

    def of(state: LetterState) -> tuple[StoredLetter, ...]:
        return tuple(one for one in store.letters(session, [state]) if _sees(scope, one))

    sent = store.latest(session, LetterState.SENT, LATEST)
    return Letters(
        drafts=of(LetterState.DRAFT),
        approved=of(LetterState.APPROVED),
        unsure=of(LetterState.SENDING),
        sent=tuple(one for one in sent if _sees(scope, one)),
    )


def reminder_letter(session: Session, scope: Scope, number: int) -> StoredLetter | None:
    """Return one letter; None where this user sees none of that number."""
    try:
        found = store.letter(session, number)
    except RequestError:
        return None
    return found if _sees(scope, found) else None


def reminder_holds(session: Session, scope: Scope) -> tuple[StandingHold, ...]:
    """Return what holds reminders back; of customers only where the user sees everything."""
    found = standing_holds(session)
    if scope.is_all or not found:
        return found
    numbers = seen_numbers(session, scope)
    return tuple(
        one for one in found if one.kind is not Hold.CUSTOMER and folded_number(one.what) in numbers
    )


def reminder_policies(session: Session, scope: Scope) -> tuple[NamedPolicy, ...]:
    """Return the policies: the general one, then those of customers and of contracts by name."""
    found = sorted(_named(session), key=lambda one: (list(Of).index(one.of), one.name))
    if not found or found[0].of is not Of.GENERAL:
        found.insert(0, NamedPolicy(Of.GENERAL, "", Policy()))
    return tuple(
        one
        for one in found
        if one.of is Of.GENERAL or scope.is_all or (one.of is Of.CONTRACT and scope.sees(one.name))
    )


def _named(session: Session) -> Iterator[NamedPolicy]:
    for row in session.exec(select(ReminderPolicyRow)):
        yield NamedPolicy(
            Of(row.scope), row.name, Policy.model_validate(row.values), row.changed_by
        )


def _sees(scope: Scope, told: StoredLetter) -> bool:
    return scope.is_all or all(scope.sees(line.contract) for line in told.lines)
