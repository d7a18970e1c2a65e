"""What is open is what the checks say is open, with the contract's day and clause."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from checks.matching import build_cases
from checks.reminders.items import Items, held, items_of
from checks.run import prepared
from models.facts import Facts, Payment
from models.invoices import Invoice
from tests.checks.builders import book, contract, invoice, term

NET_30 = term(
    "payment_term",
    days=30,
    **{"from": "invoice_date"},
    evidence={"quote": "Net thirty days from the date of the invoice.", "file": "MSA.pdf"},
)


def _paid(number: str, amount: str) -> Payment:
    return Payment.model_validate(
        {
            "invoice_number": number,
            "paid_on": "2026-04-01",
            "amount": amount,
            "currency": "USD",
            "evidence": {"quote": ""},
        }
    )


def _items(*invoices: Invoice, paid: tuple[Payment, ...] = (), us: str | None = None) -> Items:
    held_ = book((contract("MSA", NET_30),), *invoices, facts=Facts(payments=paid))
    return items_of(build_cases(prepared(held_)).invoices, us)


def test_an_open_invoice_with_its_day_by_the_contract_and_the_clause() -> None:
    bill = invoice("A-1", total="1000.00", due_date="2026-03-10", contract_reference="MSA")
    (item,) = _items(bill, paid=(_paid("A 1", "400.00"),)).items
    assert (item.invoice, item.open_amount, item.currency) == ("A-1", Decimal("600.00"), "USD")
    assert item.due_on == date(2026, 3, 31)  # not the day that is printed
    assert item.clause is not None
    assert item.clause.quote.startswith("Net thirty days")
    assert (item.supplier, item.customer, item.contract) == ("Provider Inc.", "Customer LLC", "MSA")


def test_what_is_paid_credited_or_given_back_is_not_open() -> None:
    paid = invoice("A-1", total="1000.00", contract_reference="MSA")
    credited = invoice("A-2", total="500.00", contract_reference="MSA")
    note = invoice("C-1", total="500.00", kind="credit_note", corrects="A-2")
    assert _items(paid, credited, note, paid=(_paid("A-1", "999.99"),)) == Items(())


def test_only_our_own_invoices_count() -> None:
    bill = invoice("A-1", total="1000.00", contract_reference="MSA")
    assert _items(bill, us="Somebody Else SA").items == ()
    assert len(_items(bill, us="PROVIDER Inc").items) == 1


def test_what_nobody_can_be_asked_for_is_named() -> None:
    undated = invoice("X-1", total="10.00", customer={"name": "Nobody We Know"})
    found = _items(undated)
    assert found.items == ()
    assert found.unclear == (("X-1", "neither the contract nor the invoice gives a due date"),)


def test_two_open_documents_with_one_number_are_marked() -> None:
    one = invoice("A-1", total="10.00", contract_reference="MSA", issue_date="2026-01-05")
    other = invoice(
        "A-01",
        total="12.00",
        supplier={"name": "Another House GmbH"},
        customer={"name": "Customer LLC"},
        due_date="2026-03-10",
    )
    assert [item.repeated for item in _items(one, other).items] == [True, True]


def test_people_say_what_is_disputed_and_promised() -> None:
    (item,) = _items(invoice("A-1", total="10.00", contract_reference="MSA")).items
    day = date(2026, 4, 20)
    assert held([item], {"a1"}, {"a1": day}) == (replace(item, disputed=True, promised_on=day),)
    assert held([item], {"a2"}, {}) == (item,)
