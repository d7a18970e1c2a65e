"""What arithmetic tells of a document's sums."""

from decimal import Decimal

from extractors.terms.candidates import Candidate
from extractors.terms.judge.sums import Sums
from models.document import Document, DocumentKind
from models.passage import Passage
from models.terms import Fee, Frequency


def _told(*texts: str) -> list[set[str]]:
    """Say for each line with a sum what the others tell of it; lines of totals are no candidates."""
    passages = tuple(Passage(text) for text in texts)
    document = Document("a.pdf", "", DocumentKind.PDF, (), passages)
    candidates = []
    for passage in passages:
        start = passage.text.index("$")
        amount = Decimal(passage.text[start + 1 :].replace(",", ""))
        fee = Fee(amount=amount, currency="USD", frequency=Frequency.ONE_TIME)
        candidates.append(Candidate(fee, 0.5, passage, start, len(passage.text)))
    lines = [c for c in candidates if not c.passage.text.startswith("Total")]
    sums = Sums(lines, document)
    return [{name for name, _ in sums.around(one)} for one in lines]


def test_a_total_and_its_parts() -> None:
    total, first, second = _told("A fee of $30", "on signing $10", "on delivery $20")
    assert "n:total" in total
    assert "n:part" in first & second


def test_a_total_below_its_parts_that_no_reader_takes() -> None:
    first, second = _told("Masonry $1,000", "Roofing $2,000", "Total $3,000")
    assert "n:part_above" in first & second


def test_equal_instalments_of_a_price() -> None:
    price, instalment = _told("A fee of $36,000", "monthly $3,000")
    assert "n:times_next" in price
    assert "n:share_of_last" in instalment


def test_a_sum_said_again() -> None:
    first, other, again = _told("A fee of $500", "costs $7", "the fee of $500")
    assert "n:said_after" in first
    assert "n:said_before" in again
    assert not {"n:said_before", "n:said_after"} & other
