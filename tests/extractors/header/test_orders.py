"""Orders and annexes under other names, and the words in which they say what they belong to."""

import pytest

from models.contracts import ContractHeader
from tests.extractors.header.documents import header_of


def _header(title: str, opening: str) -> ContractHeader:
    clauses = "1. The Supplier delivers the goods at its own risk.", "2. Prices are set out below."
    return header_of(f"# {title}", opening, *clauses)


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("SITE ORDER SO-03", "SO-03"),
        ("Call-Off Order No. 7", None),
        ("Delivery Order DO-114", "DO-114"),
        ("Call-Off Contract CO-9", "CO-9"),
        ("Job Order", None),
    ],
)
def test_an_order_of_any_sort_stands_under_its_agreement(title: str, number: str | None) -> None:
    header = _header(
        title,
        "Issued under Framework Agreement FW/2024/18 between Alder Ltd (Supplier) and Birch plc (Customer).",
    )
    assert (header.kind, header.number, header.under) == ("order_form", number, "FW/2024/18")
    assert header.title is not None
    assert header.title.lower() == title.lower()


@pytest.mark.parametrize("title", ["Court Order Compliance Agreement", "Order Book Agreement"])
def test_an_agreement_that_speaks_of_orders_is_none(title: str) -> None:
    opening = "This Agreement is made on 3 May 2025 between Alder Ltd and Birch plc."
    assert _header(title, opening).kind == "agreement"


@pytest.mark.parametrize(
    ("title", "opening", "under", "since"),
    [
        (
            "ANNEX 1 – TARIFF SCHEDULE",
            "to the Warehousing Agreement WFA/2025/088 · in force from 1 October 2025",
            "WFA/2025/088",
            "2025-10-01",
        ),
        (
            "Appendix B: Rate Schedule",
            "to the Services Agreement SA-118 | effective from 1 July 2025",
            "SA-118",
            "2025-07-01",
        ),
        (
            "Attachment 3 - Charges Schedule",
            "Part of the Hosting Agreement HA-2025-04 – applies from 1 January 2026",
            "HA-2025-04",
            "2026-01-01",
        ),
    ],
)
def test_an_annex_with_prices_stands_under_its_agreement(
    title: str, opening: str, under: str, since: str
) -> None:
    header = _header(title, opening)
    assert (header.kind, header.under) == ("order_form", under)
    assert str(header.effective_date) == since


@pytest.mark.parametrize("words", ["Subscription Terms", "Supply Terms", "Trading Terms"])
def test_terms_of_any_sort_are_a_title(words: str) -> None:
    opening = "These are agreed on 8 May 2025 between Alder B.V. (Supplier) and Birch U.A. (Buyer)."
    header = _header(words, opening)
    assert (header.title, header.kind) == (words, "agreement")


@pytest.mark.parametrize("mark", ["·", "•", "|"])
def test_a_number_before_a_mark_is_the_document_s(mark: str) -> None:
    header = _header("Work Order No. 2", f"WO-ALT-207 {mark} Protocol 44: a study of a cream")
    assert header.number == "WO-ALT-207"


@pytest.mark.parametrize("between", [" – ", " and ", " — ", ", "])
def test_two_names_with_their_sides_are_the_parties(between: str) -> None:
    opening = f"Noordkaai Logistics NV (Operator){between}Maison Perrault SRL (Principal)."
    header = _header("Tariff Schedule", opening)
    assert [party.name for party in header.parties] == [
        "Noordkaai Logistics NV",
        "Maison Perrault SRL",
    ]


@pytest.mark.parametrize(
    "opening",
    [
        "The undersigned, Alder NV and Birch SRL, parties to the Storage Agreement WA/2025/08, agree with effect from 1 January 2026:",
        "The undersigned, Alder NV and Birch SRL, being the parties to Storage Agreement WA/2025/08, hereby agree with effect from 1 January 2026 as follows.",
        "The undersigned, Alder NV and Birch SRL, parties to Agreement WA/2025/08, have agreed as follows with effect from 1 January 2026.",
    ],
)
def test_the_undersigned_agree_on_an_addendum(opening: str) -> None:
    header = _header("Addendum No. 2", opening)
    assert [party.name for party in header.parties] == ["Alder NV", "Birch SRL"]
    assert (header.amends, str(header.effective_date)) == ("WA/2025/08", "2026-01-01")


@pytest.mark.parametrize(
    "said", ["hereby acknowledge and consent to", "hereby guarantees", "certifies the truth of"]
)
def test_whoever_only_acknowledges_is_no_party(said: str) -> None:
    consent = f"The undersigned, Alder Corp., a Delaware corporation, and Birch Inc., a Delaware corporation, {said} the foregoing."
    header = header_of("# Support Agreement", "1. Support is paid for each month.", consent)
    assert header.parties == ()
