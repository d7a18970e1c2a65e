"""The header, from wordings written for these tests in the manner of the field."""

from datetime import date

import pytest

from extractors.header import read_header
from extractors.header.parties import clean_name
from models.contracts import ContractHeader
from models.document import Document, DocumentKind
from models.passage import Passage, PassageKind


def _header(*texts: str) -> ContractHeader:
    passages = tuple(
        Passage(
            text.removeprefix("# "),
            kind=PassageKind.HEADING if text.startswith("# ") else PassageKind.CLAUSE,
        )
        for text in texts
    )
    return read_header(Document("a.pdf", "", DocumentKind.PDF, passages=passages))[0]


@pytest.mark.parametrize(
    ("preamble", "parties"),
    [
        (
            (
                'This Agreement is made by and between Orchard Data, Inc., a Delaware corporation ("Supplier"), and Mill Street Foods LLC, '
                'an Ohio limited liability company with offices at 4 Mill Street ("Customer").'
            ),
            [("Orchard Data, Inc.", "provider"), ("Mill Street Foods LLC", "customer")],
        ),
        (
            (
                "THIS LICENSE AGREEMENT is entered into between Pinecrest Software Ltd. (hereinafter referred to as “Licensor”), having its registered office "
                "at 9 Quay Road, Cork and Bellweather Group plc (“Licensee”)."
            ),
            [("Pinecrest Software Ltd.", "provider"), ("Bellweather Group plc", "customer")],
        ),
    ],
)
def test_parties_of_a_preamble(preamble: str, parties: list[tuple[str, str]]) -> None:
    got = _header("# SERVICES AGREEMENT", preamble, "WHEREAS the parties wish to agree.")
    assert [(p.name, p.role) for p in got.parties] == parties


def test_trade_names_get_their_role_from_who_pays() -> None:
    got = _header(
        "# DISTRIBUTION AGREEMENT",
        'This Agreement is between Oakline Corp. ("Oakline") and Ferro Trading Inc. ("Ferro").',
        "# 3. Payment",
        "Ferro shall pay Oakline the price of each product. Oakline shall invoice Ferro on shipment.",
    )
    assert [(p.name, p.role) for p in got.parties] == [
        ("Oakline Corp.", "provider"),
        ("Ferro Trading Inc.", "customer"),
    ]


def test_form_fields_name_the_parties() -> None:
    got = _header(
        "# Order Form",
        "Provider: Orchard Data, Inc.",
        "Customer: Mill Street Foods LLC",
        "Order Form No. OF-2025-11",
    )
    assert [(p.name, p.role) for p in got.parties] == [
        ("Orchard Data, Inc.", "provider"),
        ("Mill Street Foods LLC", "customer"),
    ]
    assert (got.kind, got.number) == ("order_form", "OF-2025-11")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            'is made and entered into as of this 17t h day of May, 2017 (the "Effective Date")',
            date(2017, 5, 17),
        ),
        ("is effective as of March 1, 2026 by and between", date(2026, 3, 1)),
        ("between A Corp. and B LLC takes effect on March 1, 2025", date(2025, 3, 1)),
        ('is effective 7/1/98 ("Effective Date") between', date(1998, 7, 1)),
        ("dated as of the 1st day of October 2008", date(2008, 10, 1)),
        ("made as of the Twelfth day of March in the year Two Thousand Twelve", date(2012, 3, 12)),
    ],
)
def test_effective_date(text: str, day: date) -> None:
    assert _header("# AGREEMENT", f"This Agreement {text}.").effective_date == day


def test_term_renewal_and_notice() -> None:
    got = _header(
        "# AGREEMENT",
        "This Agreement is made as of January 15, 2024.",
        "# 5. Term",
        "The initial term of this Agreement is three (3) years. It shall automatically renew for successive one (1) year terms unless either party gives "
        "at least sixty (60) days' prior written notice of non-renewal.",
    )
    assert (got.initial_term, got.renewal_term, got.renewal_notice, got.auto_renewal) == (
        "P3Y",
        "P1Y",
        "P60D",
        True,
    )
    assert got.expiration_date == date(2027, 1, 15)


