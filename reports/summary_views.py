"""Page one: how much, in which direction, how sure, what to do first, by when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from models.findings import Direction, LocatedFinding, Result, Severity
from reports.finding_views import ContractGroup, FindingView
from reports.inputs import ReportInput
from reports.totals import Stake, at_stake, stakes
from reports.wording import (
    DIRECTION_SIGNS,
    DIRECTION_WORDS,
    SEVERITY_WORDS,
    count,
    long_date,
    money,
    with_currency,
)

FIRST = 6  # what fits on page one
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One direction in one currency: a sum per severity, in all, and what needs a look."""

    currency: str
    direction: str
    direction_word: str
    sign: str
    by_severity: tuple[str, ...]
    total: str
    total_with_currency: str
    findings: int
    to_review: str


@dataclass(frozen=True, slots=True)
class MoneyTable:
    """The money at stake; ``currencies`` holds the rows of each."""

    severities: tuple[str, ...]
    currencies: tuple[tuple[MoneyRow, ...], ...]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do first: a finding, and how many more are of its kind."""

    view: FindingView
    todo: str
    amount: str
    more: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What page one says.  ``without_money`` counts findings that carry no sum."""

    checked: str
    sureness: str
    deadline: str
    money: MoneyTable
    without_money: str
    actions: tuple[Action, ...]
    more_actions: int
    findings: int
    passed: int
    cannot_tell: int


def summary(data: ReportInput, groups: Iterable[ContractGroup]) -> Summary:
    """Build page one from the views of all findings."""
    views = [v for group in groups for inv in group.invoices for v in inv.findings]
    unsettled = [view for view in views if not view.settled]
    actions = _actions(unsettled, data.as_of)
    results = [test.result for test in data.audit.tests]
    open_findings = at_stake(data.audit.findings)
    return Summary(
        checked=_checked(data),
        sureness=_sureness(unsettled),
        deadline=_deadline(open_findings, data.as_of),
        money=_money_table(open_findings),
        without_money=_without_money(open_findings),
        actions=tuple(actions[:FIRST]),
        more_actions=max(len(actions) - FIRST, 0),
        findings=len(views),
        passed=results.count(Result.PASS),
        cannot_tell=results.count(Result.CANNOT_TELL),
    )


def _checked(data: ReportInput) -> str:
    codes = {t.code for t in data.audit.tests if t.result is not Result.NOT_APPLICABLE}
    done = sum(t.result is not Result.NOT_APPLICABLE for t in data.audit.tests)
    return (
        f"{count(len(data.invoices), 'invoice')} under {count(len(data.contracts), 'contract')} "
        f"{'was' if len(data.invoices) == 1 else 'were'} checked with {count(len(codes), 'rule')}, {count(done, 'test')} in all."
    )


def _sureness(views: list[FindingView]) -> str:
    if not views:
        return ""
    review = sum(view.review for view in views)
    sure = len(views) - review
    if not review:
        return "Every finding rests on facts and on wording confirmed or read with confidence."
    if not sure:
        return "All of them rest on wording a person should look at before acting."
    verb = "rests" if sure == 1 else "rest"
    return (
        f"{count(sure, 'finding')} {verb} on facts and on wording confirmed or read with "
        f"confidence; for {review} a person should look at the wording first (marked Review)."
    )


def _deadline(findings: Iterable[LocatedFinding], today: date) -> str:
    days = [date.fromisoformat(f.act_before) for f in findings if f.act_before]
    ahead = [day for day in days if day >= today]
    parts = []
    if ahead:
        left = (min(ahead) - today).days
        within = "today" if not left else f"in {count(left, 'day')}"
        parts.append(f"The first dispute window closes on {long_date(min(ahead))}, {within}.")
    if closed := len(days) - len(ahead):
        parts.append(f"For {count(closed, 'finding')} the dispute window has closed.")
    return " ".join(parts)


def _money_table(findings: Iterable[LocatedFinding]) -> MoneyTable:
    every = stakes(findings)
    severities = [s for s in Severity if any(stake.severity is s for stake in every)]
    currencies = []
    for currency in dict.fromkeys(stake.currency for stake in every):
        mine = [stake for stake in every if stake.currency == currency]
        rows = ([stake for stake in mine if stake.direction is d] for d in Direction)
        currencies.append(tuple(_row(row, severities, currency) for row in rows if row))
    return MoneyTable(tuple(SEVERITY_WORDS[s] for s in severities), tuple(currencies))


def _row(row: list[Stake], severities: list[Severity], currency: str) -> MoneyRow:
    cells = {stake.severity: money(stake.amount, currency) for stake in row}
    total = sum((stake.amount for stake in row), Decimal(0))
    direction = row[0].direction
    return MoneyRow(
        currency=currency,
        direction=direction.value,
        direction_word=DIRECTION_WORDS[direction],
        sign=DIRECTION_SIGNS[direction],
        by_severity=tuple(cells.get(severity, "") for severity in severities),
        total=money(total, currency),
        total_with_currency=with_currency(total, currency or None),
        findings=sum(stake.findings for stake in row),
        to_review=str(sum(stake.to_review for stake in row) or ""),
    )


def _without_money(findings: Iterable[LocatedFinding]) -> str:
    number = sum(found.finding.amount is None for found in findings)
    if not number:
        return ""
    verb = "carries" if number == 1 else "carry"
    return f"{count(number, 'more finding')} {verb} no sum (dates, references, signatures)."


def _actions(views: list[FindingView], today: date) -> list[Action]:
    """Put findings of one kind under one contract together, the most urgent first."""
    kinds: dict[tuple[object, ...], list[FindingView]] = {}
    for view in sorted(views, key=lambda view: _urgency(view.found, today)):
        finding = view.found.finding
        key = (view.contract, view.code, finding.direction, finding.currency, view.review)
        kinds.setdefault(key, []).append(view)
    groups = sorted(kinds.values(), key=lambda group: _urgency(group[0].found, today, _sum(group)))
    return [_action(group) for group in groups]


def _action(group: list[FindingView]) -> Action:
    first, total = group[0], _sum(group)
    return Action(
        view=first,
        todo=_todo(first),
        amount=with_currency(total, first.found.finding.currency) if total else "",
        more=f"and {len(group) - 1:,} more of this kind" if group[1:] else "",
    )


def _sum(group: list[FindingView]) -> Decimal:
    return sum((view.found.finding.amount or Decimal(0) for view in group), Decimal(0))


def _urgency(
    found: LocatedFinding, today: date, amount: Decimal | None = None
) -> tuple[bool, date, int, Decimal]:
    day = date.fromisoformat(found.act_before) if found.act_before else None
    soon = day is not None and today <= day <= today + SOON
    money_at_stake = amount if amount is not None else found.finding.amount or Decimal(0)
    severity = list(Severity).index(found.severity)
    return (not soon, day if soon and day else date.max, severity, -money_at_stake)


def _todo(view: FindingView) -> str:
    """Say what to do: what the finding itself advises, else what its direction calls for."""
    action = (
        view.advice
        or {
            "overbilled": "Dispute it, or credit it."
            if view.amount
            else "Ask for a corrected invoice.",
            "underbilled": "Bill it." if view.amount else "Correct the invoice.",
            "neutral": "Clarify.",
        }[view.direction]
    )
    return f"Check the wording first. {action}" if view.review else action
