"""The documents of a night: as many as were asked for, no month twice, few errors, in time's order."""

from collections import Counter

import pytest

from benchmarks.night_papers import Trade


@pytest.mark.parametrize(("contracts", "invoices"), [(1, 1), (2, 30), (40, 400), (50, 2020)])
def test_a_trade_has_as_many_invoices_as_were_asked_for(contracts: int, invoices: int) -> None:
    bills = Trade(contracts, invoices).bills
    assert len(bills) == invoices
    assert len({bill.number for bill in bills}) == invoices


def test_no_month_is_billed_twice_and_none_is_left_out() -> None:
    months: dict[str, list[str]] = {}
    for bill in Trade(40, 800).bills:
        if (start := bill.lines[0].start) is not None:
            months.setdefault(bill.contract, []).append(f"{start:%Y-%m}")
    for billed in months.values():
        year, month = map(int, billed[0].split("-"))
        count = 2026 * 12 + 6 - (year * 12 + month) + 1
        assert len(billed) == len(set(billed)) == count
        assert billed == sorted(billed)
    assert len({tuple(billed) for billed in months.values()}) > len(months) // 4


def test_few_invoices_say_something_wrong() -> None:
    wrong = [
        bill
        for bill in Trade(50, 2000).bills
        if bill.printed_total is not None or (not bill.terms and bill.form in {"docx", "ubl"})
    ]
    assert 5 < len(wrong) < 30


def test_the_last_invoices_come_to_many_customers() -> None:
    last = Trade(50, 2020).bills[-20:]
    assert max(Counter(bill.contract for bill in last).values()) == 1


def test_contracts_go_on_after_those_that_are_billed() -> None:
    trade = Trade(8, 20)
    names = [name for name, _ in trade.contracts(0, 12)]
    assert len(names) == len(set(names)) == 12
    assert names[8:] == [name for name, _ in trade.contracts(8, 12)]
    there = {
        (*name.split(".")[0].split("-")[:3], name.split(".")[0].split("-")[-1])
        for name in names[:8]
    }
    assert {tuple(bill.contract.split("-")) for bill in trade.bills} <= there
