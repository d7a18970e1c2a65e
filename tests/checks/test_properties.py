"""What holds for every contract: splits add up, clean invoices pass, one wrong number is one finding."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checks.charges.interest import interest_on
from checks.charges.proration import parts_of
from checks.charges.tiers import tier_charges
from checks.run import audit
from models.findings import LocatedFinding, Result
from models.terms import LateCharge, Rate, TierMode
from tests.checks.clean import Deal, Paper, book_of, cents

MONEY = st.integers(100, 999_999).map(lambda n: Decimal(n) / 100)
DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))
DEALS = st.builds(
    Deal,
    fee=st.integers(50_000, 900_000).map(lambda n: Decimal(n) / 100),
    rate=st.integers(4_000, 40_000).map(lambda n: Decimal(n) / 100),
    hours=st.integers(4, 800).map(lambda n: Decimal(n) / 4),
    price=st.integers(1, 400).map(lambda n: Decimal(n) / 100),
    used=st.integers(0, 5000),
    included=st.sampled_from([0, 100, 500]),
    cost=st.integers(1_000, 39_000).map(lambda n: Decimal(n) / 100),
    markup=st.sampled_from([Decimal(0), Decimal(5), Decimal(10)]),
    miles=st.integers(10, 900),
    milestone=st.integers(100_000, 9_000_000).map(lambda n: Decimal(n) / 100),
    tax=st.sampled_from([Decimal(0), Decimal(20), Decimal("8.875")]),
)
SOME = settings(max_examples=8)


@settings(max_examples=30)
@given(MONEY, DAYS, st.integers(1, 400), st.data())
def test_splitting_a_period_never_changes_the_sum(
    amount: Decimal, start: date, length: int, data: st.DataObject
) -> None:
    end = start + timedelta(days=length)
    cuts = sorted(data.draw(st.sets(st.integers(0, length - 1), max_size=4)))
    firsts = [start, *(start + timedelta(days=cut + 1) for cut in cuts)]
    lasts = [*(start + timedelta(days=cut) for cut in cuts), end]
    months = data.draw(st.sampled_from([1, 3, 12]))
    whole = _actual(amount, start, end, months)
    pieces = sum(
        (_actual(amount, a, b, months) for a, b in zip(firsts, lasts, strict=True)), Decimal(0)
    )
    assert abs(whole - pieces) < Decimal("1e-15")


def _actual(amount: Decimal, start: date, end: date, months: int) -> Decimal:
    """Price days by the calendar periods that hold them, day by day."""
    total, day = Decimal(0), start
    while day <= end:
        total += parts_of(amount, day, day, months, "actual_days")[0].amount
        day += timedelta(days=1)
    found = parts_of(amount, start, end, months, "actual_days")[0].amount
    if start.day == 1 and (start.month - 1) % months == 0:  # whole periods of the calendar
        assert abs(found - total) < Decimal("1e-15")
    return total


@given(MONEY, DAYS, st.integers(1, 200), st.integers(1, 200))
def test_interest_of_two_stretches_is_interest_of_both(
    amount: Decimal, first: date, days: int, more: int
) -> None:
    term = LateCharge(percent=Decimal(12), per="year", day_basis="365")
    then = first + timedelta(days=days)
    one = interest_on(term, amount, first, days, "USD")[0].amount
    other = interest_on(term, amount, then, more, "USD")[0].amount
    both = interest_on(term, amount, first, days + more, "USD")[0].amount
    assert abs(one + other - both) <= Decimal("0.01")


@given(st.integers(0, 30_000), st.integers(1, 9_999))
def test_a_tier_cut_in_two_at_one_price_changes_nothing(quantity: int, cut: int) -> None:
    price = Decimal("0.5")
    whole = (Rate(amount=price, min_quantity=Decimal(1)),)
    two = (
        Rate(amount=price, min_quantity=Decimal(1), max_quantity=Decimal(cut)),
        Rate(amount=price, min_quantity=Decimal(cut + 1)),
    )
    for mode in (TierMode.GRADUATED, TierMode.VOLUME):
        one = tier_charges(whole, Decimal(quantity), mode, "USD")[0].amount
        assert tier_charges(two, Decimal(quantity), mode, "USD")[0].amount == one


@SOME
@given(DEALS)
def test_a_clean_invoice_passes_every_check(deal: Deal) -> None:
    got = audit(book_of(deal, deal.paper))
    assert got.crashes == ()
    assert [f"{f.code}: {f.finding.message}" for f in got.findings] == []
    assert {t.result for t in got.tests} <= {
        Result.PASS,
        Result.NOT_APPLICABLE,
        Result.CANNOT_TELL,
    }


def only(deal: Deal, paper: Paper) -> LocatedFinding:
    """Return the one finding on an invoice."""
    got = audit(book_of(deal, paper))
    assert got.crashes == ()
    assert len(got.findings) == 1, [f"{f.code}: {f.finding.message}" for f in got.findings]
    return got.findings[0]


def place_of(paper: Paper, word: str) -> int:
    """Return the place of the line that names a word."""
    return next(n for n, row in enumerate(paper.rows) if word in row.text)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Service desk", "PR103"),
        ("Data Scientist", "PR101"),
        ("Storage", "PR101"),
        ("Go-Live", "MS101"),
        ("hotel", "EX104"),
        ("Mileage", "EX102"),
    ],
)
@SOME
@given(DEALS, st.integers(5, 500))
def test_one_price_that_is_too_high(word: str, code: str, deal: Deal, more: int) -> None:
    assume(deal.used > deal.included)
    paper = deal.paper
    place = place_of(paper, word)
    row = paper.rows[place]
    wrong = paper.changed(place, price=row.price + Decimal(more) / 100)
    assume(wrong.rows[place].total > row.total + Decimal("0.02"))
    found = only(deal, wrong)
    assert found.code == code
    assert found.finding.line == place + 1
    assert found.finding.amount is not None
    assert abs(found.finding.amount - (wrong.rows[place].total - row.total)) <= Decimal("0.01")


@pytest.mark.parametrize(("word", "code"), [("Data Scientist", "QT102"), ("Storage", "QT101")])
@SOME
@given(DEALS, st.integers(1, 90))
def test_one_quantity_that_is_too_high(word: str, code: str, deal: Deal, more: int) -> None:
    assume(deal.used > deal.included and more != deal.included)
    place = place_of(deal.paper, word)
    row = deal.paper.rows[place]
    wrong = deal.paper.changed(place, quantity=row.quantity + more)
    assume(wrong.rows[place].total > row.total + Decimal("0.02"))
    found = only(deal, wrong)
    assert (found.code, found.finding.line) == (code, place + 1)
    assert found.finding.amount == wrong.rows[place].total - row.total


@SOME
@given(DEALS, st.integers(2, 9_999))
def test_one_line_amount_that_is_wrong(deal: Deal, more: int) -> None:
    paper = deal.paper
    amount = paper.rows[1].total + Decimal(more) / 100
    found = only(deal, paper.changed(1, amount=amount))
    assert (found.code, found.finding.line) == ("AR101", 2)
    assert found.finding.actual == str(amount)


@pytest.mark.parametrize(
    ("name", "code"), [("net_amount", "AR102"), ("total", "AR103"), ("tax_amount", "TX102")]
)
@SOME
@given(DEALS, st.integers(20, 9_999))
def test_one_sum_that_is_wrong(name: str, code: str, deal: Deal, more: int) -> None:
    assume(deal.tax > 0)
    paper, apart = deal.paper, Decimal(more) / 100
    whole = {"net_amount": paper.net, "tax_amount": paper.tax, "total": paper.net + paper.tax}
    sums = {name: whole[name] + apart}
    if name != "total":  # the total follows, as a program that prints the wrong figure adds it
        sums["total"] = whole["total"] + apart
    found = only(deal, replace(paper, sums=sums))
    assert found.code == code
    assert found.finding.amount == apart
    assert found.finding.actual == str(sums[name])


@SOME
@given(DEALS, st.integers(1, 29))
def test_one_due_date_that_is_early(deal: Deal, days: int) -> None:
    found = only(deal, replace(deal.paper, days=days))
    assert found.code == "PT101"
    assert found.finding.actual == (deal.paper.issued + timedelta(days=days)).isoformat()


@SOME
@given(DEALS)
def test_one_line_that_nobody_agreed_to(deal: Deal) -> None:
    extra = replace(deal.paper.rows[0], text="Priority surcharge", price=Decimal("77.10"))
    found = only(deal, replace(deal.paper, rows=(*deal.paper.rows, extra)))
    assert (found.code, found.finding.amount) == ("PR102", Decimal("77.10"))


@SOME
@given(DEALS)
def test_the_same_invoice_under_another_number(deal: Deal) -> None:
    later = replace(deal.paper, number="INV-2", issued=deal.paper.issued + timedelta(days=5))
    got = audit(book_of(deal, deal.paper, later))
    assert [(f.code, f.invoice) for f in got.findings] == [("DU102", "INV-2")]
    assert got.findings[0].finding.amount == cents(later.net) + later.tax
