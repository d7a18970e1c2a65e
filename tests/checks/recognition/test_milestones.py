import pytest

from checks.recognition.lines import Offer, recognise
from models.cases import ChargeKind
from tests.checks.builders import invoice, line, term

OFFER = Offer(
    (
        term("milestone", name="Delivery", percent="40"),
        term("milestone", name="Factory test", amount="5000"),
        term("milestone", name="Process baseline", percent="15"),
    )
)


@pytest.mark.parametrize(
    ("text", "amount", "item"),
    [
        ("Licence Fee, first part (40%): Delivery", "96000", "Delivery"),
        ("Purchase price instalment, 40 per cent - Delivery", "96000", "Delivery"),
        ("Pump station (Factory test)", "5000", "Factory test"),
        ("Pump station, second payment: Factory test", "5000", "Factory test"),
        ("Meilenstein 1: Process baseline (15 % des Festpreises)", "22200", "Process baseline"),
        ("Jalon 3 - Process baseline, 15 % du prix", "22200", "Process baseline"),
        ("Etapa 2: Factory test", "5000", "Factory test"),
    ],
)
def test_a_milestone_among_other_words(text: str, amount: str, item: str) -> None:
    charge = recognise(line(description=text, amount=amount), invoice(), OFFER)
    assert (charge.kind, charge.item) == (ChargeKind.MILESTONE, item)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Wooden pallets and stretch film: Delivery", "80"),
        ("Pallets, stretch film, straps, delivery", "40"),
        ("Gaskets and seals for the pump station (Factory test)", "310"),
    ],
)
def test_a_word_that_is_also_a_milestone_needs_its_figures(text: str, amount: str) -> None:
    charge = recognise(line(description=text, amount=amount), invoice(), OFFER)
    assert charge.kind is not ChargeKind.MILESTONE
