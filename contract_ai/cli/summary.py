"""What a run says when it is done, in a few lines."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from contract_ai.cli.common import Session, complain
from contract_ai.pipeline import Outputs
from models.findings import Audit, Direction, Severity
from reports.inputs import ReportInput
from reports.missing import missing_things
from reports.totals import at_stake, stakes
from reports.wording import count, money

FOUND, INTERNAL = 1, 4
_MOST_REASONS = 5


def summary_text(data: ReportInput, outputs: Outputs) -> str:
    """Say what was found: money, severity, what could not be told, and where the report is."""
    lines = [_what(data), *_money(data), *_severities(data), *_open_questions(data), *_unread(data)]
    return "\n".join([*lines, "", f"Report: {outputs.report}"])


def exit_code(session: Session, audit: Audit, fail_on: str | None) -> int:
    """Choose the exit code: a bug of ours before an unread file before findings."""
    for crash in audit.crashes:
        complain(f"Internal error in a check: {crash}. Please report it as a bug.")
    if audit.crashes:
        return INTERNAL
    if session.exit_code:
        return session.exit_code
    order = list(Severity)
    worst = [order.index(found.severity) for found in at_stake(audit.findings)]
    if fail_on and any(rank <= order.index(Severity(fail_on)) for rank in worst):
        return FOUND
    return 0


def _what(data: ReportInput) -> str:
    parts = [
        count(len(data.contracts), "contract"),
        count(len(data.invoices), "invoice"),
        count(len(data.fact_sources), "file of facts", "files of facts"),
    ]
    return f"Checked {', '.join(parts)} as of {data.as_of.isoformat()}."


def _money(data: ReportInput) -> Iterator[str]:
    """One line for each currency and direction; findings without a sum are counted apart."""
    findings = at_stake(data.audit.findings)
    if not findings:
        yield "Nothing found."
        return
    totals: dict[tuple[str, Direction], tuple[Decimal, int]] = {}
    for stake in stakes(findings):
        key = (stake.currency, stake.direction)
        amount, number = totals.get(key, (Decimal(0), 0))
        totals[key] = (amount + stake.amount, number + stake.findings)
    for (currency, direction), (amount, number) in totals.items():
        sum_ = f"{money(amount, currency)} {currency or '---'}"
        yield f"  {direction.value:<11} {sum_:>20}   {count(number, 'finding')}"
    without = sum(found.finding.amount is None for found in findings)
    if without:
        yield f"  {'no sum':<11} {'':>20}   {count(without, 'finding')}"


def _severities(data: ReportInput) -> Iterator[str]:
    findings = at_stake(data.audit.findings)
    counts = Counter(found.severity for found in findings)
    parts = [f"{counts[severity]} {severity.value}" for severity in Severity if counts[severity]]
    review = sum(found.finding.review for found in findings)
    if parts:
        yield f"  {', '.join(parts)}" + (f"; {review} to review before acting" if review else "")


def _unread(data: ReportInput) -> Iterator[str]:
    if data.unread:
        yield f"Could not be read ({count(len(data.unread), 'file')}):"
    for file in data.unread[:_MOST_REASONS]:
        yield f"        {file.file} [{file.code}]"
    if len(data.unread) > _MOST_REASONS:
        yield f"        and {len(data.unread) - _MOST_REASONS} more, all in the report"


def _open_questions(data: ReportInput) -> Iterator[str]:
    waiting = missing_things(data.audit.tests, data.invoices)
    if waiting:
        tests = count(sum(one.tests for one in waiting), "test")
        yield f"Could not be told ({tests}):"
    for one in waiting[:_MOST_REASONS]:
        yield f"  {one.tests:>4}  {one.reason}"
    if len(waiting) > _MOST_REASONS:
        yield f"        and {len(waiting) - _MOST_REASONS} more reasons, all in the report"
