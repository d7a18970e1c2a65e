"""PT104 stated-terms-differ: the terms printed on the invoice contradict the contract.

Why:    "Net 15" on the paper is what clerks pay by, whatever the contract says.
Inputs: The payment terms printed on the invoice; the payment term in force on its day.
Source: The clause quoted in the term's evidence.
Edges:  - Printed terms that name no number of days: not applicable.
        - A discount for early payment printed before them is not the term itself.
        - "7 days" are calendar days and not the contract's 7 business days; "Net 7" may be either.
        - A due date reckoned in the wrong kind of days is PT101, and not also PT104.
Example: the invoice prints "Net 15 days", the contract gives 30.
"""

from datetime import timedelta

from checks.arithmetic.sums import printed
from checks.payment.terms_for import PrintedTerms, fits, governing, in_words, printed_terms
from checks.proofs import term_proofs
from models.cases import InvoiceCase
from models.findings import Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.invoices import Invoice
from models.terms import DayType


def stated_terms_differ(case: InvoiceCase) -> Outcomes:
    """Compare the printed days with the contract's."""
    stated, terms = printed_terms(case.invoice.payment_terms), governing(case)
    if stated is None or not terms or case.invoice.is_credit:
        yield NotApplicable("The invoice prints no payment terms, or the contract has none.")
        return
    if any(fits(stated, term) for term in terms):
        return
    term = terms[0]
    if stated.days == term.days and _is_reckoned_so(stated, case.invoice):
        return
    yield Finding(
        message=f'The invoice prints "{stated.text}"; the contract gives {in_words(term)}. The contract counts; ask for a corrected text.',
        direction=Direction.NEUTRAL,
        expected=in_words(term),
        actual=stated.text,
        working=f"{stated.days} {_kind(business=bool(stated.business))} printed, "
        f"{term.days} {_kind(business=term.day_type is DayType.BUSINESS)} agreed",
        proofs=(*term_proofs([term]), *printed(case.invoice, "payment_terms")),
        review=term.review,
    )


def _is_reckoned_so(stated: PrintedTerms, invoice: Invoice) -> bool:
    """Whether the due date stands as many calendar days after the issue as are printed."""
    issued, due = invoice.issue_date, invoice.due_date
    if issued is None or due is None or stated.business:
        return False
    return due - issued == timedelta(days=stated.days)


def _kind(*, business: bool) -> str:
    return "business days" if business else "days"


CHECK = Check("PT104", "stated-terms-differ", Severity.LOW, stated_terms_differ)
