"""Parties and items that were read badly, named by facts and invoices; confirmed ones stay."""

from decimal import Decimal

import pytest

from checks.recognition.unread_items import spoken_in
from checks.recognition.unread_items import with_items as named_items
from checks.recognition.unread_parties import FROM_INVOICES
from checks.recognition.unread_parties import with_parties as named_parties
from models.cases import Book
from models.contracts import Contract
from models.facts import Facts
from models.terms import Fee, PercentageFee, Rate
from tests.checks.builders import book, contract, invoice, line, term


def with_items(one: Book) -> tuple[Contract, ...]:
    return named_items(one.contracts, spoken_in(one))


def with_parties(one: Book) -> tuple[Contract, ...]:
    return named_parties(one.contracts, one.invoices)


def _rate(item: str, amount: str, quote: str) -> Rate:
    found = term("rate", item=item, amount=amount, unit="hour", evidence={"quote": quote})
    assert isinstance(found, Rate)
    return found


def _item(one: Contract) -> str | None:
    first = one.terms[0]
    assert isinstance(first, Rate | Fee)
    return first.item


SHEETS = Facts.model_validate(
    {
        "timesheets": [
            {"role": "Data Scientist", "date": "2026-02-01", "hours": "1"},
            {"role": "Test Engineer", "date": "2026-02-01", "hours": "1"},
        ]
    }
)


@pytest.mark.parametrize(
    ("amount", "item"), [("152.50", "Data Scientist"), ("130", "Test Engineer"), ("99", "price")]
)
def test_a_role_of_the_timesheets_names_a_rate(amount: str, item: str) -> None:
    quote = "The price of Data Scientist is 152.50 USD and of Test Engineer 130.00 USD per hour"
    one = contract("SOW", _rate("price", amount, quote))
    assert _item(with_items(book((one,), facts=SHEETS))[0]) == item


@pytest.mark.parametrize(
    ("price", "unit", "item"),
    [("0.50", "GB", "storage"), ("0.60", "GB", "gigabyte"), ("0.50", "hour", "gigabyte")],
)
def test_a_unit_and_its_price_name_a_rate_whose_clause_names_nothing(
    price: str, unit: str, item: str
) -> None:
    quote = "Each further gigabyte costs 0.50 USD."
    rate = term("rate", item="gigabyte", amount="0.5", unit="gigabyte", evidence={"quote": quote})
    text = "Storage overage, May 2026 (356 GB less 100 included)"
    billed = invoice(
        "A", line(description=text, quantity="256", unit=unit, unit_price=Decimal(price))
    )
    assert _item(with_items(book((contract("SOW", rate),), billed))[0]) == item


def test_of_two_names_at_one_price_the_one_within_the_other_is_the_item() -> None:
    quote = "Each further gigabyte costs 0.50 USD."
    rate = term("rate", item="gigabyte", amount="0.5", unit="gigabyte", evidence={"quote": quote})
    lines = [
        line(number=n, description=text, quantity="9", unit="GB", unit_price=Decimal("0.50"))
        for n, text in enumerate(("Evidence storage", "Evidence storage above allowance"))
    ]
    (got,) = with_items(book((contract("SOW", rate),), invoice("A", *lines)))
    assert _item(got) == "evidence storage"


def test_two_items_at_one_price_name_nothing() -> None:
    quote = "Each further gigabyte costs 0.50 USD."
    rate = term("rate", item="gigabyte", amount="0.5", unit="gigabyte", evidence={"quote": quote})
    lines = [
        line(number=n, description=text, quantity="9", unit="GB", unit_price=Decimal("0.50"))
        for n, text in enumerate(("Storage overage", "Traffic overage"))
    ]
    assert _item(with_items(book((contract("SOW", rate),), invoice("A", *lines)))[0]) == "gigabyte"


def test_a_line_of_an_invoice_names_a_fee() -> None:
    quote = "The remuneration consists of a monthly service desk fee in the sum of 2,650.00 GBP."
    fee = term("fee", item="desk fee in the sum", amount="2650", evidence={"quote": quote})
    billed = invoice("A", line(description="Service desk fee (April 2026)", quantity="1"))
    assert _item(with_items(book((contract("SOW", fee),), billed))[0]) == "service desk fee"


def test_lines_counted_in_units_name_no_fee() -> None:
    quote = "Enterprise seat prices come on top of an implementation fee of 5,500.00 USD."
    fee = term("fee", item="5", amount="5500", evidence={"quote": quote})
    billed = invoice("A", line(description="Enterprise seat", quantity="206"))
    assert _item(with_items(book((contract("SOW", fee),), billed))[0]) == "5"


def test_an_item_nearer_to_the_amount_stays() -> None:
    quote = "A service fee of 100.00 USD per month includes storage."
    fee = term("fee", item="service fee", amount="100", evidence={"quote": quote})
    billed = invoice("A", line(description="Storage", quantity="1"))
    assert _item(with_items(book((contract("SOW", fee),), billed))[0]) == "service fee"


def test_an_item_that_is_known_stays() -> None:
    one = contract("SOW", _rate("Data Scientist", "130", "Test Engineer or Data Scientist at 130"))
    assert _item(with_items(book((one,), facts=SHEETS))[0]) == "Data Scientist"


def test_confirmed_items_stay() -> None:
    one = contract("SOW", _rate("price", "130", "Test Engineer at 130")).model_copy(
        update={"confirmed": True}
    )
    other = contract("MSA", _rate("price", "130", "Test Engineer at 130"))
    assert [_item(c) for c in with_items(book((one, other), facts=SHEETS))] == [
        "price",
        "Test Engineer",
    ]
    assert with_items(book((one,), facts=SHEETS)) == (one,)


