"""A printed invoice, PDF or DOCX: labels, parties, lines and totals put together.

Figures are reported as printed.  Where they do not add up that is no reason to change them: it
is what the checks look for.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from extractors.invoices.draft import Draft, Home
from extractors.invoices.printed.choice import choose
from extractors.invoices.printed.days import settled_order
from extractors.invoices.printed.details import read_details
from extractors.invoices.printed.itemised import read_itemised
from extractors.invoices.printed.laying_out import canvas_of
from extractors.invoices.printed.lines import read_lines
from extractors.invoices.printed.money import (
    adjustments,
    put_totals,
    read_currency,
    settle_net,
    taxed,
)
from extractors.invoices.printed.paper import Paper
from extractors.invoices.printed.parties import read_parties
from extractors.invoices.printed.service_period import with_period
from extractors.invoices.printed.taught import apply, learn
from extractors.invoices.printed.totals import names_tax, sums_in, unnamed_sums
from extractors.invoices.printed.values import amounts
from extractors.invoices.witness import judged, lines_agree, totals_agree
from extractors.readers.unread import no_text, nothing_read
from extractors.unsure import said, unsure_in
from models.document import Document
from models.errors import DocumentError, ErrorCode
from models.invoices import Invoice
from models.lessons import Lesson


def read_printed(document: Document, home: Home, lessons: Sequence[Lesson] = ()) -> Invoice:
    """Read a printed invoice; ``lessons`` are what people taught about suppliers' layouts.

    Raises:
        DocumentError: INVOICE_NOT_FOUND where the document shows neither an invoice's number
            nor its amounts; PDF_NO_TEXT where its pages are pictures.
    """
    paper = Paper.of(canvas_of(document), Draft(home))
    apply(paper, lessons)
    invoice = _read(paper)
    if invoice.total is None and invoice.number is None and not invoice.lines:
        raise _not_found(document)
    return _judged(paper, invoice)


def learn_printed(document: Document, home: Home, corrections: Mapping[str, str]) -> list[Lesson]:
    """Make lessons of the corrected values of an invoice, by field.

    Raises:
        CannotLearn: a correction teaches nothing.
    """
    invoice = _read(Paper.of(canvas_of(document), Draft(home)))
    return learn(Paper.of(canvas_of(document), Draft(home)), invoice, corrections)


def printed_amounts(document: Document) -> frozenset[Decimal]:
    """Return every amount that the document prints, without its sign."""
    texts = [segment.text for segment in canvas_of(document).segments]
    return frozenset(
        abs(amount.value) for mark in ".," for text in texts for amount in amounts(text, mark)
    )


def _read(paper: Paper) -> Invoice:
    draft = paper.draft
    table = read_lines(paper.canvas, paper.mark)
    paper.labels.table, paper.labels.described = table.heads, table.rows
    unnamed = list(unnamed_sums(paper.canvas, paper.mark, table.rows))
    totals = choose(sums_in(paper.canvas, paper.mark, table.rows), unnamed)
    totals.untaxed = not totals.taxes and not names_tax(paper.canvas, table.rows)
    read_currency(paper, totals)
    order = settled_order(paper)
    read_details(paper, order)
    read_parties(paper, table.rows)
    put_totals(paper, totals)
    sums = [s for key in ("net_amount", "total") if (s := draft.values.get(key))]
    issued = draft.values.get("issue_date")
    lines = table.lines(paper.canvas, paper.mark, sums, day_first=order.day_first, near=issued)
    if not lines:
        lines = read_itemised(paper.canvas, paper.mark, sums, day_first=order.day_first)
    settle_net(paper, lines, totals)
    draft.lines += taxed(paper, with_period(paper, lines, order), totals)
    draft.adjustments += adjustments(paper, lines, totals)
    return draft.invoice()


def _judged(paper: Paper, invoice: Invoice) -> Invoice:
    """Set confidence and review from what is missing and what does not add up."""
    notices = []
    if not paper.mark_known and not any((lines_agree(invoice), totals_agree(invoice))):
        notices.append("The document does not show which mark divides decimals.")
    if not invoice.lines:
        notices.append("No line was found on the invoice.")
    unread = paper.canvas.document.unread_pages
    notices += [f"Page {number} holds no text that can be read." for number in unread]
    notices += _unsure(paper.canvas.document, invoice)
    update = {
        "review": invoice.review or bool(notices),
        "notices": (*invoice.notices, *notices),
    }
    return judged(invoice.model_copy(update=update), stated=False)


def _unsure(document: Document, invoice: Invoice) -> list[str]:
    """Say which figures text recognition is not sure of, and what they were taken for."""
    places = [(key.replace("_", " "), at) for key, at in sorted(invoice.evidence.items())]
    lines = (*invoice.lines, *invoice.adjustments)
    places += [(f"line {line.number}", line.evidence) for line in lines if line.evidence]
    return [
        f"Text recognition is not sure of {said(unsure)} ({name})."
        for name, place in places
        for unsure in unsure_in(document, place)
    ]


def _not_found(document: Document) -> DocumentError:
    if nothing_read(document):
        return no_text(document)
    return DocumentError(
        ErrorCode.INVOICE_NOT_FOUND,
        "no invoice number, total or line was found in the document.",
        where=document.file,
        do="Check that it is an invoice.",
    )
