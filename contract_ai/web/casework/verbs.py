"""What a person can do with findings, always in the same order, and how a form of it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from contract_ai.storage.deciding import DecidedMeanwhile
from models.findings import State
from models.lives import Decision
from reports.life_views import STATE_WORDS

UNDO_WITHIN = timedelta(minutes=15)
"""How long pages offer to take one's own decision back."""
MOST_LETTERS = 1000
"""Characters of a reason."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One decision: its word on the button, its key, what it makes of a finding, what it means."""

    name: str
    word: str
    key: str
    state: State
    meaning: str


VERBS = (
    Verb("accept", "Accept", "a", State.ACCEPTED, "the invoice is paid as it stands"),
    Verb("dispute", "Dispute", "d", State.DISPUTED, "the other party was told"),
    Verb("waive", "Waive", "w", State.WAIVED, "we do not pursue it"),
    Verb("resolve", "Resolve", "r", State.RESOLVED, "the matter is settled"),
    Verb("reopen", "Reopen", "o", State.OPEN, "it is to be pursued after all"),
)
OF_MANY = VERBS[:-1]
"""What the bar below a list offers."""
_BY_NAME: Mapping[str, Verb] = {verb.name: verb for verb in VERBS}
_TOLD = STATE_WORDS | {State.OPEN: "Reopened"}


class Unclear(ValueError):
    """A form says too little, or what cannot be; the message is for the user."""


def read_decision(given: Mapping[str, str], *, by: str, now: datetime, today: date) -> Decision:
    """Read a form's ``verb``, ``reason`` and ``until``.

    Raises:
        Unclear: something is missing or does not go together.
    """
    verb = _BY_NAME.get(given.get("verb", ""))
    if verb is None:
        msg = "Say what is to be done: press one of the buttons."
        raise Unclear(msg)
    reason = given.get("reason", "").strip()
    if not reason:
        msg = "Say why. The reason is kept with the finding."
        raise Unclear(msg)
    if len(reason) > MOST_LETTERS:
        msg = f"The reason is too long: {MOST_LETTERS} characters are enough."
        raise Unclear(msg)
    until = _until(given.get("until", "").strip(), verb, today)
    return Decision(verb.state, reason, now, by=by, until=until)


def told(state: State) -> str:
    """Say what was done: "Disputed", "Reopened"."""
    return _TOLD[state]


def meanwhile(error: DecidedMeanwhile, name: str, now: datetime) -> str:
    """Say who was faster: "Anna accepted this at 10:32 UTC. Load the page again."."""
    latest = error.latest
    done = told(latest.state).lower()
    at = latest.at.astimezone(UTC)
    day = "" if at.date() == now.astimezone(UTC).date() else f"on {at:%Y-%m-%d} "
    who = name or "A run of the checks"
    return f"{who[:1].upper()}{who[1:]} {done} this {day}at {at:%H:%M} UTC. Load the page again."


def _until(text: str, verb: Verb, today: date) -> date | None:
    if not text:
        return None
    if verb.state is not State.WAIVED:
        msg = f"A last day goes with a waiver only. Empty it, or waive instead of {verb.name}."
        raise Unclear(msg)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        msg = f"The last day is written as 2026-12-31, not {text[:40]!r}."
        raise Unclear(msg) from error
    if day < today:
        msg = "The last day has passed already: the finding would be open again at once."
        raise Unclear(msg)
    return day
