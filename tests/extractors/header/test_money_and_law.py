"""The money, the law and the signatures of contracts of small companies."""

import pytest

from extractors.header import read_header
from models.document import Document, DocumentKind
from models.passage import Passage, PassageKind
from tests.extractors.header.documents import header_of


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("Grade | GBP per hour", "GBP"),
        ("Procedure | Unit | Fee in EUR from 1 May 2021", "EUR"),
        ("Fee | Charged for each | Price (AUD)", "AUD"),
        ("Stage | Work | NZD (excl. GST)", "NZD"),
        ("CHF | Item", "CHF"),
    ],
)
def test_the_code_over_a_column_is_the_currency(head: str, code: str) -> None:
    rows = [Passage(text, kind=PassageKind.ROW) for text in (head, "Fitter | 41.00")]
    document = Document(
        "a.pdf", "", DocumentKind.PDF, passages=(Passage("Amendment No. 1 to SOW No. 1"), *rows)
    )
    assert read_header(document)[0].currency == code


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (
            (
                "This deed is made between Wallaby Build Pty Ltd (the Builder) and Reed Joinery Pty Ltd (the Subcontractor).",
                "The Builder shall pay $24,600.00.",
            ),
            "AUD",
        ),
        (
            (
                'Made between Heron Ltd. ("Agency") and Reed Inc. ("Client").',
                "A retainer of $7,500.00 is due before Harmonized Sales Tax.",
            ),
            "CAD",
        ),
        (
            (
                'Made between Heron Ltd ("Supplier") and Reed Ltd ("Client").',
                "A lump sum of NZD 4,000.00 and $92.00 per hour and $61.00 per trip are due.",
            ),
            "NZD",
        ),
        (
            (
                'Made between Heron Inc. ("Supplier") and Reed Pty Ltd ("Client").',
                "A fee of $4,000.00 is due.",
            ),
            "USD",
        ),
        (
            (
                'Made between Wallaby Build Pty Ltd ("Supplier") and Reed Joinery Pty Ltd ("Client").',
                "A fee of $4,000.00 is due. The laws of California govern.",
            ),
            "USD",
        ),
    ],
)
def test_what_a_bare_dollar_is(texts: tuple[str, ...], code: str) -> None:
    assert header_of("# Services Agreement", *texts).currency == code


@pytest.mark.parametrize(
    ("clause", "law"),
    [
        ("The laws of Manitoba govern.", "Manitoba"),
        ("The laws of Ontario apply.", "Ontario"),
        ("Austrian law nevertheless applies.", "Austria"),
        ("Scottish law alone governs.", "Scotland"),
        ("The contract is made under the law of Scotland.", "Scotland"),
        ("This lease is concluded under the laws of Ireland.", "Ireland"),
    ],
)
def test_short_clauses_on_the_law(clause: str, law: str) -> None:
    assert header_of("# Agreement", "# General", clause).governing_law == law


@pytest.mark.parametrize(
    "line",
    [
        "Per: (signed) Ada Lund Per: (signed) Ben Moss",
        "gez. Dr. Ada Lund | gez. Ben Moss",
        "sig. A. Lund, CEO sig. B. Moss, Geschäftsführer",
        "Signed: Ada Lund Signed: Ben Moss",
        "A. Lund (signed) B. Moss (signed)",
    ],
)
def test_a_signature_as_it_is_typed(line: str) -> None:
    assert header_of("# Agreement", "Teal Oy works for Reed Oy.", line).signed is True


@pytest.mark.parametrize("line", ["Signed: Name: ______", "sig. ______", "Signed: ________"])
def test_an_empty_signature_is_none(line: str) -> None:
    assert header_of("# Agreement", "Teal Oy works for Reed Oy.", line).signed is not True


@pytest.mark.parametrize(
    "clause",
    [
        "Every payment claim must bear the Builder's purchase order number.",
        "All progress claims shall quote the purchase order number of the Principal.",
        "Each application for payment has to state a valid P.O. number.",
    ],
)
def test_a_claim_must_bear_the_purchase_order_number(clause: str) -> None:
    assert header_of("# Subcontract", clause).purchase_order_required is True