def test_a_renewal_that_needs_agreement_is_not_automatic() -> None:
    got = _header(
        "# AGREEMENT",
        "This Agreement may be renewed for additional one year terms upon mutual written agreement.",
    )
    assert got.auto_renewal is False


def test_no_renewal_clause_says_nothing() -> None:
    assert _header("# AGREEMENT", "This Agreement ends on June 30, 2025.").auto_renewal is None


@pytest.mark.parametrize(
    ("clause", "law"),
    [
        (
            "This Agreement shall be governed by and construed in accordance with the laws of the State of Ohio, without regard to conflicts of law.",
            "the State of Ohio",
        ),
        ("Governing Law: England and Wales", "England and Wales"),
        ("This contract is governed by English law.", "England and Wales"),
        (
            "governed by the laws, other than choice of law rules, of the state of Florida",
            "the state of Florida",
        ),
        ("The laws of California shall govern the construction of the Agreement.", "California"),
    ],
)
def test_governing_law(clause: str, law: str) -> None:
    assert _header("# AGREEMENT", clause).governing_law in {law, law.removeprefix("the ")}


def test_amendment_and_statement_of_work_name_their_master() -> None:
    amendment = _header(
        "# Amendment No. 2",
        "Amendment No. AMD-2025-07 amends Statement of Work SOW-2025-003 between the parties.",
    )
    assert (amendment.kind, amendment.amends) == ("amendment", "SOW-2025-003")
    work = _header(
        "# Statement of Work",
        "SOW No. SOW-2025-003",
        "This Statement of Work is issued under Master Services Agreement MSA-2024-01.",
    )
    assert (work.kind, work.number, work.under) == (
        "statement_of_work",
        "SOW-2025-003",
        "MSA-2024-01",
    )


def test_purchase_order_signature_currency() -> None:
    got = _header(
        "# AGREEMENT",
        "Each invoice must state the Customer's purchase order number.",
        "Fees are €1,200.00 per month and €300.00 for set-up.",
        "By: /s/ Jane Roe",
    )
    assert (got.purchase_order_required, got.signed, got.currency) == (True, True, "EUR")


def test_an_empty_document_has_an_empty_header() -> None:
    got = _header()
    assert (got.parties, got.effective_date, got.title) == ((), None, None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "and Acme Data, Inc., a Delaware corporation with offices at 1 Main St",
            "Acme Data, Inc.",
        ),
        ("Nordic Shipping AB Storgatan 4", "Nordic Shipping AB"),
        ("NRG (Morris) Cogen, LLC (the", "NRG (Morris) Cogen, LLC"),
        ("Bank of the Orchards, a state bank", "Bank of the Orchards"),
    ],
)
def test_clean_name(text: str, name: str) -> None:
    assert clean_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "Provider shall quote Client's PO number on all invoices.",
        "No invoice is payable unless it bears a valid purchase order number.",
        "Invoices lacking a purchase order reference will be sent back.",
        "Client issues a purchase order; its number has to be shown on each invoice.",
    ],
)
def test_a_purchase_order_number_on_every_invoice(text: str) -> None:
    assert _header("SERVICES AGREEMENT", text).purchase_order_required


@pytest.mark.parametrize(
    "text",
    [
        "Reference: Master Services Agreement MSA-2025-101.",
        "The parties entered into a Master Services Agreement on May 1, 2025 (no. MSA-2025-101), under which this Statement of Work is agreed.",
    ],
)
def test_the_master_agreement_by_its_number_beside_its_name(text: str) -> None:
    assert _header("# STATEMENT OF WORK", "No. SOW-2025-300", text).under == "MSA-2025-101"


@pytest.mark.parametrize(
    "text",
    [
        "Statement of Work SOW-2025-300 is hereby modified as follows:",
        "With this amendment the parties vary the Statement of Work numbered SOW-2025-300.",
    ],
)
def test_what_an_amendment_changes(text: str) -> None:
    assert _header("# AMENDMENT NO. 1", "No. AMD-2025-011", text).amends == "SOW-2025-300"
