"""The bills of made companies, month by month: no two charges share a key, no run invents a change.

The companies are made cases without discrepancies (../shared/eval/findings), with their true terms,
facts and invoices.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.billing_cases import book_of
from checks.billing.due import Bill
from checks.billing.keeping import Billed, plan
from checks.billing.keys import keyed
from checks.billing.period import bill
from models.cases import Book

FINDINGS = Path(__file__).parent.parent.parent / "shared" / "eval" / "findings"
_DAY = timedelta(days=1)


def _clean() -> list[Path]:
    expected = sorted(FINDINGS.glob("*/expected.json"))
    return [one.parent for one in expected if not json.loads(one.read_text())["findings"]]


pytestmark = pytest.mark.skipif(
    not FINDINGS.is_dir(), reason="the made cases (../shared/eval/findings) are missing"
)


def _bills(book: Book) -> Iterator[Bill]:
    start = min(one.issue_date for one in book.invoices if one.issue_date).replace(day=1)
    while start <= book.as_of:
        following = (start + 31 * _DAY).replace(day=1)
        yield bill(book, start, following - _DAY)
        start = following


def _billed(one: Bill, number: str) -> dict[str, Billed]:
    return {
        key: Billed(
            charge.contract,
            charge.currency,
            charge.identity.kind,
            number,
            one.first,
            one.last,
            charge.line,
            charge.amount,
        )
        for key, charge in keyed(one)
    }


@pytest.mark.parametrize("case", _clean(), ids=lambda case: case.name)
def test_each_charge_has_a_key_of_its_own_and_the_same_in_every_run(case: Path) -> None:
    book = book_of(case)
    bills = list(_bills(book))
    found = [key for one in bills for key, _ in keyed(one)]
    assert len(found) > len(bills) / 2
    assert len(set(found)) == len(found)
    assert [key for one in _bills(book) for key, _ in keyed(one)] == found


@pytest.mark.parametrize("case", _clean(), ids=lambda case: case.name)
def test_invoices_that_come_in_month_by_month_adjust_no_approved_draft(case: Path) -> None:
    book = book_of(case)
    months = [(one.first, one.last) for one in _bills(book)]
    billed: dict[str, Billed] = {}
    for month, days in enumerate(months):
        known = tuple(
            one for one in book.invoices if not one.issue_date or one.issue_date <= days[1]
        )
        present, *earlier = (
            bill(replace(book, invoices=known), *one) for one in (days, *months[:month])
        )
        planned = plan(present, earlier, billed, frozenset())
        due = {key: charge.amount for key, charge in keyed(present) if not charge.billed}
        assert {line.key: line.line.amount for line in planned.lines} == due
        assert planned.untold == present.untold
        billed |= _billed(present, f"2026-{month:04}")
