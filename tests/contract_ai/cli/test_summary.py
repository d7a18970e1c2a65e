"""What a run says when it is done."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from contract_ai.cli.summary import summary_text
from contract_ai.pipeline import Outputs
from models.findings import Audit, Direction, Result, Severity, State, Test
from reports.inputs import ReportInput, UnreadFile
from tests.contract_ai import samples

OUTPUTS = Outputs(Path("out/report.html"), Path("out/findings.json"), Path("out/findings.xlsx"))


def _data(audit: Audit, *unread: UnreadFile) -> ReportInput:
    return ReportInput(
        audit=audit,
        contracts=(samples.contract(),),
        invoices=(samples.invoice(),),
        as_of=samples.TODAY,
        unread=unread,
    )


def test_money_stands_by_currency_and_direction() -> None:
    (found,) = samples.audit().findings
    pounds = replace(
        found.finding,
        currency="GBP",
        amount=Decimal(7),
        direction=Direction.UNDERBILLED,
        review=True,
    )
    none = replace(found.finding, amount=None, currency=None)
    findings = (
        found,
        found,
        replace(found, finding=pounds, severity=Severity.LOW),
        replace(found, finding=none),
        replace(found, state=State.WAIVED),
    )
    text = summary_text(_data(Audit(findings, ())), OUTPUTS)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert lines == [
        "Checked 1 contract, 1 invoice, 0 files of facts as of 2026-06-30.",
        "underbilled 7.00 GBP 1 finding",
        "overbilled 200.00 USD 2 findings",
        "no sum 1 finding",
        "3 high, 1 low; 1 to review before acting",
        "",
        "Report: out/report.html",
    ]


def test_what_could_not_be_told_or_read_is_named() -> None:
    tests = tuple(
        Test(f"QT10{n}", "x", Result.CANNOT_TELL, "MSA", f"I-{n}", None, f"{word} is missing.")
        for n, word in enumerate("Usage Timesheets Rates Receipts Orders Payments Terms".split())
    )
    unread = tuple(UnreadFile(f"{n}.pdf", "PDF_DAMAGED", "Damaged.") for n in range(6))
    text = summary_text(_data(Audit((), tests), *unread), OUTPUTS)
    assert "Nothing found." in text
    assert "Could not be told (7 tests):" in text
    assert "1  Orders is missing." in text  # by name, as all wait equally often
    assert "and 2 more reasons" in text
    assert "0.pdf [PDF_DAMAGED]" in text
    assert "and 1 more, all in the report" in text
