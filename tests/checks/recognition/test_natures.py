import pytest

from checks.recognition.natures import nature_of
from models.cases import ChargeKind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("abzüglich Sicherheitseinbehalt 10 %", ChargeKind.RETAINAGE),
        ("Gewährleistungseinbehalt 5 %", ChargeKind.RETAINAGE),
        ("Retenue de garantie 5 %", ChargeKind.RETAINAGE),
        ("Less contract retention at 3%", ChargeKind.RETAINAGE),
        ("Amount withheld under clause 9", ChargeKind.RETAINAGE),
        ("Auszahlung Sicherheitseinbehalt", ChargeKind.RETAINAGE_RELEASE),
        ("Libération de la retenue de garantie", ChargeKind.RETAINAGE_RELEASE),
        ("Retention, second half, released", ChargeKind.RETAINAGE_RELEASE),
        ("Log retention surcharge", None),
        ("E-mail data retention, 7 years", None),
        ("Retention storage, tier 2", None),
        ("Customer retention campaign", None),
        ("Adjustment to minimum monthly fee of EUR 900", ChargeKind.TRUE_UP),
        ("Top-up to the agreed quarterly minimum", ChargeKind.TRUE_UP),
        ("Monthly minimum billing, difference", ChargeKind.TRUE_UP),
        ("Minimum spend adjustment Q2", ChargeKind.TRUE_UP),
        ("Verzugszinsen auf Rechnung 7", ChargeKind.LATE_CHARGE),
        ("Interest for delay, 9 days", ChargeKind.LATE_CHARGE),
        ("Intérêts de retard", ChargeKind.LATE_CHARGE),
        ("Mengenrabatt 5 %", ChargeKind.DISCOUNT),
        ("Remise commerciale", ChargeKind.DISCOUNT),
        ("2 % Skonto", ChargeKind.DISCOUNT),
        ("Bahnfahrt Kiel-Ulm", ChargeKind.EXPENSE),
        ("Hotelübernachtung, 2 Nächte", ChargeKind.EXPENSE),
        ("Train ticket to Utrecht", ChargeKind.EXPENSE),
        ("Train-the-trainer workshop", None),
        ("Minimum version upgrade", None),
    ],
)
def test_what_wording_gives_away(text: str, kind: ChargeKind | None) -> None:
    assert nature_of(text) is kind
