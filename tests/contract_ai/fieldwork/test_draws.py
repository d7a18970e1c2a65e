"""Drawing: the same seed gives the same items, and each has the chance that it should have."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import accumulate

import pytest

from contract_ai.fieldwork.draws import CannotDraw, at_random, by_money


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    amount: Decimal | None


BOOK = [Item(f"invoice {n:03}", Decimal(n * n) / 4) for n in range(1, 101)]
TOTAL = sum((one.amount or Decimal(0) for one in BOOK), Decimal(0))


def test_a_random_sample_can_be_checked_with_sha256sum_alone() -> None:
    drawn = [one.key for one in at_random(BOOK, 10, "2026-06")]
    ranked = sorted((sha256(f"2026-06\n{one.key}".encode()).hexdigest(), one.key) for one in BOOK)
    assert drawn == [key for _, key in ranked[:10]]


def test_the_order_of_the_population_does_not_matter_and_the_seed_does() -> None:
    assert at_random(BOOK, 10, "a") == at_random(reversed(BOOK), 10, "a")
    assert at_random(BOOK, 10, "a") != at_random(BOOK, 10, "b")
    assert by_money(BOOK, 10, "a") == by_money(BOOK[::-1], 10, "a")
    assert by_money(BOOK, 10, "a") != by_money(BOOK, 10, "b")


def test_nothing_is_drawn_twice_at_random() -> None:
    assert len(set(at_random(BOOK, 100, "s"))) == 100
    assert len(at_random(BOOK, 1000, "s")) == 100


def test_every_item_is_drawn_at_random_as_often_as_any_other() -> None:
    times = Counter(one.key for seed in range(2000) for one in at_random(BOOK, 10, str(seed)))
    assert min(times.values()) > 150  # 200 each, deviation 13.4
    assert max(times.values()) < 250


def test_one_unit_of_money_falls_into_every_interval() -> None:
    made = by_money(BOOK, 20, "money")
    assert made.total == TOTAL
    assert made.interval == (TOTAL / 20).quantize(Decimal("0.01"), rounding="ROUND_DOWN")
    first = 1 + int(sha256(b"money\nstart").hexdigest(), 16) % int(made.interval * 10**6)
    points = [Decimal(first).scaleb(-6) + made.interval * number for number in range(25)]
    ends = list(accumulate(one.amount or Decimal(0) for one in BOOK))
    hit = Counter(BOOK[bisect_left(ends, point)].key for point in points if point <= TOTAL)
    assert {item.key: hits for item, hits in made.items} == hit


def test_the_chance_of_an_item_is_in_proportion_to_its_amount() -> None:
    times = Counter(
        item.key
        for seed in range(2000)
        for item, hits in by_money(BOOK, 10, str(seed)).items
        for _ in range(hits)
    )
    for one in BOOK[60::13]:
        expected = 2000 * 10 * float(one.amount or 0) / float(TOTAL)
        assert abs(times[one.key] - expected) < 5 * expected**0.5


def test_an_item_as_large_as_the_interval_is_drawn_surely() -> None:
    book = [*BOOK, Item("zzz", TOTAL)]
    for seed in range(50):
        hits = {item.key: hits for item, hits in by_money(book, 10, str(seed)).items}
        assert hits["zzz"] in (4, 5, 6)


def test_credits_and_sums_of_nothing_are_out_of_reach_and_counted() -> None:
    book = [*BOOK, Item("credit", Decimal(-5)), Item("nil", Decimal(0)), Item("none", None)]
    assert by_money(book, 5, "s").out_of_reach == 3
    assert by_money(book, 5, "s").items == by_money(BOOK, 5, "s").items


@pytest.mark.parametrize("book", [[], [Item("a", None)], [Item("a", Decimal("0.01"))]])
def test_without_money_nothing_is_drawn_by_it(book: list[Item]) -> None:
    with pytest.raises(CannotDraw, match="too little money"):
        by_money(book, 2, "s")
