"""PT101 due-date-differs: the due date is not what the contract's payment term gives.

Why:    An early due date moves cash forward and starts late charges too soon; a late one is a
        loan nobody agreed to.
Inputs: The invoice's dates; the payment term in force on its day of issue.
Source: The clause quoted in the term's evidence.  Day 0 is the event itself.
Edges:  - No due date printed: not applicable.
        - Business days are Monday to Friday less the holidays in the settings.
        - "Days after end of month" has two lawful readings, "one month" of thirty days too; either
          passes.  So does a due date moved on from a weekend or holiday to the next business day
          (to the one before where the clause says so).
        - Counted from receipt and no receipt on file: cannot tell.
        - Terms that disagree: the invoice passes if it fits one, else cannot tell.
Example: net 30 from the date of 1 March is due on 31 March; the invoice says 16 March.
"""

from datetime import date

from checks.arithmetic.sums import printed
from checks.calendars import DueDate, lawful_due_dates
from checks.payment.terms_for import governing, in_words
from checks.proofs import term_proofs
from models.cases import InvoiceCase
from models.findings import (
    CannotTell,
    Check,
    Direction,
    Finding,
    NotApplicable,
    Outcomes,
    Passed,
    Severity,
)
from models.terms import PaymentTerm


def due_date_differs(case: InvoiceCase) -> Outcomes:
    """Count again."""
    invoice, terms = case.invoice, governing(case)
    if invoice.due_date is None or invoice.is_credit or not terms:
        yield NotApplicable("The invoice prints no due date, or the contract has no payment term.")
        return
    readings: list[tuple[PaymentTerm, DueDate]] = []
    unknown: list[CannotTell] = []
    for term in terms:
        found = lawful_due_dates(term, invoice, case.book.settings.holidays)
        if isinstance(found, CannotTell):
            unknown.append(found)
        else:
            readings += [(term, reading) for reading in found]
    for _, reading in readings:
        if reading.on == invoice.due_date:
            yield Passed(reading.note)
            return
    if unknown:
        yield unknown[0]
    elif len({(t.days, t.day_type, t.counts_from) for t in terms}) > 1:
        yield CannotTell(
            "The contract's payment terms give different due dates, and the invoice fits none.",
            term_proofs(terms),
        )
    else:
        yield _finding(case, invoice.due_date, *readings[0])


def _finding(case: InvoiceCase, due: date, term: PaymentTerm, reading: DueDate) -> Finding:
    days = (reading.on - due).days
    early = days > 0
    advice = (
        "Schedule payment for the contract's date"
        if early
        else "The customer has been given more time than agreed; correct the due date"
    )
    return Finding(
        message=f"Due {abs(days)} day{'s' * (abs(days) != 1)} {'early' if early else 'late'}: {due.isoformat()} instead of {reading.on.isoformat()} ({in_words(term)}). {advice}.",
        direction=Direction.OVERBILLED if early else Direction.UNDERBILLED,
        expected=reading.on.isoformat(),
        actual=due.isoformat(),
        working=f"{reading.note} = {reading.on.isoformat()}",
        proofs=(*term_proofs([term]), *printed(case.invoice, "due_date", "issue_date")),
        review=term.review,
    )


CHECK = Check("PT101", "due-date-differs", Severity.MEDIUM, due_date_differs)
