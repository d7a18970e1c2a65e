"""Made invoices of several looks (drawn pages, Word) are read as what was printed on them."""

import pytest

from benchmarks.invoices.habits import Habits
from benchmarks.invoices.make import invoices, looks
from benchmarks.invoices.story import Plan, bill
from extractors.invoices.read import read_invoices
from models.forms import invoice_form

LOOKS = ("drawn_slip", "drawn_pages", "freight", "letter", "memo", "plain_word", "agency_word")
KEYS = ("number", "issue_date", "due_date", "currency", "net_amount", "tax_amount", "total")


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize("seed", [3, 4])
def test_a_look_is_read(name: str, seed: int) -> None:
    (made,) = invoices(name, looks()[name], 1, seed)
    (read,) = read_invoices(made.data, made.stem + made.ending)
    form = invoice_form(read)
    known = {key: made.truth[key] for key in KEYS if key in made.truth}
    assert {key: form.get(key) for key in known} == known
    assert read.supplier.name == made.truth["supplier"]["name"]
    assert read.customer.name == made.truth["customer"]["name"]
    assert [str(line.amount) for line in read.lines] == [
        line["amount"] for line in made.truth["lines"]
    ]


def test_the_same_seed_makes_the_same_bill() -> None:
    plan = Plan(("GB", "US"), "INV-{n:04}", ("discount", "rates", "long"))
    assert bill(plan, "7") == bill(plan, "7")
    made = bill(plan, "7")
    assert made.total == made.net + sum(tax.amount for tax in made.taxes)


def test_habits_write_figures_as_houses_do() -> None:
    made = bill(Plan(("US",), "{n}"), "1")
    amount = made.total.__class__("-1234567.50")
    assert Habits("eu", "{figure} {sign}", "-{}").amount(amount, "EUR") == "-1.234.567,50 €"
    assert Habits("swiss", "{code} {figure}", "({})").amount(amount, "CHF") == "(CHF 1'234'567.50)"
    assert Habits("us", "{sign}{figure}", "{}-").amount(amount, "USD") == "$1,234,567.50-"
