"""AR104 credit-exceeds-invoice: credit notes give back more than the invoice asked for.

Why:    A credit that is too large is money the provider loses.
Inputs: The credit notes that correct one invoice, by date of issue, and that invoice.
Source: The printed totals, tax included.
Edges:  - The finding stands on the credit note that goes over the invoice.
        - A credit note that names no invoice, or one that is not on file: cannot tell.
        - Several credit notes add up; up to the invoice's total they pass.
Example: credit notes of 1,300.00 for an invoice of 1,200.00: 100.00.
"""

from decimal import Decimal

from checks.arithmetic.sums import printed, slack
from checks.proofs import money, number
from checks.recognition.references import plain
from models.cases import InvoiceCase
from models.findings import CannotTell, Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.invoices import Invoice


def credit_exceeds_invoice(case: InvoiceCase) -> Outcomes:
    """Add up the credit notes of the corrected invoice until this one."""
    note = case.invoice
    if not note.is_credit:
        yield NotApplicable("This is no credit note.")
        return
    original = _original(case)
    if original is None or original.total is None or note.total is None:
        yield CannotTell("The invoice that this credit note corrects is not on file.")
        return
    before = sum((n.total or Decimal(0) for n in _earlier_notes(case)), Decimal(0))
    excess = min(before + note.total - original.total, note.total)
    if excess <= slack(note, case.book.settings.tolerance_minor_units):
        return
    yield Finding(
        message=f"Credit notes for {original.number} give back {money(before + note.total, note.currency)}, more than its total of {money(original.total, note.currency)}. Correct the credit note.",
        direction=Direction.UNDERBILLED,
        expected=str(original.total),
        actual=str(before + note.total),
        amount=excess,
        currency=note.currency,
        working=f"{number(before)} + {number(note.total)} - {number(original.total)} = {excess}",
        proofs=(*printed(note, "total"), *printed(original, "total")),
    )


def _original(case: InvoiceCase) -> Invoice | None:
    wanted = plain(case.invoice.corrects or "")
    return next(
        (
            i
            for i in case.book.invoices
            if wanted and not i.is_credit and plain(i.number or "") == wanted
        ),
        None,
    )


def _earlier_notes(case: InvoiceCase) -> list[Invoice]:
    """Credit notes for the same invoice before this one in the order of the book."""
    wanted = plain(case.invoice.corrects or "")
    notes = [i for i in case.book.invoices if i.is_credit and plain(i.corrects or "") == wanted]
    return notes[: next((k for k, n in enumerate(notes) if n is case.invoice), 0)]


CHECK = Check("AR104", "credit-exceeds-invoice", Severity.HIGH, credit_exceeds_invoice)
