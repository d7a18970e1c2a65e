"""When an invoice of ours falls due, by the contract's payment terms.

Inputs: the contracts of a book, and invoices that name their contract.
Source: `checks.calendars`, in the settled reading; day 0 is the event itself.
Edges:  - Terms that disagree, or none: the invoice is left as it is.
        - Counted from a day that is not known yet (receipt): the terms are named, and no day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from checks.calendars import due_date
from checks.matching import build_cases
from checks.payment.terms_for import governing, in_words
from checks.run import prepared
from models.cases import Book
from models.findings import CannotTell
from models.invoices import Invoice


def with_terms(invoices: Iterable[Invoice], book: Book) -> Iterator[Invoice]:
    """Add payment terms and due date, where an invoice has neither and its contract tells them.

    A credit note is left as it is.
    """
    for invoice in invoices:
        yield _told(invoice, book) if lacks_terms(invoice) else invoice


def lacks_terms(invoice: Invoice) -> bool:
    """Whether an invoice, and no credit note, says neither when nor how it is to be paid."""
    return not (invoice.due_date or invoice.payment_terms or invoice.is_credit)


def _told(invoice: Invoice, book: Book) -> Invoice:
    (case,) = build_cases(prepared(replace(book, invoices=(invoice,)))).invoices
    terms = governing(case)
    if len({(term.days, term.day_type, term.counts_from, term.event) for term in terms}) != 1:
        return invoice
    due = due_date(terms[0], case.invoice, book.settings.holidays)
    told = {
        "payment_terms": in_words(terms[0]),
        "due_date": None if isinstance(due, CannotTell) else due.on,
    }
    return invoice.model_copy(update=told)
