"""What a reminder says, by language and tone.

The words are plain and claim nothing that a contract may not give: no interest, no fee, no court;
and no earlier reminder that was not sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Self

from models.reminders import Language, Tone
from reports.wording import THIN, long_date, with_currency

_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
_SWAPPED = str.maketrans(",.", ".,")


class Past(StrEnum):
    """How often a letter's overdue invoices were reminded of before."""

    NEVER = "never"
    SOME = "some"
    ONCE = "once"
    OFTEN = "often"

    @classmethod
    def of(cls, times: Sequence[int]) -> Self:
        """Say it of all of them: "once" and "often" hold of each.

        >>> [Past.of(one).value for one in ([], [0, 0], [0, 3], [1, 2], [2, 2])]
        ['never', 'never', 'some', 'once', 'often']
        """
        least = min(times, default=0)
        if least > 1:
            return cls.OFTEN
        if least == 1:
            return cls.ONCE
        return cls.SOME if any(times) else cls.NEVER


Said = Mapping[tuple[Tone, Past], str]


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences and headings of a language; ``{}`` stands for a name."""

    subject: Said
    coming_subject: str
    greeting: str
    opening: Said
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


def _by_past(friendly: str, firm: Mapping[Past, str], final: Mapping[Past, str]) -> Said:
    """Lay out sentences by tone and past; a friendly one says nothing of it."""
    found = {(Tone.FRIENDLY, past): friendly for past in Past}
    found |= {(Tone.FIRM, past): firm[past] for past in Past}
    return found | {(Tone.FINAL, past): final[past] for past in Past}


def _with_past(
    friendly: str, firm: str, final: Mapping[Past, str], wrote: Mapping[Past, str]
) -> Said:
    """Say after a firm and before a final sentence what was written before."""
    told = {past: " ".join(filter(None, (firm, wrote[past]))) for past in Past}
    return _by_past(friendly, told, {past: f"{told[past]} {final[past]}" for past in Past})


WORDS: Mapping[Language, Words] = {
    Language.EN: Words(
        subject=_by_past(
            "Payment reminder: {}",
            {
                Past.NEVER: "Payment overdue: {}",
                Past.SOME: "Payment overdue: {}",
                Past.ONCE: "Second payment reminder: {}",
                Past.OFTEN: "Further payment reminder: {}",
            },
            dict.fromkeys(Past, "Final payment reminder: {}")
            | {Past.NEVER: "Final request for payment: {}"},
        ),
        coming_subject="Payment falls due: {}",
        greeting="Dear Sir or Madam,",
        opening=_with_past(
            "our books show no full payment of the invoices below yet. Perhaps it escaped your notice.",
            "the overdue invoices below are not paid in full.",
            dict.fromkeys(Past, "This is our last reminder.")
            | {Past.NEVER: "We shall not remind you again."},
            {
                Past.NEVER: "",
                Past.SOME: "We have written to you about some of them before.",
                Past.ONCE: "We have written to you about them before.",
                Past.OFTEN: "We have written to you about them several times.",
            },
        ),
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
        subject=_by_past(
            "Zahlungserinnerung: {}",
            {
                Past.NEVER: "Überfällige Zahlung: {}",
                Past.SOME: "Überfällige Zahlung: {}",
                Past.ONCE: "Zweite Zahlungserinnerung: {}",
                Past.OFTEN: "Weitere Zahlungserinnerung: {}",
            },
            dict.fromkeys(Past, "Letzte Zahlungserinnerung: {}")
            | {Past.NEVER: "Letzte Zahlungsaufforderung: {}"},
        ),
        coming_subject="Zahlung wird fällig: {}",
        greeting="Sehr geehrte Damen und Herren,",
        opening=_with_past(
            "für die unten genannten Rechnungen ist bei uns noch keine vollständige Zahlung verbucht. Vielleicht ist sie Ihrer Aufmerksamkeit entgangen.",
            "die unten genannten überfälligen Rechnungen sind nicht vollständig bezahlt.",
            dict.fromkeys(Past, "Dies ist unsere letzte Erinnerung.")
            | {Past.NEVER: "Wir werden nicht noch einmal daran erinnern."},
            {
                Past.NEVER: "",
                Past.SOME: "Zu einem Teil davon hatten wir Ihnen bereits geschrieben.",
                Past.ONCE: "Wir hatten Ihnen dazu bereits geschrieben.",
                Past.OFTEN: "Wir hatten Ihnen dazu mehrmals geschrieben.",
            },
        ),
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
