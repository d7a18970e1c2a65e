from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.evidence import BBox, Evidence
from models.findings import Direction, EvidenceRole, Finding, LocatedFinding, Proof, Severity
from models.invoices import Invoice, InvoiceDocument
from models.terms import (
    TERM_KINDS,
    BillingSchedule,
    Cap,
    Discount,
    EarlyDiscount,
    Escalator,
    ExpenseRule,
    Fee,
    Frequency,
    LateCharge,
    Milestone,
    PercentageFee,
    Rate,
    Retainage,
    TaxTreatment,
    Term,
    TierMode,
)
from reports.chart import MAX_GROUPS, charts
from reports.comparing import compared, title_and_advice
from reports.crops import clause_spots, needed_crops
from reports.fact_tables import ROWS_SHOWN, fact_tables
from reports.finding_views import FindingView, FindingViews, act_words
from reports.images import picture
from reports.proofs import CropBook, Quote
from reports.summary_views import summary
from reports.term_words import KIND_WORDS, term_words
from tests.reports import sample

INVOICE = Evidence("Total 10.00", "a.pdf", "a" * 64, 1, (BBox(1, 2, 3, 4),))
OTHER = Evidence("Total 10.00", "b.pdf", "b" * 64, 1, (BBox(1, 2, 3, 4),))
CLAUSE = Evidence("net 30", "c.docx", "c" * 64, anchor="p1")
FACT = Evidence("meter: calls; quantity: 7", "usage.csv", anchor="row 2")


def view(*proofs: tuple[EvidenceRole, Evidence], document: str | None = "a.pdf") -> FindingView:
    finding = Finding("Wrong.", proofs=tuple(Proof(role, evidence) for role, evidence in proofs))
    found = LocatedFinding(
        "DU102", "invoice-duplicated", Severity.HIGH, "c", "7", document, finding
    )
    data = replace(sample.without_crops(), contracts=(), invoices=())
    return FindingViews(data, CropBook({})).view(1, found)


def test_the_clause_stands_left_and_the_invoice_right() -> None:
    shown = view((EvidenceRole.CONTRACT, CLAUSE), (EvidenceRole.INVOICE, INVOICE))
    assert [quote.text for quote in shown.left.quotes] == ["net 30"]
    assert [quote.file for quote in shown.right.quotes] == ["a.pdf"]


def test_without_a_clause_the_other_document_stands_left() -> None:
    shown = view((EvidenceRole.INVOICE, INVOICE), (EvidenceRole.INVOICE, OTHER))
    assert shown.left.heading == "What the other document says"
    assert [quote.file for quote in shown.left.quotes] == ["b.pdf"]
    assert [quote.file for quote in shown.right.quotes] == ["a.pdf"]


def test_facts_come_below_when_both_sides_are_taken() -> None:
    shown = view(
        (EvidenceRole.CONTRACT, CLAUSE), (EvidenceRole.INVOICE, INVOICE), (EvidenceRole.FACT, FACT)
    )
    assert shown.facts is not None
    assert shown.facts.tables[0].rows == (("row 2", "calls", "7"),)


def test_facts_stand_left_where_no_clause_is_quoted() -> None:
    shown = view((EvidenceRole.INVOICE, INVOICE), (EvidenceRole.FACT, FACT))
    assert shown.left.tables
    assert shown.facts is None


def test_words_of_one_page_make_one_picture() -> None:
    low = replace(INVOICE, quote="Due date", boxes=(BBox(1, 90, 3, 99),))
    finding = Finding("x", proofs=tuple(Proof(EvidenceRole.CONTRACT, e) for e in (INVOICE, low)))
    found = LocatedFinding("PT101", "due-date-differs", Severity.LOW, None, None, None, finding)
    (spot,) = clause_spots(found)
    assert spot.request is not None
    assert spot.request.boxes == (BBox(1, 2, 3, 4), BBox(1, 90, 3, 99))


def test_each_picture_is_asked_for_once() -> None:
    wanted = needed_crops(sample.without_crops())
    assert len(wanted) == len(set(wanted))
    assert {request.page for request in wanted} == {1, 2}


def test_many_facts_are_counted_and_not_all_shown() -> None:
    rows = tuple(Quote(f"hours: {n}", "t.csv", f"row {n}") for n in range(ROWS_SHOWN + 3))
    (table,), others = fact_tables((*rows, Quote("free words", "t.csv", "row 99")))
    assert len(table.rows) == ROWS_SHOWN
    assert table.more == "and 3 more: row 6 to row 8"
    assert [quote.text for quote in others] == ["free words"]


@pytest.mark.parametrize(
    ("expected", "actual", "shown"),
    [
        ("0", "14740.0", ("0.00", "14,740.00", "+14,740.00")),
        ("4500123", "4500124", ("4500123", "4500124", "")),
        ("2026-04-30", "2026-05-01", ("2026-04-30", "2026-05-01", "1 day later")),
        ("hours", "days", ("hours", "days", "")),
        ("100.00", None, ("100.00", "", "")),
        (None, None, ("", "", "")),
    ],
)
def test_expected_and_actual(
    expected: str | None, actual: str | None, shown: tuple[str, str, str]
) -> None:
    assert compared(expected, actual) == shown


