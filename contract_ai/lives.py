"""What a run means for a finding: new, gone, found again, of another sum, settled.

Pure: what was known goes in, what changed comes out.  A run settles a finding by itself in three
cases only: a credit note gives back exactly its sum, a credit note came in and the finding went,
or the test that found it passes now.  Where the test could not tell this time, or the invoice
left the file, nothing is settled; and what a person decided is never overruled.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from models.findings import Direction, Result, State
from models.lives import Change, ChangeKind, Decision, Life

UNDECIDED = frozenset({State.OPEN, State.DISPUTED})


@dataclass(frozen=True, slots=True)
class Moment:
    """When a run took place: the day it took for today, and the moment it ended."""

    as_of: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Credits:
    """Credit notes against an invoice, by their numbers.

    ``new`` came in since the run before; ``made_good`` give back exactly the sum in question.
    """

    new: tuple[str, ...] = ()
    made_good: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """What is left of a finding that was not made again.

    ``on_file`` is false where its invoice left the file; ``result`` and ``reason`` are those of
    its test now, None where it was not run.
    """

    on_file: bool
    result: Result | None
    reason: str
    credits: Credits


def seen(
    before: Life | None,
    now: Life,
    decision: Decision | None,
    credits_: Credits,
    moment: Moment,
) -> tuple[Change | None, Decision | None]:
    """Say what changed about a finding that a run made, and the state the run gives it.

    ``before`` is None where it was never found.
    """
    other = before is not None and (before.amount, before.currency) != (now.amount, now.currency)
    amount_before = before.amount if before and other else None
    if _is_open(decision) and credits_.made_good and now.direction is Direction.OVERBILLED:
        reason = _gives_back(credits_.made_good)
        return (
            Change(ChangeKind.CREDITED, now, reason, amount_before),
            _decision(State.CREDITED, reason, now, moment),
        )
    if before is None:
        return Change(ChangeKind.NEW, now), None
    if reason := _reopened(before, now, decision, credits_, moment.as_of):
        return (
            Change(ChangeKind.REOPENED, now, reason, amount_before),
            _decision(State.OPEN, reason, now, moment),
        )
    if not other:
        return None, None
    reason = _in_part(before, now, credits_.new)
    return Change(ChangeKind.CHANGED, now, reason, amount_before), None


def _is_open(decision: Decision | None) -> bool:
    """Whether a run may settle it: nobody decided, it is in dispute, or a run opened it again."""
    if decision is None or decision.state is State.DISPUTED:
        return True
    return decision.state is State.OPEN and decision.by is None


def missed(
    before: Life, decision: Decision | None, trace: Trace, moment: Moment
) -> tuple[Change, Decision | None]:
    """Say what became of a finding that a run did not make again."""
    state, reason = _fate(before, trace, moment.as_of)
    change = Change(ChangeKind.GONE, replace(before, gone_on=moment.as_of), reason)
    if state is None or (decision is not None and decision.state not in UNDECIDED):
        return change, None
    return change, _decision(state, reason, before, moment)


def _reopened(
    before: Life, now: Life, decision: Decision | None, credits_: Credits, today: date
) -> str:
    """Say why a finding that was settled is open again; empty where it is not."""
    if decision is None:
        return ""
    if before.gone_on is not None and decision.by is None and decision.state.settled:
        return f"Found again; it had been {decision.state}."
    if decision.by is None and decision.state is State.CREDITED and not credits_.made_good:
        return "No credit note on file gives it back any more."
    return decision.lapse(now.amount, now.currency, today)


def _fate(life: Life, trace: Trace, today: date) -> tuple[State | None, str]:
    """Say what became of a finding and which state that gives it; None leaves the state."""
    if not trace.on_file:
        return None, f"Invoice {life.invoice} is no longer on file."
    if trace.result is None:
        return None, "What it was found on is no longer on file."
    if trace.result is Result.CANNOT_TELL:
        return None, f"It cannot be told any more. {trace.reason}".strip()
    if trace.credits.new and life.direction is Direction.OVERBILLED:
        exact = trace.credits.made_good
        return State.CREDITED, _gives_back(exact) if exact else _came_in(trace.credits.new, life)
    passed = trace.reason if trace.result is Result.PASS else ""
    return State.RESOLVED, f"Not found any more as of {today.isoformat()}. {passed}".strip()


def _in_part(before: Life, now: Life, credit_notes: Sequence[str]) -> str:
    """Name the credit note that made a sum smaller."""
    if before.amount is None or now.amount is None or now.direction is not Direction.OVERBILLED:
        return ""
    return _came_in(credit_notes, now) if credit_notes and now.amount < before.amount else ""


def _gives_back(credit_notes: Sequence[str]) -> str:
    return f"{_named(credit_notes)} {'gives' if len(credit_notes) == 1 else 'give'} it back."


def _came_in(credit_notes: Sequence[str], life: Life) -> str:
    return f"{_named(credit_notes)} came in for invoice {life.invoice}."


def _named(credit_notes: Sequence[str]) -> str:
    noun = "Credit note" if len(credit_notes) == 1 else "Credit notes"
    return f"{noun} {', '.join(credit_notes)}"


def _decision(state: State, reason: str, life: Life, moment: Moment) -> Decision:
    return Decision(state, reason, moment.at, amount=life.amount, currency=life.currency)
