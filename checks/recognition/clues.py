"""What an invoice and its lines say that others like them say as well.

A correction is kept with these clues.  They tell the next invoices that it holds for, and no
others: an invoice that names another reference or order, a line with another item code, or a
discount on an item instead of the item, is not like it.
"""

from checks.recognition.natures import nature_of
from checks.recognition.parties import core_name
from checks.recognition.references import plain
from checks.recognition.wording import NOISE, key_of, without_time, words_of
from models.heads import Headed
from models.invoices import Invoice, InvoiceKind, InvoiceLine
from models.matching import Clues, InvoiceName, LineClue


def name_of(invoice: Headed) -> InvoiceName:
    """Return what an invoice is known by, whatever else is read of it another time."""
    number = plain(invoice.number or "")
    file = invoice.document.sha256 or invoice.document.file
    told_apart = number or f"{invoice.issue_date} {invoice.total}"
    supplier, issued = core_name(invoice.supplier.name or ""), invoice.issue_date or ""
    name = f"{number}|{supplier}|{invoice.kind}|{issued}" if number else ""
    return InvoiceName(f"{file}|{told_apart}", name)


def billed_number(name: InvoiceName) -> str:
    """Return the number of an invoice in plain form; "" where it has none, or is a credit note.

    >>> billed_number(InvoiceName("7f|inv1", "inv1|provider|invoice|2026-03-01"))
    'inv1'
    """
    number, _, rest = name.name.partition("|")
    kind = rest.rpartition("|")[0].rpartition("|")[2]
    return number if kind == InvoiceKind.INVOICE else ""


def pair_of(invoice: Headed) -> tuple[str, str]:
    """Return supplier and customer without legal form, case and punctuation."""
    parties = invoice.supplier, invoice.customer
    supplier, customer = (core_name(one.name or "").replace(" ", "") for one in parties)
    return supplier, customer


def clues_of(invoice: Invoice) -> Clues:
    """Return what an invoice says of where it belongs."""
    supplier, customer = pair_of(invoice)
    return Clues(
        supplier=supplier,
        customer=customer,
        reference=plain(invoice.contract_reference or ""),
        order=plain(invoice.purchase_order or ""),
        lines=tuple(dict.fromkeys(clue_of(line) for line in invoice.lines if line.amount)),
    )


def clue_of(line: InvoiceLine) -> LineClue:
    """Return what a line says; months, figures and other words of time are left out."""
    text = line.description or ""
    nature = nature_of(text or line.item_code or "")
    return LineClue(
        code=plain(line.item_code or ""),
        words=without_time(key_of(text)) or key_of(text),
        nature=nature.value if nature else "",
    )


def is_like(known: LineClue, other: LineClue) -> bool:
    """Whether two lines ask for the same thing: the same words, or one item code.

    Codes that differ, or a code that stands for many things, say that they do not.

    >>> care = LineClue("S1", "managed care")
    >>> is_like(care, LineClue("S1", "care, managed")), is_like(care, LineClue("S1", "travel"))
    (True, False)
    >>> is_like(care, LineClue("S2", "managed care"))
    False
    """
    if known.nature != other.nature:
        return False
    if known.code and other.code:
        return known.code == other.code and _shares_meaning(known.words, other.words)
    return bool(known.words) and known.words == other.words


def is_same_matter(known: Clues, other: Clues) -> bool:
    """Whether what a person said of one invoice holds for another of the same two companies.

    Both name the same reference, or none; then the same order, or the lines ask for nothing
    that the first did not ask for.
    """
    if (known.supplier, known.customer) != (other.supplier, other.customer):
        return False
    if known.reference != other.reference:
        return False
    if known.order and other.order:
        return known.order == other.order
    if known.reference:
        return True
    return bool(other.lines) and all(
        any(is_like(one, line) for one in known.lines) for line in other.lines
    )


def _shares_meaning(one: str, other: str) -> bool:
    """Whether two descriptions have a word in common that says what is charged."""
    if not one or not other or one == other:
        return True
    first, second = (set(words_of(text)) for text in (one, other))
    meaning = (first & second) - NOISE
    return bool(meaning) or not (first - NOISE) or not (second - NOISE)