def _names(one: Contract) -> list[str]:
    return [party.name for party in one.contract.parties]


def test_a_name_inside_what_was_read() -> None:
    text = "5 Harbourside, Bristol BS1 5UH) and Customer Works Limited"
    one = contract("MSA", parties=[{"name": "Provider Inc."}, {"name": text}])
    billed = invoice("A", customer={"name": "Customer Works Ltd"})
    assert _names(with_parties(book((one,), billed))[0]) == ["Provider Inc.", "Customer Works Ltd"]


def test_the_family_gives_parties() -> None:
    master = contract("MSA")
    order = contract("SOW", parties=[], kind="statement_of_work", under="MSA")
    change = contract("AMD", parties=[], kind="amendment", amends="SOW")
    got = with_parties(book((change, order, master)))
    assert [_names(one) for one in got] == [["Provider Inc.", "Customer LLC"]] * 3


def test_the_usual_pair_of_the_invoices_that_name_it() -> None:
    one = contract("MSA", parties=[])
    billed = [invoice(n, contract_reference="MSA") for n in "AB"]
    odd = invoice("C", contract_reference="MSA", customer={"name": "Somebody Else"})
    (got,) = with_parties(book((one,), *billed, odd))
    assert _names(got) == ["Provider Inc.", "Customer LLC"]
    assert FROM_INVOICES in got.notices


def test_invoices_left_over_belong_to_the_only_open_contract() -> None:
    known = contract("OTHER", parties=[{"name": "Alpha Beta AG"}, {"name": "Gamma Delta SA"}])
    one = contract("MSA", parties=[{"name": "Customer LLC"}])
    left = [invoice("A"), invoice("B"), invoice("C", supplier={"name": None})]
    assert _names(with_parties(book((known, one), *left))[1]) == ["Provider Inc.", "Customer LLC"]


def test_two_open_contracts_get_nobody() -> None:
    open_ones = contract("MSA", parties=[]), contract("FSA", parties=[])
    got = with_parties(book(open_ones, invoice("A"), invoice("B")))
    assert [_names(one) for one in got] == [[], []]


def test_two_pairs_as_usual_as_each_other_give_nobody() -> None:
    other = {"name": "Somebody Else"}
    pairs = [invoice("A"), invoice("B"), *(invoice(n, customer=other) for n in "CD")]
    assert _names(with_parties(book((contract("MSA", parties=[]),), *pairs))[0]) == []


def test_confirmed_parties_stay() -> None:
    one = contract("MSA", parties=[]).model_copy(update={"confirmed": True})
    assert with_parties(book((one,), invoice("A"), invoice("B"))) == (one,)


@pytest.mark.parametrize(
    ("item", "quote", "text", "name"),
    [
        (
            "pharmacy receives a dispensing fee",
            "The hospital pharmacy receives a dispensing fee of 350.00 USD a month",
            "Pharmacy dispensing fee",
            "pharmacy dispensing fee",
        ),
        (
            "owes a cabinet fee",
            "The Licensee owes a cabinet fee of 350.00 USD per quarter",
            "Cabinet fee, six cabinets in hall 2",
            "cabinet fee",
        ),
        (
            "owes the Main Building Fee",
            "the Client owes the Main Building Fee, namely 350.00 USD per month",
            "Unterhaltsreinigung (Main Building Fee), 16 von 30 Tagen",
            "main building fee",
        ),
        (
            "fee",
            "The fee for the seventh cabinet is 350.00 USD per quarter",
            "Seventh cabinet fee (Order 2)",
            "seventh cabinet fee",
        ),
        ("fee", "The fee for the annex is 350.00 USD", "Window cleaning fee", "fee"),
    ],
)
def test_a_fee_read_with_more_or_less_than_its_name(
    item: str, quote: str, text: str, name: str
) -> None:
    fee = term("fee", item=item, amount="350", evidence={"quote": quote})
    billed = invoice("A", line(description=text, quantity="1"))
    assert _item(with_items(book((contract("SOW", fee),), billed))[0]) == name


@pytest.mark.parametrize(
    ("bases", "items"),
    [
        (
            ["wholesale sales", "direct sales"],
            ["royalty on wholesale sales", "royalty on direct sales"],
        ),
        (["net sales", "Net Sales"], ["royalty", "royalty"]),
        (["net sales", None], ["royalty", "royalty"]),
    ],
)
def test_shares_of_two_bases_are_two_items(bases: list[str | None], items: list[str]) -> None:
    terms = [
        term("percentage_fee", item="royalty", percent=str(8 + place), base=base)
        for place, base in enumerate(bases)
    ]
    (got,) = with_items(book((contract("SOW", *terms),)))
    assert [one.item for one in got.terms if isinstance(one, PercentageFee)] == items


def test_brackets_of_one_share_stay_one_item() -> None:
    terms = [
        term("percentage_fee", item="royalty", percent="8", base="sales", max_amount="1000"),
        term("percentage_fee", item="royalty", percent="5", base="more sales", min_amount="1000"),
    ]
    (got,) = with_items(book((contract("SOW", *terms),)))
    assert {one.item for one in got.terms if isinstance(one, PercentageFee)} == {"royalty"}


@pytest.mark.parametrize("text", ["Platform fee PLT-STD", "Platform fee 10.4A", "Platform fee PLT"])
def test_a_code_after_an_item_is_no_part_of_its_name(text: str) -> None:
    quote = "Subscriber pays a platform fee of 7,500.00 USD per quarter."
    fee = term(
        "fee", item="Subscriber pays a platform fee", amount="7500", evidence={"quote": quote}
    )
    billed = invoice("A", line(description=text, quantity="1"))
    assert _item(with_items(book((contract("SOW", fee),), billed))[0]) == "platform fee"
