import pytest

from checks.recognition.lines import NEARLY, Offer, best_match
from checks.recognition.phrases import holds, is_part, parts_of
from models.invoices import InvoiceLine
from models.terms import Term
from tests.checks.builders import line, term

TERMS: tuple[Term, ...] = (
    term("fee", item="rack fee", amount="900", frequency="monthly"),
    term("fee", item="service fee", amount="50", frequency="monthly"),
    term("rate", item="Night Porter", amount="40", unit="hour"),
    term("rate", item="Additional surveys", amount="800", unit="day"),
)


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("Night Porter, Leeds depot, approved time sheets", "Night Porter"),
        ("Night Porter (week 12, both entrances)", "Night Porter"),
        ("Night Porter - cover for Mr Hale at Leeds", "Night Porter"),
        ("Nachtdienst am Empfang (Night Porter), 3 von 4 Wochen", "Night Porter"),
        ("Leeds, entrance B, Night Porter, week 2", "Night Porter"),
        ("Night Porter, overtime at the loading bay", None),
        ("Porter of the night shift, Leeds depot", None),
        ("Service fee, disposal of pallets", None),
    ],
)
def test_an_item_then_what_is_said_of_it(text: str, item: str | None) -> None:
    match = best_match(line(description=text, unit="hour", unit_price="7"), Offer(TERMS))
    assert (match.item if match else None) == item


@pytest.mark.parametrize(
    ("given", "item"),
    [
        (line(description="Hosted rack, May 2026", amount="927"), "rack fee"),
        (
            line(
                description="Rack in Hall 3 (12/30 days)",
                amount="360",
                period_start="2026-06-19",
                period_end="2026-06-30",
            ),
            "rack fee",
        ),
        (
            line(description="Zusätzlicher Survey Dach, 2 Tage", unit="Tage", unit_price="800"),
            "Additional surveys",
        ),
        (line(description="Rack removal", amount="300"), None),
        (line(description="Emergency rack work", amount="900.50"), None),
        (line(description="Rack doors, side panels, blanking plates", amount="910"), None),
        (line(description="Survey of the roof", unit="hour", unit_price="810"), None),
    ],
)
def test_an_items_words_with_about_its_price(given: InvoiceLine, item: str | None) -> None:
    match = best_match(given, Offer(TERMS))
    assert (match.item if match else None, match.sure if match else NEARLY) == (item, NEARLY)


def test_parts_of_a_text() -> None:
    assert parts_of("Licence (30%): Go-live - part 2, 2026") == (
        "Licence",
        "Go-live",
        "part 2",
    )


def test_a_general_name_heads_nothing() -> None:
    assert not is_part("service fee", "Service fee, disposal")
    assert not holds("monthly fee", "Monthly visit")
