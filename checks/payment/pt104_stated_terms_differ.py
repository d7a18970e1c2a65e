"""PT104 stated-terms-differ: the terms printed on the invoice contradict the contract.

Why:    "Net 15" on the paper is what clerks pay by, whatever the contract says.
Inputs: The payment terms printed on the invoice; the payment term in force on its day.
Source: The clause quoted in the term's evidence.
Edges:  - Printed terms that name no number of days: not applicable.
        - A discount for early payment printed before them is not the term itself.
        - Calendar days printed where the contract counts business days pass if the number is right.
Example: the invoice prints "Net 15 days", the contract gives 30.
"""

from checks.arithmetic.sums import printed
from checks.payment.terms_for import fits, governing, in_words, printed_terms
from checks.proofs import term_proofs
from models.cases import InvoiceCase
from models.findings import Check, Direction, Finding, NotApplicable, Outcomes, Severity


def stated_terms_differ(case: InvoiceCase) -> Outcomes:
    """Compare the printed days with the contract's."""
    stated, terms = printed_terms(case.invoice.payment_terms), governing(case)
    if stated is None or not terms or case.invoice.is_credit:
        yield NotApplicable("The invoice prints no payment terms, or the contract has none.")
        return
    if any(fits(stated, term) for term in terms):
        return
    term = terms[0]
    yield Finding(
        message=f'The invoice prints "{stated.text}"; the contract gives {in_words(term)}. The contract counts; ask for a corrected text.',
        direction=Direction.NEUTRAL,
        expected=in_words(term),
        actual=stated.text,
        working=f"{stated.days} days printed, {term.days} agreed",
        proofs=(*term_proofs([term]), *printed(case.invoice, "payment_terms")),
        review=term.review,
    )


CHECK = Check("PT104", "stated-terms-differ", Severity.LOW, stated_terms_differ)
