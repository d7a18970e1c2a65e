"""The life of a finding over many runs: who decided what about it, and what a run changed.

A decision is about a sum: when the sum changes, the decision no longer covers what is found.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from models.findings import Direction, Severity, State

LAPSING = frozenset({State.ACCEPTED, State.CREDITED, State.RESOLVED, State.WAIVED})
"""States that hold for the sum they were decided about; an open dispute is one whatever the sum."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A finding was given a state.

    ``by`` is None where a run did it.  ``until`` is the last day on which the decision holds;
    None means that it has no end.  ``amount`` and ``currency`` are those of the finding then.
    """

    state: State
    reason: str
    at: datetime
    by: str | None = None
    until: date | None = None
    amount: Decimal | None = None
    currency: str | None = None

    def lapse(self, amount: Decimal | None, currency: str | None, today: date) -> str:
        """Say why this no longer holds for a finding of that sum; empty where it holds."""
        if self.state not in LAPSING:
            return ""
        if self.until is not None and self.until < today:
            return f"{self.state.capitalize()} until {self.until.isoformat()}, which has passed."
        if self.amount is None or (self.amount, self.currency) == (amount, currency):
            return ""
        before = f"{self.amount:,f} {self.currency or ''}".strip()
        return f"{self.state.capitalize()} at {before}; the sum is another now."


@dataclass(frozen=True, slots=True)
class Life:
    """What is remembered of a finding, so that it can be named when it is no longer found.

    ``first_found_on`` is the day that the run which found it first took for today, ``gone_on``
    that of the run which did not find it any more; None while it is found.
    """

    fingerprint: str
    code: str
    slug: str
    severity: Severity
    direction: Direction
    contract: str | None
    invoice: str | None
    document: str | None
    line: int | None
    message: str
    amount: Decimal | None
    currency: str | None
    first_found_on: date
    gone_on: date | None = None


class ChangeKind(StrEnum):
    """What a run changed about a finding."""

    NEW = "new"
    REOPENED = "reopened"
    CREDITED = "credited"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Change:
    """One finding that is not as the run before left it.

    ``life`` is what is known of it now.  ``amount_before`` is given where the sum changed.
    """

    kind: ChangeKind
    life: Life
    reason: str = ""
    amount_before: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since the run before, which took ``since`` for today."""

    since: date
    changes: tuple[Change, ...]

    def of_kind(self, kind: ChangeKind) -> tuple[Change, ...]:
        """Return the changes of one kind, in the order of the findings."""
        return tuple(change for change in self.changes if change.kind is kind)
