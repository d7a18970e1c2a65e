"""What changed since the run before, and what was decided about a finding, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.findings import LocatedFinding, State
from models.lives import Change, ChangeKind, Changes, Decision
from reports.comparing import title_and_advice
from reports.inputs import ReportInput
from reports.totals import at_stake
from reports.wording import (
    DIRECTION_SIGNS,
    count,
    long_date,
    with_currency,
)

CHANGE_WORDS = {
    ChangeKind.NEW: "New",
    ChangeKind.REOPENED: "Open again",
    ChangeKind.CREDITED: "Credited",
    ChangeKind.CHANGED: "Of another sum",
    ChangeKind.GONE: "Gone",
}
STATE_WORDS = {
    State.OPEN: "Open",
    State.DISPUTED: "Disputed",
    State.ACCEPTED: "Accepted",
    State.CREDITED: "Credited",
    State.RESOLVED: "Resolved",
    State.WAIVED: "Waived",
}
ROWS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change; ``number`` is that of the finding in this report, None where it is gone."""

    kind: str
    number: int | None
    title: str
    code: str
    place: str
    direction: str
    sign: str
    amount: str
    before: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What changed since the run before; ``more`` counts the rows that are not shown."""

    sentence: str
    rows: tuple[ChangeRow, ...]
    more: int


def changes_view(data: ReportInput, numbers: dict[str, int]) -> ChangesView | None:
    """Arrange what changed; None where nothing did.

    ``numbers`` are those of the findings in the report, by fingerprint.
    """
    if data.changes is None:
        return None
    rows = [_row(change, numbers) for change in data.changes.changes]
    return ChangesView(
        _sentence(data, data.changes), tuple(rows[:ROWS_SHOWN]), len(rows[ROWS_SHOWN:])
    )


def decision_words(found: LocatedFinding, made: Sequence[Decision]) -> str:
    """Say who gave a finding its state, when, until when and why; empty where nobody did.

    A decision that no longer holds is told as what it was.
    """
    if not made:
        return ""
    last = made[-1]
    word = STATE_WORDS[last.state] if last.state is not State.OPEN else "Opened again"
    parts = [
        word,
        f"by {last.by}" if last.by else "",
        f"on {last.at.date().isoformat()}",
        f"until {last.until.isoformat()}" if last.until else "",
    ]
    lapsed = "" if found.state is last.state else " This no longer holds."
    return f"{' '.join(filter(None, parts))}: {last.reason}{lapsed}"


def _sentence(data: ReportInput, changes: Changes) -> str:
    counts = {kind: len(changes.of_kind(kind)) for kind in ChangeKind}
    here = {change.life.fingerprint for change in changes.changes}
    still = sum(f.fingerprint not in here for f in at_stake(data.audit.findings))
    parts = [f"{counts[kind]} {CHANGE_WORDS[kind].lower()}" for kind in ChangeKind if counts[kind]]
    parts.append(f"{count(still, 'finding')} still open as before")
    return f"Since the run as of {long_date(changes.since)}: {', '.join(parts)}."


def _row(change: Change, numbers: dict[str, int]) -> ChangeRow:
    life = change.life
    return ChangeRow(
        kind=CHANGE_WORDS[change.kind],
        number=numbers.get(life.fingerprint),
        title=title_and_advice(life.message)[0],
        code=life.code,
        place=life.invoice or life.contract or "",
        direction=life.direction.value,
        sign=DIRECTION_SIGNS[life.direction],
        amount="" if life.amount is None else with_currency(life.amount, life.currency),
        before=""
        if change.amount_before is None
        else with_currency(change.amount_before, life.currency),
        reason=change.reason,
    )
