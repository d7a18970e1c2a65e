"""Two parties whom the opening only names: what tells which of them is paid."""

import pytest

from models.contracts import ContractHeader
from tests.extractors.header.documents import header_of


def _roles(header: ContractHeader) -> list[tuple[str, str]]:
    return [(party.name, party.role) for party in header.parties]


@pytest.mark.parametrize(
    "texts",
    [
        (
            "# Order Form",
            "Prepared for Heron Clinics, Inc. by Willow Records, Inc. on May 1, 2021.",
        ),
        ("# Quotation", "Submitted to: Heron Clinics, Inc.", "Submitted by: Willow Records, Inc."),
        (
            "# Order Form",
            "Issued by Willow Records, Inc. as an offer.",
            "Issued to Heron Clinics, Inc. as a customer of long standing.",
        ),
    ],
)
def test_prepared_for_one_by_the_other(texts: tuple[str, ...]) -> None:
    header = header_of(
        *texts,
        "The platform costs $4,000.00 a year.",
        "Willow Records, Inc. Heron Clinics, Inc.",
        "By: /s/ Ada Lund By: /s/ Ben Moss",
    )
    assert sorted(_roles(header)) == [
        ("Heron Clinics, Inc.", "customer"),
        ("Willow Records, Inc.", "provider"),
    ]


@pytest.mark.parametrize(
    "signatures",
    [
        ("Signed for the Consultant Signed for the Client", "/s/ Ada Lund /s/ Ben Moss"),
        ("For and on behalf of the Supplier For and on behalf of the Society", "Ada Lund"),
        ("Executed by the Contractor | Executed by the Principal",),
        ("For the Licensor:", "Ada Lund", "For the Licensee:", "Ben Moss"),
    ],
)
def test_signature_columns_keep_the_order_of_the_opening(signatures: tuple[str, ...]) -> None:
    header = header_of(
        "# Statement of Work No. 4",
        "Made under Framework Agreement FW/23/008 between Teal Assurance Ltd and Reed Pensions Ltd.",
        "The work is done on site.",
        *signatures,
    )
    assert _roles(header) == [("Teal Assurance Ltd", "provider"), ("Reed Pensions Ltd", "customer")]


@pytest.mark.parametrize(
    ("clause", "roles"),
    [
        ("Willow adds the module to Customer's plan for $900.00 a year.", ["provider", "customer"]),
        ("Heron opens a site, which the Supplier connects.", ["provider", "customer"]),
        ("Subscriber takes ten more seats, which Willow sets up.", ["provider", "customer"]),
    ],
)
def test_the_one_word_for_a_side_is_the_party_not_called_by_name(
    clause: str, roles: list[str]
) -> None:
    header = header_of(
        "# Amendment No. 3",
        "Willow Records, Inc. and Heron Clinics, Inc. amend Order Form ZD-25-17 as of May 1, 2021.",
        clause,
    )
    assert [party.role for party in header.parties] == roles


@pytest.mark.parametrize(
    "title", ["Addendum 2 to Order Form ZD-17", "Change Order 3", "Side Letter"]
)
def test_the_order_of_names_alone_tells_nothing_in_what_changes_a_contract(title: str) -> None:
    header = header_of(
        f"# {title}",
        "Willow Records, Inc. and Heron Clinics, Inc. amend the Order Form ZD-17.",
        "A module is added.",
    )
    if header.kind == "amendment":
        assert {party.role for party in header.parties} == {"other"}


def test_a_name_that_the_opening_has_without_the_signatory() -> None:
    header = header_of(
        "# Addendum No. 2 to Cleaning Contract CC-2031",
        "Reinluft Aaretal AG and Teal Optics AG agree on the following.",
        "1. The Contractor also cleans the annex.",
        "Olten, 1 May 2021 /s/ Urs Moser Reinluft Aaretal AG | Olten, 1 May 2021 /s/ Eva Kunz Teal Optics AG",
    )
    assert [party.name for party in header.parties] == ["Reinluft Aaretal AG", "Teal Optics AG"]
