"""The discrepancy report on paper says what the page says."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from syrupy.assertion import SnapshotAssertion

from models.findings import Direction, State
from models.lives import Change, ChangeKind, Changes, Decision, Life
from reports.inputs import ReportInput
from reports.report import render_report
from reports.report_pdf import report_pdf
from reports.totals import sums_by_direction
from tests.reports import sample
from tests.reports.paper import needs_pango, words_of
from tests.reports.poison import poison
from tests.reports.test_report import PAYLOADS, Reader


def _with_history() -> ReportInput:
    """One finding waived, one gone since the run before."""
    data = sample.for_paper()
    first, *rest = data.audit.findings
    made = Decision(
        state=State.WAIVED,
        reason="agreed by phone",
        at=datetime(2026, 6, 15, 9, 0, tzinfo=UTC),
        by="ann",
        until=date(2026, 12, 31),
        amount=first.finding.amount,
        currency=first.finding.currency,
    )
    life = Life(
        fingerprint="0123456789abcdef",
        code="PR103",
        slug="fee-differs",
        severity=first.severity,
        direction=first.finding.direction,
        contract=first.contract,
        invoice="NW-2026-019",
        document=None,
        line=1,
        message="Billed 700.00, agreed 500.00.",
        amount=first.finding.amount,
        currency=first.finding.currency,
        first_found_on=date(2026, 4, 30),
        gone_on=sample.AS_OF,
    )
    change = Change(ChangeKind.GONE, life, "Credit note CN-7 came in for invoice NW-2026-019.")
    waived = replace(first, state=State.WAIVED)
    return replace(
        data,
        audit=replace(data.audit, findings=(waived, *rest)),
        decisions={first.fingerprint: (made,)},
        changes=Changes(date(2026, 5, 31), (change,)),
    )


@needs_pango
def test_the_report_on_paper_reads_as_reviewed(snapshot: SnapshotAssertion) -> None:
    assert "\n\f\n".join(words_of(report_pdf(_with_history()))) == snapshot


@needs_pango
def test_the_same_input_gives_the_same_bytes() -> None:
    assert report_pdf(_with_history()) == report_pdf(_with_history())


@needs_pango
@pytest.mark.parametrize(
    "words",
    [
        "Waived by ann on 2026-06-15 until 2026-12-31: agreed by phone",
        "Since the run as of 31 May 2026: 1 gone, 8 findings still open as before.",
        "Credit note CN-7 came in for invoice NW-2026-019.",
    ],
)
def test_page_and_paper_say_how_far_findings_have_come(words: str) -> None:
    data = _with_history()
    paper = " ".join(" ".join(words_of(report_pdf(data))).split())
    page = " ".join(Reader(render_report(data)).text.split())
    assert words in page
    # On paper the words may stand in a narrow column.
    assert words.split(maxsplit=1)[0] in paper


def test_a_waived_finding_leaves_the_totals_and_is_listed() -> None:
    data = _with_history()
    title = "Billed 210.00 an hour, agreed 185.00 (Senior Engineer): 1,225.00 too much"
    assert title in Reader(render_report(data)).text
    before, after = (
        {(one.currency, one.direction): one.amount for one in sums_by_direction(found)}
        for found in (sample.for_paper().audit.findings, data.audit.findings)
    )
    key = ("GBP", Direction.OVERBILLED)
    assert before.pop(key) - after.pop(key) == Decimal("1225.00")
    assert before == after


@needs_pango
def test_an_audit_without_findings_says_so() -> None:
    assert "No discrepancy found." in " ".join(words_of(report_pdf(sample.empty())))


@needs_pango
@pytest.mark.parametrize("payload", [" ".join(PAYLOADS), "long " * 400, ""])
def test_no_text_of_a_document_breaks_the_report(payload: str) -> None:
    assert report_pdf(poison(sample.for_paper(), payload)).startswith(b"%PDF")
