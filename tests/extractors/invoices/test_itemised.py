"""Bills without a table: groups and what is indented under them, quantities, wrapped words."""

from collections.abc import Sequence

import pytest

from extractors.invoices.read import read_invoices
from models.invoices import Invoice
from tests.extractors.invoices.printing import Printer

Item = tuple[float, str, str, str]  # left edge, words, what it is made of, amount

GROUPED: list[Item] = [
    (44, "Compute", "", "USD 316.00"),
    (52, "EU (Ireland)", "", "USD 316.00"),
    (64, "$0.10 per instance hour of the size", "1,000 Hrs", "USD 100.00"),
    (64, "Block volume", "2,160 GB at 0.10", "USD 216.00"),
    (44, "Storage", "", "USD 4.00"),
    (64, "Archive", "", "USD 4.00"),
]


def _bill(items: Sequence[Item], total: str, below: Sequence[str] = ()) -> Invoice:
    page = Printer()
    page.block(50, 50, ["Skyline Compute, Inc.", "1 Data Drive", "Reno, NV 89501"])
    page.pairs(380, 470, 50, [("Invoice no.", "SC-88"), ("Invoice date", "April 2, 2026")])
    page.block(50, 110, ["Bill to", "Orchard Foods LLC", "3 Mill Lane", "Reno, NV 89502"])
    y = 220.0
    for x, words, made, amount in items:
        page.text(x, y, words)
        page.right(450, y, made)
        page.right(545, y, amount)
        if words.endswith("size"):
            for more in below:
                y += 11
                page.text(x, y, more)
        y += 20
    page.sums(y, [("Total for this invoice", total)])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


def test_the_innermost_of_nested_groups_are_the_lines() -> None:
    lines = _bill(GROUPED, "USD 320.00").lines
    assert [(str(one.quantity), str(one.unit_price), str(one.amount)) for one in lines] == [
        ("1000", "0.10", "100.00"),
        ("2160", "0.10", "216.00"),
        ("None", "None", "4.00"),
    ]


@pytest.mark.parametrize(
    "words", ["$0.10 per instance hour", "€ 0,10 pro Stunde", "0.10/Hour, small", "$0.10 each"]
)
def test_the_price_may_begin_the_words(words: str) -> None:
    (line, _) = _bill(
        [(50, words, "1,000 Hrs", "100.00"), (50, "Stock", "", "4.00")], "104.00"
    ).lines
    assert (str(line.quantity), line.unit, str(line.unit_price)) == ("1000", "hour", "0.10")


def test_a_price_that_does_not_make_the_amount_is_none() -> None:
    words = "$0.10 per instance hour"
    (line, _) = _bill([(50, words, "1,000 Hrs", "90.00"), (50, "Stock", "", "4.00")], "94.00").lines
    assert (line.quantity, line.unit_price) == (None, None)
    assert str(line.amount) == "90.00"


@pytest.mark.parametrize("more", ["beyond the free tier", "(or partial hour)", "2 cores each"])
def test_words_that_go_on_below(more: str) -> None:
    lines = _bill(GROUPED, "USD 320.00", [more]).lines
    assert lines[0].description == f"$0.10 per instance hour of the size {more}"


def test_a_heading_below_an_item_is_none_of_it() -> None:
    lines = _bill(GROUPED, "USD 320.00", ["Block storage"]).lines
    assert lines[0].description == "$0.10 per instance hour of the size"


@pytest.mark.parametrize("name", ["Enterprise discount (5%)", "Promotional credit", "Rebate"])
def test_a_discount_may_be_an_item(name: str) -> None:
    lines = _bill([*GROUPED, (64, name, "", "USD -20.00")], "USD 300.00").lines
    assert (lines[-1].description, str(lines[-1].amount)) == (name, "-20.00")
