"""What the runner adds to a finding: fingerprint, last day to act, severity, tolerance; order."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from checks.catalogue import all_checks
from checks.run import audit
from models.cases import Book, CheckSettings
from models.findings import Check, Finding, Outcomes, Result, Scope, Severity, Tolerance
from tests.checks.builders import book, contract, invoice, line, term
from tests.checks.clean import DEAL, book_of

WRONG = invoice(
    "A",
    line(description="Data Scientist", quantity="10", unit="hour", unit_price="110", amount="1100"),
    contract_reference="MSA",
    due_date="2026-03-10",
    received_date="2026-03-04",
)


def agreement(item: str = "Data Scientist", quote: str = "100.00 an hour") -> Book:
    """Return a book with a wrong rate and a wrong due date."""
    one = contract(
        "MSA",
        term("rate", item=item, amount="100", unit="hour", evidence={"quote": quote}, review=False),
        term("payment_term", days=30, review=False),
        term("dispute", days=25, evidence={"quote": "within 25 days of the invoice date"}),
        term("cap", amount="1000", currency="USD", per="total", scope="fees", review=False),
        currency="USD",
        signed=True,
    )
    return book((one,), WRONG)


def prints(one: Book) -> dict[str, str]:
    """Return the fingerprints of all findings by code."""
    return {found.code: found.fingerprint for found in audit(one).findings}


def test_fingerprints_are_the_same_in_every_run() -> None:
    assert prints(agreement()) == prints(agreement())
    assert set(prints(agreement())) == {"CP101", "PR101", "PT101"}


def test_fingerprints_outlive_another_reading_of_the_contract() -> None:
    assert prints(agreement()) == prints(agreement("the data scientists", "USD 100 per hour"))


def test_fingerprints_do_not_hang_on_the_order_of_files() -> None:
    papers = [replace(DEAL.paper, number=f"INV-{n}") for n in (1, 2, 3)]
    one, other = audit(book_of(DEAL, *papers)), audit(book_of(DEAL, *reversed(papers)))
    assert one == other
    assert len({found.fingerprint for found in one.findings}) == len(one.findings)


def test_findings_that_would_share_a_fingerprint_are_numbered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def twice(_case: object) -> Outcomes:
        yield Finding("one", amount=Decimal(1))
        yield Finding("two", amount=Decimal(2))

    check = Check("ZZ101", "twice", Severity.LOW, twice, Scope.BOOK)
    monkeypatch.setattr("checks.run.all_checks", lambda: {"ZZ101": check})
    assert [found.finding.key for found in audit(agreement()).findings] == ["", "#2"]


def test_a_bug_in_one_check_is_named_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_case: object) -> Outcomes:
        raise ZeroDivisionError
        yield  # a generator

    scopes = {"ZZ101": Scope.INVOICE, "ZZ102": Scope.CONTRACT, "ZZ103": Scope.BOOK}
    made = {c: Check(c, "broken", Severity.LOW, broken, scope) for c, scope in scopes.items()}
    monkeypatch.setattr("checks.run.all_checks", lambda: {**all_checks(), **made})
    got = audit(agreement())
    assert [crash.split(":")[0] for crash in got.crashes] == [
        "ZZ101 on A",
        "ZZ102 on MSA",
        "ZZ103 on all documents",
    ]
    assert any(found.code == "PR101" for found in got.findings)


@pytest.mark.parametrize(
    ("quote", "received", "expected"),
    [
        ("within 25 days of the invoice date", date(2026, 3, 4), "2026-03-26"),
        ("within 25 days after receipt of the invoice", date(2026, 3, 4), "2026-03-29"),
        ("within 25 days after receipt of the invoice", None, "2026-03-26"),
    ],
)
def test_the_last_day_to_act(quote: str, received: date | None, expected: str) -> None:
    one = contract(
        "MSA",
        term("payment_term", days=30, review=False),
        term("dispute", days=25, evidence={"quote": quote}),
    )
    printed = WRONG.model_copy(update={"received_date": received})
    found = next(f for f in audit(book((one,), printed)).findings if f.code == "PT101")
    assert found.act_before == expected


def test_an_amended_window_counts_from_its_day() -> None:
    one = contract("MSA", term("payment_term", days=30, review=False), term("dispute", days=25))
    new = contract("AMD", term("dispute", days=60), kind="amendment", amends="MSA")
    found = next(f for f in audit(book((one, new), WRONG)).findings if f.code == "PT101")
    assert found.act_before == "2026-04-30"


def test_without_a_window_there_is_no_last_day() -> None:
    one = contract("MSA", term("payment_term", days=30, review=False))
    found = next(f for f in audit(book((one,), WRONG)).findings if f.code == "PT101")
    assert found.act_before is None


def chosen(**values: object) -> Book:
    """Return the book with settings."""
    return replace(agreement(), settings=replace(CheckSettings(), **values))  # type: ignore[arg-type] # names of settings


def test_a_severity_of_the_company() -> None:
    got = audit(chosen(severities={"PT101": Severity.INFO}))
    assert {f.code: f.severity for f in got.findings}["PT101"] is Severity.INFO


@pytest.mark.parametrize(
    ("tolerance", "stays"),
    [
        (Tolerance(Decimal(100)), False),
        (Tolerance(Decimal("99.99")), True),
        (Tolerance(percent=Decimal(10)), False),
        (Tolerance(percent=Decimal(9)), True),
        (Tolerance(Decimal(100), Decimal(9)), True),
        (Tolerance(Decimal(100), Decimal(10)), False),
        (Tolerance(), True),
    ],
)
def test_a_tolerance_holds_with_all_its_limits(tolerance: Tolerance, *, stays: bool) -> None:
    got = audit(chosen(tolerances={"PR101": tolerance, "PT101": tolerance, "RC104": tolerance}))
    codes = [f.code for f in got.findings]
    assert ("PR101" in codes) is stays
    assert "PT101" in codes  # no amount, no tolerance
    test = next(t for t in got.tests if t.code == "PR101")
    assert (test.result is Result.FINDING) is stays
    assert stays or "tolerance" in test.reason
