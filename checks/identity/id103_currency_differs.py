"""ID103 currency-differs: the invoice is not in the contract's currency.

Why:    The same figure in another currency is another sum.
Inputs: The invoice's currency; the currency of the contract it is billed under.
Source: The contract's prices, or its clause on currency.
Edges:  - Neither side's currency known: cannot tell.
        - The rest of the invoice is checked as if the currency were right.
Example: a contract in EUR, its invoice in GBP.
"""

from checks.arithmetic.sums import printed
from models.cases import InvoiceCase
from models.findings import (
    CannotTell,
    Check,
    Direction,
    EvidenceRole,
    Finding,
    NotApplicable,
    Outcomes,
    Proof,
    Severity,
)


def currency_differs(case: InvoiceCase) -> Outcomes:
    """Compare the two currencies."""
    if case.contract is None:
        yield NotApplicable("The invoice matches no contract.")
        return
    agreed, billed = case.contract.contract.currency, case.invoice.currency
    if agreed is None or billed is None:
        yield CannotTell("The currency of the contract or of the invoice could not be read.")
        return
    if agreed == billed:
        return
    quote = case.contract.contract_evidence.get("currency")
    yield Finding(
        message=f"The invoice is in {billed}; the contract is in {agreed}. Ask for a corrected invoice.",
        direction=Direction.OVERBILLED,
        expected=agreed,
        actual=billed,
        amount=case.invoice.total,
        currency=billed,
        working=f"{billed} is not {agreed}",
        proofs=(
            *((Proof(EvidenceRole.CONTRACT, quote),) if quote else ()),
            *printed(case.invoice, "currency", "total"),
        ),
    )


CHECK = Check("ID103", "currency-differs", Severity.HIGH, currency_differs)
