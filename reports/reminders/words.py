"""What a reminder says, by language and tone.

The words are plain and claim nothing that a contract may not give: no interest, no fee, no court.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.reminders import Language, Tone
from reports.wording import THIN, long_date, with_currency

_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
_SWAPPED = str.maketrans(",.", ".,")


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences and headings of a language; ``{}`` stands for a name."""

    subject: Mapping[Tone, str]
    coming_subject: str
    greeting: str
    opening: Mapping[Tone, str]
    coming_opening: str
    overdue: str
    coming: str
    invoice: str
    issued: str
    due: str
    amount: str
    sums: str
    clause: str
    source: str
    page: str
    section: str
    request: Mapping[Tone, str]
    coming_request: str
    already: str
    closing: str


WORDS: Mapping[Language, Words] = {
    Language.EN: Words(
        subject={
            Tone.FRIENDLY: "Payment reminder: {}",
            Tone.FIRM: "Second payment reminder: {}",
            Tone.FINAL: "Final payment reminder: {}",
        },
        coming_subject="Payment falls due: {}",
        greeting="Dear Sir or Madam,",
        opening={
            Tone.FRIENDLY: "our books show no full payment of the invoices below yet. Perhaps it escaped your notice.",
            Tone.FIRM: "the overdue invoices below are not paid in full. We have written to you before.",
            Tone.FINAL: "the overdue invoices below are not paid in full, though we have written to you several times. This is our last reminder.",
        },
        coming_opening="this is a note about payments that fall due.",
        overdue="Overdue",
        coming="Not overdue yet",
        invoice="Invoice",
        issued="Dated",
        due="Due",
        amount="Open amount",
        sums="Open in all",
        clause="The payment terms agreed:",
        source="({})",
        page="page {}",
        section="section {}",
        request={
            Tone.FRIENDLY: "Please pay the overdue amount, or tell us what stands against it.",
            Tone.FIRM: "Please pay the overdue amount without delay, or tell us what stands against it.",
            Tone.FINAL: "Please pay the overdue amount at once. If you dispute it, tell us the reason now.",
        },
        coming_request="Please see to it that the payment reaches us by the due date.",
        already="If you have paid meanwhile, this letter has no object.",
        closing="Yours faithfully",
    ),
    Language.DE: Words(
        subject={
            Tone.FRIENDLY: "Zahlungserinnerung: {}",
            Tone.FIRM: "Zweite Zahlungserinnerung: {}",
            Tone.FINAL: "Letzte Zahlungserinnerung: {}",
        },
        coming_subject="Zahlung wird fällig: {}",
        greeting="Sehr geehrte Damen und Herren,",
        opening={
            Tone.FRIENDLY: "für die unten genannten Rechnungen ist bei uns noch keine vollständige Zahlung verbucht. Vielleicht ist sie Ihrer Aufmerksamkeit entgangen.",
            Tone.FIRM: "die unten genannten überfälligen Rechnungen sind nicht vollständig bezahlt. Wir hatten Ihnen bereits geschrieben.",
            Tone.FINAL: "die unten genannten überfälligen Rechnungen sind nicht vollständig bezahlt, obwohl wir Ihnen mehrmals geschrieben haben. Dies ist unsere letzte Erinnerung.",
        },
        coming_opening="wir weisen auf Zahlungen hin, die fällig werden.",
        overdue="Überfällig",
        coming="Noch nicht überfällig",
        invoice="Rechnung",
        issued="Datum",
        due="Fällig",
        amount="Offener Betrag",
        sums="Insgesamt offen",
        clause="Die vereinbarten Zahlungsbedingungen:",
        source="({})",
        page="Seite {}",
        section="Abschnitt {}",
        request={
            Tone.FRIENDLY: "Bitte zahlen Sie den überfälligen Betrag, oder teilen Sie uns mit, was dem entgegensteht.",
            Tone.FIRM: "Bitte zahlen Sie den überfälligen Betrag unverzüglich, oder teilen Sie uns mit, was dem entgegensteht.",
            Tone.FINAL: "Bitte zahlen Sie den überfälligen Betrag sofort. Wenn Sie ihn bestreiten, nennen Sie uns jetzt den Grund.",
        },
        coming_request="Bitte sorgen Sie dafür, dass die Zahlung bis zum Fälligkeitstag bei uns eingeht.",
        already="Falls Sie inzwischen gezahlt haben, ist dieses Schreiben gegenstandslos.",
        closing="Mit freundlichen Grüßen",
    ),
}


def written_date(day: date | None, language: Language) -> str:
    """Write a date for a person.

    >>> written_date(date(2026, 3, 31), Language.DE)
    '31. März 2026'
    """
    if day is None:
        return ""
    if language is Language.DE:
        return f"{day.day}. {_MONTHS.split()[day.month - 1]} {day.year}"
    return long_date(day)


def written_amount(value: Decimal, currency: str, language: Language) -> str:
    r"""Write an amount with its currency.

    >>> written_amount(Decimal("1234.5"), "EUR", Language.DE)
    '1.234,50\xa0EUR'
    """
    text = with_currency(value, currency).replace(THIN, "\N{NO-BREAK SPACE}")
    return text.translate(_SWAPPED) if language is Language.DE else text
