"""What the draft of a period holds: nothing twice, differences to approved drafts, nothing guessed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from checks.billing.drafts import Head, draft
from checks.billing.due import Bill
from checks.billing.keeping import Billed, DraftLine, Planned, by_draft, plan
from checks.billing.keys import keyed
from checks.billing.period import bill
from models.invoices import InvoiceKind
from tests.checks.test_cases import Case, book_of

FEBRUARY = date(2026, 2, 1), date(2026, 2, 28)
MARCH = date(2026, 3, 1), date(2026, 3, 31)
TERMS = [{"kind": "rate", "item": "API calls", "amount": "0.02", "unit": "call"}]


def made(month: tuple[date, date], *rows: tuple[str, str, int], terms: Any = None) -> Bill:  # noqa: ANN401 (a case's terms)
    """The bill of a month: meter, quantity, month of each row of usage."""
    usage = [
        {
            "meter": meter,
            "quantity": quantity,
            "period_start": f"2026-{number:02}-01",
            "period_end": f"2026-{number:02}-28",
        }
        for meter, quantity, number in rows
    ]
    case = Case.model_validate({"terms": terms or TERMS, "facts": {"usage": usage}})
    return bill(book_of(case), *month)


def approved(one: Bill, number: str = "2026-0001") -> dict[str, Billed]:
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


def amounts(planned: Planned | Sequence[DraftLine]) -> list[str]:
    lines = planned.lines if isinstance(planned, Planned) else planned
    return [f"{line.line.description}: {line.line.amount}" for line in lines]


def test_what_is_approved_or_waits_elsewhere_is_on_no_other_draft() -> None:
    march = made(MARCH, ("API calls", "1000", 3))
    planned = plan(march, (), {}, frozenset())
    assert amounts(planned) == ["API calls: 20.00"]
    assert plan(march, (), approved(march), frozenset()) == Planned((), ())
    held = frozenset(line.key for line in planned.lines)
    assert plan(march, (), {}, held).lines == ()


def test_late_usage_becomes_an_adjustment_that_names_both_figures() -> None:
    before = approved(made(FEBRUARY, ("API calls", "1000", 2)))
    rows = ("API calls", "1250", 2), ("API calls", "500", 3)
    planned = plan(made(MARCH, *rows), (made(FEBRUARY, *rows),), before, frozenset())
    assert amounts(planned) == ["Adjustment of 2026-0001: API calls: 5.00", "API calls: 10.00"]
    line = planned.lines[0]
    (original,) = before
    assert (line.original, line.before, line.after) == (original, Decimal(20), Decimal(25))
    assert line.key != original
    assert line.working == "now 1250 x 0.02 = 25.00; 25.00 - 20.00 = 5.00"
    assert line.proofs


def test_an_adjusted_charge_is_adjusted_again_under_another_key() -> None:
    (original, first), *_ = approved(made(FEBRUARY, ("API calls", "1000", 2))).items()
    rows = (("API calls", "1250", 2),)
    again = replace(first, amount=Decimal(22), adjusted=1)
    bills = made(MARCH, *rows), (made(FEBRUARY, *rows),)
    once = plan(*bills, {original: first}, frozenset()).lines[0]
    twice = plan(*bills, {original: again}, frozenset()).lines[0]
    assert (once.line.amount, twice.line.amount) == (Decimal(5), Decimal(3))
    assert once.key != twice.key


def test_a_row_that_came_late_to_an_approved_month_is_billed_as_it_is() -> None:
    before = approved(made(FEBRUARY, ("API calls", "1000", 2)))
    rows = ("API calls", "1000", 2), ("API calls", "100", 2)
    late = plan(made(MARCH, *rows), (made(FEBRUARY, *rows),), before, frozenset())
    assert amounts(late) == ["API calls: 2.00"]
    assert late.lines[0].line.period_start == FEBRUARY[0]
    never = plan(made(MARCH, *rows), (), {}, frozenset())
    assert amounts(never) == []  # it fell due in February, whose drafts nobody approved


def test_what_is_not_worked_out_any_more_is_told_and_nothing_is_taken_back() -> None:
    before = approved(made(FEBRUARY, ("API calls", "1000", 2)))
    other = [
        {"kind": "rate", "item": "Requests", "amount": "0.02", "unit": "call"},
    ]
    rows = ("Requests", "1000", 2), ("Requests", "500", 3)
    march, february = (made(month, *rows, terms=other) for month in (MARCH, FEBRUARY))
    planned = plan(march, (february,), before, frozenset())
    assert amounts(planned) == ["Requests: 10.00"]
    lost, doubtful = (one.reason for one in planned.untold)
    assert lost.startswith('"API calls" of 2026-0001 (20.00) is not worked out any more')
    assert doubtful.startswith('"Requests" (20.00) may stand for one that was billed')


def test_a_contract_of_which_nothing_is_left_is_told_as_well() -> None:
    before = approved(made(FEBRUARY, ("API calls", "1000", 2)))
    planned = plan(made(MARCH), (made(FEBRUARY),), before, frozenset())
    assert [one.contract for one in planned.untold][-1] == "MSA"
    assert planned.lines == ()


def test_a_difference_below_the_smallest_coin_is_none() -> None:
    ((original, was),) = approved(made(FEBRUARY, ("API calls", "1000", 2))).items()
    rows = (("API calls", "1000", 2),)
    bills = made(MARCH, *rows), (made(FEBRUARY, *rows),)
    for amount, lines in (("20.004", 0), ("19.9", 1)):
        before = {original: replace(was, amount=Decimal(amount))}
        assert len(plan(*bills, before, frozenset()).lines) == lines


def test_another_currency_is_told() -> None:
    before = approved(made(FEBRUARY, ("API calls", "1000", 2)))
    euros = [TERMS[0] | {"currency": "EUR"}]
    february = made(FEBRUARY, ("API calls", "1000", 2), terms=euros)
    planned = plan(made(MARCH, terms=euros), (february,), before, frozenset())
    assert planned.lines == ()
    assert "was billed in USD and is now worked out in EUR" in planned.untold[0].reason


def test_a_draft_of_less_than_nothing_is_a_credit_note_on_what_it_adjusts() -> None:
    before = approved(made(FEBRUARY, ("API calls", "1000", 2)))
    rows = (("API calls", "900", 2),)
    planned = plan(made(MARCH, *rows), (made(FEBRUARY, *rows),), before, frozenset())
    ((place, lines),) = by_draft(planned.lines).items()
    assert (place, amounts(lines)) == (
        ("MSA", "USD"),
        ["Adjustment of 2026-0001: API calls: -2.00"],
    )
    note = draft(Head(*place, *MARCH), None, lines)
    assert (note.kind, note.corrects) == (InvoiceKind.CREDIT_NOTE, "2026-0001")
    assert (note.net_amount, note.lines[0].amount) == (Decimal(2), Decimal(2))


TIERS = [
    {
        **TERMS[0],
        "amount": price,
        "min_quantity": low,
        "max_quantity": top,
        "tier_mode": "graduated",
    }
    for price, low, top in (("0.02", "1", "1000"), ("0.01", "1001", None))
]


def test_a_tier_that_is_not_reached_any_more_is_taken_back() -> None:
    """Tiers are lines of their own; usage that was corrected may end in a lower one."""
    before = approved(made(FEBRUARY, ("API calls", "1500", 2), terms=TIERS))
    assert [one.amount for one in before.values() if one.amount] == [Decimal(20), Decimal(5)]
    rows = (("API calls", "900", 2),)
    bills = (made(month, *rows, terms=TIERS) for month in (MARCH, FEBRUARY))
    march, february = bills
    planned = plan(march, (february,), before, frozenset())
    assert amounts(planned) == [
        "Adjustment of 2026-0001: API calls 1 - 1,000: -2.00",
        "Adjustment of 2026-0001: API calls 1,001 - 1,500: -5.00",
    ]
    assert planned.untold == ()


def test_a_tier_that_is_reached_later_is_billed_as_it_is() -> None:
    before = approved(made(FEBRUARY, ("API calls", "900", 2), terms=TIERS))
    rows = (("API calls", "1500", 2),)
    march, february = (made(month, *rows, terms=TIERS) for month in (MARCH, FEBRUARY))
    billed = {key: one for key, one in before.items() if one.amount}
    planned = plan(march, (february,), billed, frozenset())
    assert sorted(amounts(planned)) == [
        "API calls 1,001 - 1,500: 5.00",
        "Adjustment of 2026-0001: API calls 1 - 900: 2.00",
    ]


def test_a_true_up_is_less_once_late_usage_counts_towards_it() -> None:
    terms = [*TERMS, {"kind": "minimum", "amount": "30", "per": "month"}]
    before = approved(made(FEBRUARY, ("API calls", "1000", 2), terms=terms))
    rows = ("API calls", "1250", 2), ("API calls", "1500", 3)
    march, february = (made(month, *rows, terms=terms) for month in (MARCH, FEBRUARY))
    planned = plan(march, (february,), before, frozenset())
    assert amounts(planned) == [
        "Adjustment of 2026-0001: API calls: 5.00",
        "Adjustment of 2026-0001: minimum commitment true-up: -5.00",
        "API calls: 30.00",
    ]
