"""The document as a whole: a price said again counts once, prices of different dates each."""

from decimal import Decimal

from extractors.terms.candidates import Candidate
from extractors.terms.resolve import resolve
from models.passage import Passage, PassageKind
from models.terms import Fee, Frequency, Minimum, Rate, Term

LIMITS = {"fee": 0.5, "minimum": 0.5, "rate": 0.5}


def _candidate(term: Term, row: int | None = None) -> Candidate:
    kind = PassageKind.CLAUSE if row is None else PassageKind.ROW
    passage = Passage("$100", kind=kind, table=None if row is None else 0, row=row)
    return Candidate(term, 0.9, passage, 0, 4)


def _fee(item: str | None, frequency: Frequency, due: str | None = None) -> Fee:
    return Fee(item=item, amount=Decimal(100), currency="USD", frequency=frequency, due=due)


def _kept(*candidates: Candidate) -> int:
    return len(resolve(candidates, LIMITS))


def test_a_fee_under_another_name_is_the_same_fee() -> None:
    first = _fee("set-up fee", Frequency.ONE_TIME)
    assert _kept(_candidate(first), _candidate(_fee("Fees", Frequency.ONE_TIME))) == 1
    assert _kept(_candidate(first), _candidate(_fee("Fees", Frequency.MONTHLY))) == 2


def test_equal_instalments_of_two_dates_are_two() -> None:
    march, june = (_fee(None, Frequency.ONE_TIME, due) for due in ("on March 1", "on June 1"))
    assert _kept(_candidate(march), _candidate(june)) == 2


def test_every_row_of_a_table_is_a_price() -> None:
    once = _fee("module", Frequency.ONE_TIME)
    assert _kept(_candidate(once, 1), _candidate(once, 2)) == 2


def test_equal_rows_of_a_recurring_fee_are_one() -> None:
    yearly = _fee(None, Frequency.ANNUAL)
    assert _kept(_candidate(yearly, 1), _candidate(yearly, 2)) == 1


def test_a_minimum_counts_once_for_each_value() -> None:
    least = [
        Minimum(quantity=Decimal(n), unit="unit", per="year", period=period)
        for n, period in ((5, "first year"), (5, "second year"), (8, "third year"))
    ]
    assert _kept(*map(_candidate, least)) == 2


def test_lines_that_begin_with_their_sums_are_told_apart_by_what_follows() -> None:
    fee = _fee("Payment schedule", Frequency.ONE_TIME)
    lines = ("- $100 in week 2", "- $100 in week 6", "- $100 in week 6")
    assert _kept(*(Candidate(fee, 0.9, Passage(line), 2, 6) for line in lines)) == 2


def test_a_rate_in_two_price_lists_is_two_and_in_two_sentences_one() -> None:
    rate = Rate(item="wood support", amount=Decimal(18), currency="USD", unit="set")
    lists = [Passage(f"6.{n}.7 Wood support $18 per set") for n in (1, 2)]
    assert _kept(*(Candidate(rate, 0.9, line, 19, 22) for line in lists)) == 2
    said = "As agreed between the parties, the wood support of a shaft is charged at $18 per set"
    texts = [Passage(f"{said} {more}.") for more in ("erected", "used")]
    assert _kept(*(Candidate(rate, 0.9, text, 72, 75) for text in texts)) == 1
