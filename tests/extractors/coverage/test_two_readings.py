"""Words and figures that differ: a doubt with both readings, for sums, days and percents."""

import pytest

from extractors.contracts import extract_contract
from models.document import Document, DocumentKind
from models.passage import Passage
from models.terms import Doubt


def _doubts(text: str, heading: str) -> list[Doubt]:
    passage = Passage(text, heading=heading, file="a.docx")
    contract = extract_contract(Document("a.docx", "", DocumentKind.DOCX, passages=(passage,)))
    return [doubt for doubt in contract.doubts if doubt.cause == Doubt.WORDS_AND_FIGURES]


@pytest.mark.parametrize(
    ("heading", "text", "readings", "difference"),
    [
        (
            "Payment",
            "Customer shall pay each invoice within thirty (45) days after receipt of the invoice.",
            ("30", "45"),
            None,
        ),
        (
            "Fees",
            "Customer shall pay Provider a monthly fee of ten thousand dollars ($12,000).",
            ("10000", "12000"),
            "2000",
        ),
        (
            "Late payment",
            "Overdue amounts bear interest at the rate of two percent (1.5%) per month.",
            ("2%", "1.5%"),
            None,
        ),
        (
            "Royalties",
            "Licensee shall pay Licensor a royalty of five percent (6%) of Net Sales.",
            ("5%", "6%"),
            None,
        ),
    ],
)
def test_both_readings_are_told(
    heading: str, text: str, readings: tuple[str, ...], difference: str | None
) -> None:
    (doubt,) = {one.readings: one for one in _doubts(text, heading)}.values()
    assert doubt.readings == readings
    assert doubt.evidence.quote == text
    shown = None if doubt.amount_difference is None else str(doubt.amount_difference)
    assert shown == difference
    assert (doubt.currency is None) == (difference is None)


@pytest.mark.parametrize(
    "text",
    [
        "Customer shall pay a monthly fee of fifty thousand dollars ($50 000).",
        "A fee of two million two hundred eighty three thousand six hundred seventy eight dollars ($2,283,678).",
        "Customer shall pay a fee of one thousand five hundred and 00/100 dollars ($1,500.00).",
        "Customer shall pay each invoice within thirty (30) days after receipt of the invoice.",
    ],
)
def test_equal_readings_leave_no_doubt(text: str) -> None:
    assert _doubts(text, "Fees and payment") == []
