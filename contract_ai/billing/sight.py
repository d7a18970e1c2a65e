"""Open items and policies as they are at a moment, and what they mean for letters."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from checks.reminders.due import Wait, due_step, open_steps, reminded, standing
from checks.reminders.hours import day_at, may_send
from checks.reminders.letters import Due, Planned, gathered
from contract_ai.storage.reminder_policies import Policies
from contract_ai.storage.reminders import Line, StoredLetter
from models.reminders import Asked, OpenItem, Policy


class Left(StrEnum):
    """Why an approved letter was not sent, in words."""

    HOURS = "it is a quiet hour, or no business day"
    ADDRESS = "no address of the customer is known"
    BOOKS = "the books changed meanwhile; run the command again"
    TAKEN = "another process has it, or a person changed it"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is due on a day, and why of each other item nothing is.

    ``unclear`` are the numbers of open invoices that nobody can be reminded of, each with why.
    """

    letters: tuple[Planned, ...]
    waiting: tuple[tuple[OpenItem, Wait], ...]
    unclear: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sight:
    """What is open at a moment; ``as_of`` takes another day for the policies' own today."""

    items: Sequence[OpenItem]
    known: Policies
    now: datetime
    as_of: date | None = None
    holidays: AbstractSet[date] = frozenset()

    def day(self, policy: Policy) -> date:
        """Return the day that is taken for today."""
        return self.as_of or day_at(policy, self.now)

    def plan(
        self,
        asked: Mapping[str, Sequence[Asked]],
        unclear: tuple[tuple[str, str], ...] = (),
    ) -> Plan:
        """Say what is due, after all that was asked of each item."""
        dues: list[Due] = []
        waiting: list[tuple[OpenItem, Wait]] = []
        for item in self.items:
            policy = self.known.of(item)
            before = asked.get(item.key, ())
            found = due_step(item, policy, self.day(policy), before, self.holidays)
            if isinstance(found, Wait):
                waiting.append((item, found))
            else:
                dues.append(Due(item, found, policy, reminded(item, before)))
        return Plan(gathered(dues), tuple(waiting), unclear)

    def stale(self, told: StoredLetter) -> str:
        """Say why a letter no longer holds; nothing where it does."""
        return next(filter(None, (self._stale(told, line) for line in told.lines)), "")

    def not_now(self, told: StoredLetter) -> Left | None:
        """Say why a letter that holds may not leave at this moment."""
        if not told.receivers:
            return Left.ADDRESS
        allowed = (may_send(one, self.now, self.holidays) for one in self._policies(told))
        return None if all(allowed) else Left.HOURS

    def sent_on(self, told: StoredLetter) -> date:
        """Return the day that a letter which leaves now is sent on."""
        return max(self.day(policy) for policy in self._policies(told))

    def _policies(self, told: StoredLetter) -> list[Policy]:
        keys = {line.item for line in told.lines}
        found = [self.known.of(item) for item in self.items if item.key in keys]
        return found or [self.known.general]

    def _stale(self, told: StoredLetter, line: Line) -> str:
        item = next((one for one in self.items if one.key == line.item), None)
        if item is None:
            return f"{line.invoice} is not open any more"
        policy = self.known.of(item)
        day = self.day(policy)
        wait = standing(item, policy, day, self.holidays)
        steps = {step.name for step in open_steps(item, policy, day, self.holidays)}
        asked_for = line.open_amount, line.currency
        to = told.receivers, told.language
        reasons = (
            (wait.value if wait else "", wait is not None),
            ("the step's time has passed", line.step not in steps),
            ("the open amount changed", asked_for != (item.open_amount, item.currency)),
            (
                "the policy names another address or language",
                to != (policy.receivers, policy.language.value),
            ),
        )
        why = next((text for text, holds in reasons if holds), "")
        return f"{line.invoice}: {why}" if why else ""
