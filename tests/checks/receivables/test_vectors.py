"""DSO, countback, ageing, days beyond terms, forecast, late charges: worked figures."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from checks.charges.interest import interest_on
from checks.receivables.ageing import BUCKETS, ageing, bucket_of, totals
from checks.receivables.dso import (
    days_beyond_terms,
    dso_by_balance,
    dso_by_countback,
    months_back,
    sales_of,
)
from checks.receivables.forecast import cash_forecast, usual_delays
from checks.receivables.items import Receivable
from models.evidence import Evidence
from models.facts import Payment
from models.terms import LateCharge

D = Decimal
VECTORS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "vectors.yaml").read_text("utf-8")
)
AS_OF = date(2026, 3, 31)


def item(
    number: str, amount: str, due_on: date | None, paid: tuple[str, date] | None = None
) -> Receivable:
    """Return an invoice of Larkspur issued 30 days before it is due."""
    payments = (Payment(invoice_number=number, paid_on=paid[1], amount=D(paid[0])),) if paid else ()
    return Receivable(
        number=number,
        customer="Larkspur",
        currency="EUR",
        contract=None,
        issued_on=date.fromordinal(due_on.toordinal() - 30) if due_on else None,
        due_on=due_on,
        printed_due_on=None,
        due_words="",
        clause=None,
        total=D(amount),
        due=D(amount),
        paid=sum((p.amount for p in payments), D(0)),
        payments=payments,
    )


@pytest.mark.parametrize("case", VECTORS["dso_by_balance"], ids=lambda c: str(c["source"]))
def test_dso_by_balance(case: dict[str, Any]) -> None:
    found = dso_by_balance(D(case["open"]), D(case["sales"]), case["days"])
    assert found.days == D(case["is"])
    assert case["open"] in found.working


@pytest.mark.parametrize("case", VECTORS["dso_by_countback"], ids=lambda c: str(c["source"]))
def test_dso_by_countback(case: dict[str, Any]) -> None:
    months = [(name, D(sales), days) for name, sales, days in case["months"]]
    assert dso_by_countback(D(case["open"]), months).days == D(case["is"])


@pytest.mark.parametrize("case", VECTORS["late_charge"], ids=lambda c: str(c["source"]))
def test_late_charge(case: dict[str, Any]) -> None:
    term = LateCharge(
        percent=D(case["percent"]),
        per=case["per"],
        day_basis=case.get("day_basis"),
        evidence=Evidence(quote=case.get("quote", "")),
        confidence=1,
        review=False,
    )
    readings = interest_on(term, D(case["amount"]), date(2026, 1, 1), case["days"], "USD")
    fitting = [r for r in readings if case.get("reading", "") in r.name]
    assert fitting[0].amount == D(case["is"])


def test_countback_that_sales_do_not_cover_is_not_told() -> None:
    assert dso_by_countback(D(10), [("March", D(5), 31)]).days is None
    assert dso_by_balance(D(10), D(0)).days is None


@pytest.mark.parametrize(
    ("late", "bucket"),
    [
        (-1, "not due"),
        (0, "not due"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "91+"),
        (400, "91+"),
    ],
)
def test_the_edges_of_the_buckets(late: int, bucket: str) -> None:
    due_on = date.fromordinal(AS_OF.toordinal() - late)
    assert BUCKETS[bucket_of(due_on, AS_OF)] == bucket


def test_ageing_adds_up() -> None:
    """Every open amount is in one bucket; what was paid too much is taken off."""
    items = [
        item("A", "100", date(2026, 4, 30)),
        item("B", "50", date(2026, 3, 1)),
        item("C", "70", None),
        item("D", "10", date(2026, 3, 1), ("30", AS_OF)),
        item("E", "10", date(2026, 3, 1), ("10", AS_OF)),
    ]
    (row,) = ageing(items, AS_OF)
    assert row.amounts == (D(100), D(30), D(0), D(0), D(0), D(70))
    assert row.total == sum(one.open for one in items)
    assert totals([row])[0].total == row.total


def test_days_beyond_terms_weigh_by_amount() -> None:
    """100 paid 10 days late and 300 open for 30 days: (1000 + 9000) / 400 = 25 days."""
    items = [
        item("A", "100", date(2026, 3, 1), ("100", date(2026, 3, 11))),
        item("B", "300", date(2026, 3, 1)),
        item("C", "600", date(2026, 6, 1), ("600", AS_OF)),
    ]
    assert days_beyond_terms(items[:2], AS_OF).days == D("25.0")
    assert days_beyond_terms(items, AS_OF).days == D("10.0")


def test_sales_by_month_and_of_days() -> None:
    items = [item("A", "100", date(2026, 4, 30)), item("B", "50", date(2026, 3, 1))]
    assert months_back(items, AS_OF, 3) == (
        ("2026-03", D(100), 31),
        ("2026-02", D(0), 28),
        ("2026-01", D(50), 31),
    )
    assert sales_of(items, AS_OF, 31) == D(100)
    assert sales_of(items, AS_OF) == D(150)


def test_forecast() -> None:
    """A promise counts first, then the usual delay; what is past is expected today."""
    items = [
        item("A", "10", date(2026, 1, 10), ("10", date(2026, 1, 15))),
        item("B", "10", date(2026, 2, 10), ("10", date(2026, 2, 19))),
        item("C", "10", date(2026, 2, 10), ("10", date(2026, 2, 28))),
        item("D", "40", date(2026, 4, 10)),
        item("E", "50", date(2026, 4, 10)),
        item("F", "60", date(2026, 3, 1)),
    ]
    assert usual_delays(items) == {"Larkspur": 9}
    found = cash_forecast(items, {"E": date(2026, 5, 2)}, AS_OF)
    assert [(one.number, one.on) for one in found] == [
        ("F", AS_OF),
        ("D", date(2026, 4, 19)),
        ("E", date(2026, 5, 2)),
    ]
    assert "promised" in found[2].why