@pytest.mark.parametrize(
    ("message", "title"),
    [
        ("Due early. Ask for another.", "Due early"),
        ("Paid to Acme Ltd. Berlin twice", "Paid to Acme Ltd. Berlin twice"),
        ('"Support. Gold" has no price. Ask.', '"Support. Gold" has no price'),
        ("Schedule No. 7 is missing.", "Schedule No. 7 is missing"),
    ],
)
def test_a_title_is_the_first_sentence(message: str, title: str) -> None:
    assert title_and_advice(message)[0] == title


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-06-30", "today"),
        ("2026-07-01", "1 day left"),
        ("2026-06-28", "closed 2 days ago"),
        (None, ""),
    ],
)
def test_days_to_act(day: str | None, words: str) -> None:
    assert act_words(day, date(2026, 6, 30)) == words


def test_what_to_do_first_begins_with_the_nearest_deadline() -> None:
    data = sample.without_crops()
    page_one = summary(data, FindingViews(data, CropBook({})).groups())
    assert [action.view.code for action in page_one.actions][:4] == [
        "PR101",
        "EX101",
        "PT101",
        "TM102",
    ]
    assert page_one.actions[1].todo.startswith("Check the wording first.")


def test_findings_of_one_kind_are_one_thing_to_do() -> None:
    data = sample.without_crops()
    twice = tuple(
        replace(found, invoice=f"{found.invoice}{n}") for n in "ab" for found in data.audit.findings
    )
    data = replace(data, audit=replace(data.audit, findings=twice))
    page_one = summary(data, FindingViews(data, CropBook({})).groups())
    assert page_one.actions[0].amount == "2,450.00\u202fGBP"
    assert page_one.actions[0].more == "and 1 more of this kind"


def test_a_chart_of_many_contracts_sums_up_the_small_ones() -> None:
    findings = [
        LocatedFinding(
            "PR101",
            "rate-differs",
            Severity.HIGH,
            f"contract-{n}",
            None,
            None,
            Finding("x", Direction.OVERBILLED, amount=Decimal(n), currency="USD"),
        )
        for n in range(1, MAX_GROUPS + 4)
    ]
    (chart,) = charts(findings, {})
    assert chart.rows[-1] == ("3 others", "Overbilled", "6.00")
    assert chart.svg.count("<rect") == MAX_GROUPS + 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + b"0" * 40,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        b"RIFF0000WEBPVP8?" + b"0" * 40,
    ],
)
def test_only_png_and_webp_are_pictures(data: bytes) -> None:
    assert picture(data) is None


def test_an_invoice_without_a_picture_shows_its_own_fields() -> None:
    invoice = Invoice(
        document=InvoiceDocument(file="r.csv"),
        number="7",
        currency="JPY",
        issue_date=date(2026, 1, 1),
        total=Decimal(1000),
    )
    found = LocatedFinding("TX101", "x", Severity.LOW, None, "7", "r.csv", Finding("x"))
    data = replace(sample.without_crops(), invoices=(invoice,))
    shown = FindingViews(data, CropBook({})).view(1, found)
    assert ("Total", "1,000\u202fJPY") in shown.right.fields


TERMS: tuple[tuple[Term, str], ...] = (
    (
        LateCharge(percent=Decimal("1.5"), per="month", grace_days=5),
        "1.5 percent a month, after 5 days of grace",
    ),
    (LateCharge(base="prime", percent=Decimal(2), per="year"), "2 percent over prime a year"),
    (EarlyDiscount(percent=Decimal(2), days=10), "2 percent when paid within 10 days"),
    (
        Rate(
            item="API call",
            amount=Decimal("0.02"),
            currency="USD",
            unit="call",
            min_quantity=Decimal(0),
            max_quantity=Decimal(10000),
            tier_mode=TierMode.GRADUATED,
        ),
        "API call: 0.02\u202fUSD per call, for quantities 0 to 10,000, graduated tiers",
    ),
    (
        Fee(amount=Decimal(500), currency="USD", frequency=Frequency.MONTHLY),
        "fee: 500.00\u202fUSD a month",
    ),
    (PercentageFee(percent=Decimal(8), base="net sales"), "fee: 8 percent of net sales"),
    (Milestone(name="Go-live", percent=Decimal(30)), "Go-live: 30 percent of the price"),
    (
        Escalator(index="CPI", cap_percent=Decimal(3), frequency=Frequency.ANNUAL),
        "by CPI, a year, at most 3 percent",
    ),
    (
        Cap(amount=Decimal(9000), currency="GBP", per="total", excludes=("expenses",)),
        "at most 9,000.00\u202fGBP in total, without expenses",
    ),
    (ExpenseRule(reimbursable=False, categories=("airfare",)), "airfare: not reimbursed"),
    (
        Retainage(percent=Decimal(10), release="acceptance"),
        "10 percent of each payment held back until acceptance",
    ),
    (
        BillingSchedule(frequency=Frequency.MONTHLY, timing="arrears"),
        "invoiced monthly, in arrears",
    ),
    (TaxTreatment(treatment="inclusive"), "in the prices"),
    (Discount(percent=Decimal(5), min_quantity=Decimal(100)), "5 percent from 100 on"),
)


@pytest.mark.parametrize(("term", "words"), TERMS)
def test_terms_in_words(term: Term, words: str) -> None:
    assert term_words(term) == words


def test_every_kind_of_term_has_words() -> None:
    assert set(KIND_WORDS) == set(TERM_KINDS)


def test_every_finding_has_its_place() -> None:
    groups = FindingViews(sample.without_crops(), CropBook({})).groups()
    assert [(group.stem, group.count) for group in groups] == [
        ("northwind-consulting-msa", 6),
        ("cloudkeep-order-form", 2),
        ("", 1),
    ]
