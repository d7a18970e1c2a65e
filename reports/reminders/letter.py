"""A reminder as a letter: what it says, as plain text and as HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jinja2 import select_autoescape

from models.evidence import Evidence
from models.reminders import Language, OpenItem, Tone
from reports.reminders.words import WORDS, Past, Words, written_amount, written_date
from reports.templating import template_environment
from reports.wording import clean

NAMED = 3
"""So many invoices are named in a subject."""


@dataclass(frozen=True, slots=True)
class Row:
    """An item as a letter lists it; every value is text."""

    invoice: str
    issued: str
    due: str
    amount: str


@dataclass(frozen=True, slots=True)
class Clause:
    """The contract's words on payment and where they stand."""

    quote: str
    source: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A reminder that is ready: one line of subject, the text, and the same as HTML."""

    subject: str
    text: str
    html: str


def reminder(  # noqa: PLR0913 (every option is given by name)
    sender: Sequence[str],
    customer: str,
    items: Sequence[OpenItem],
    *,
    overdue: Mapping[str, int],
    day: date,
    tone: Tone,
    language: Language,
) -> Letter:
    """Write a reminder of a day; ``sender`` is name and address, a line each.

    ``overdue`` are the keys of the items that are, with how often each was reminded of before; they
    stand apart from the others, and the letter claims no reminder that was not sent.  The contract's
    payment clause is quoted once for each contract that has one.
    """
    words = WORDS[language]
    late = [item for item in items if item.key in overdue]
    coming = [item for item in items if item.key not in overdue]
    past = Past.of([overdue[item.key] for item in late])
    subject = (words.subject[tone, past] if late else words.coming_subject).format(_named(items))
    filled = {
        "words": words,
        "language": language.value,
        "sender": [clean(line) for line in sender],
        "customer": customer,
        "day": written_date(day, language),
        "subject": _one_line(subject),
        "opening": words.opening[tone, past] if late else words.coming_opening,
        "parts": [
            (name, [_row(item, language) for item in some])
            for name, some in ((words.overdue, late), (words.coming, coming))
            if some
        ],
        "sums": [written_amount(sum_, code, language) for code, sum_ in _sums(items)],
        "clauses": _clauses(items, words),
        "request": words.request[tone] if late else words.coming_request,
    }
    text, html = (
        _ENVIRONMENT.get_template(f"reminders/letter.{ending}").render(filled)
        for ending in ("txt", "html")
    )
    return Letter(_one_line(subject), text, html)


_ENVIRONMENT = template_environment("reports").overlay(
    autoescape=select_autoescape(enabled_extensions=("html",), default=False)
)


def _row(item: OpenItem, language: Language) -> Row:
    return Row(
        invoice=_one_line(item.invoice),
        issued=written_date(item.issued_on, language),
        due=written_date(item.due_on, language),
        amount=written_amount(item.open_amount, item.currency, language),
    )


def _sums(items: Sequence[OpenItem]) -> list[tuple[str, Decimal]]:
    found: dict[str, Decimal] = {}
    for item in items:
        found[item.currency] = found.get(item.currency, Decimal(0)) + item.open_amount
    return sorted(found.items())


def _clauses(items: Sequence[OpenItem], words: Words) -> list[Clause]:
    quotes = dict.fromkeys(
        (item.clause.quote, _place(item.clause, words)) for item in items if item.clause
    )
    return [Clause(_one_line(quote), source) for quote, source in quotes if quote.strip()]


def _place(clause: Evidence, words: Words) -> str:
    parts = [
        clause.file,
        words.page.format(clause.page) if clause.page is not None else "",
        words.section.format(clause.section) if clause.section else "",
    ]
    return _one_line(", ".join(filter(None, parts)))


def _named(items: Sequence[OpenItem]) -> str:
    numbers = [item.invoice for item in items]
    more = f" (+{len(numbers) - NAMED})" if len(numbers) > NAMED else ""
    return ", ".join(numbers[:NAMED]) + more


def _one_line(text: str) -> str:
    """Fold white space: what a document prints must not break a line of a mail's head."""
    return clean(" ".join(text.split()))
