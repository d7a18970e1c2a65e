import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.recognition.wording import key_of, likeness, spoken_of, words_of


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("platform fee", "Platform fee - March 2024 services"),
        ("base subscription fee", "Base subscription fee, 12 Apr 2025 - 30 Apr 2025 (prorated)"),
        ("Data Scientist", "Services Data Scientist (May 2024)"),
        ("Storage", "Storage overage, July 2024 (1,877 GB less 500 included)"),
        ("API calls", "API calls 1 - 25,000, July 2024"),
        ("programme management fee", "Program management, June 2025"),
        ("Business Analyst", "Credit: Business Analyst, June 2024, billed in excess on R2024-014"),
    ],
)
def test_a_line_names_its_item(item: str, text: str) -> None:
    assert likeness(item, text) >= 0.75


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("Engineer", "Principal Engineer, May 2024"),
        ("service fee", "Emergency service fee"),
        ("platform fee", "Environmental levy"),
        ("User Acceptance Test", "System Integration Test"),
        ("", "anything"),
        ("anything", ""),
    ],
)
def test_another_item_is_not_it(item: str, text: str) -> None:
    assert likeness(item, text) < 0.75


def test_words_of_the_context_do_not_count_against_an_item() -> None:
    assert likeness("royalty", "Royalty of gross revenue", "gross revenue") > likeness(
        "royalty", "Royalty of gross revenue"
    )


def test_plurals_are_one_form() -> None:
    assert words_of("Analyses, Companies' gas buses") == ("analyse", "company", "gas", "buse")
    assert key_of("Monthly  Service-Fees") == "monthly service fee"


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("Monthly retainer, June 2024", "owes a monthly retainer of 100", 1.0),
        ("Storage overage (356 GB)", "each further gigabyte of storage", 1.0),
        ("Mobile data roaming", "roaming of mobile phones for data", 0.9),
        ("Environmental levy", "a monthly retainer of 100", 0.0),
        ("Services", "a monthly services retainer", 0.0),
        ("June 2024", "June", 0.0),
    ],
)
def test_what_a_clause_speaks_of(text: str, said: str, expected: float) -> None:
    assert spoken_of(text, said) == expected


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_between_nothing_and_one(item: str, text: str) -> None:
    assert 0 <= likeness(item, text) <= 1
