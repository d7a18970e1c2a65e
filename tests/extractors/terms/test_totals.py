"""A price that is paid in parts: the parts count, their plain sum does not."""

from decimal import Decimal

from extractors.terms.candidates import Candidate
from extractors.terms.totals import without_totals
from models.passage import Passage, PassageKind
from models.terms import Fee, Frequency


def _fee(passage: Passage, sum_of: str, frequency: Frequency = Frequency.ONE_TIME) -> Candidate:
    start = passage.text.index(f"${sum_of}")
    amount = Decimal(sum_of.replace(",", ""))
    term = Fee(amount=amount, currency="USD", frequency=frequency)
    return Candidate(term, 0.9, passage, start, start + len(sum_of) + 1)


def _amounts(*fees: Candidate) -> list[int]:
    kept = (c.term for c in without_totals(fees))
    return [int(term.amount) for term in kept if isinstance(term, Fee)]


def test_a_yearly_fee_in_quarterly_instalments() -> None:
    one = Passage("An annual fee of $30,000, paid in equal quarterly instalments of $7,500")
    year = _fee(one, "30,000", Frequency.ANNUAL)
    quarter = _fee(one, "7,500", Frequency.QUARTERLY)
    assert _amounts(year, quarter) == [7500]


def test_a_discounted_yearly_price_is_no_total() -> None:
    one = Passage("An annual fee of $30,000, or, if paid quarterly, $8,000")
    year = _fee(one, "30,000", Frequency.ANNUAL)
    quarter = _fee(one, "8,000", Frequency.QUARTERLY)
    assert _amounts(year, quarter) == [30000, 8000]


def test_payable_as_follows() -> None:
    lines = [Passage("A fee of $150, payable:"), Passage("(1) $50 on signing"), Passage("(2) $100")]
    whole, first, second = (
        _fee(line, value) for line, value in zip(lines, ("150", "50", "100"), strict=True)
    )
    assert _amounts(whole, first, second) == [50, 100]
    assert _amounts(first, second, whole) == [50, 100]


def test_rows_of_one_table_are_prices_each() -> None:
    rows = [Passage(f"${n}", kind=PassageKind.ROW, table=0, row=n) for n in (100, 50, 50)]
    lead, *others = (_fee(row, row.text[1:]) for row in rows)
    assert _amounts(lead, *others) == [100, 50, 50]


def test_a_year_and_its_quarters_in_one_row() -> None:
    row = Passage("First | $24,000 | $96,000", kind=PassageKind.ROW, table=0, row=1)
    year = _fee(row, "96,000", Frequency.ANNUAL)
    quarter = _fee(row, "24,000", Frequency.QUARTERLY)
    assert _amounts(quarter, year) == [24000]


def test_a_row_with_two_prices_of_their_own() -> None:
    row = Passage("Gold | $90 | $1,000", kind=PassageKind.ROW, table=0, row=1)
    assert _amounts(_fee(row, "90", Frequency.MONTHLY), _fee(row, "1,000", Frequency.ANNUAL)) == [
        90,
        1000,
    ]
