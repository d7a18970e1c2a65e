"""ID101 contract-not-found: no contract on file fits the invoice, or two fit equally well.

Why:    What no contract covers cannot be checked, and is perhaps not owed.
Inputs: The invoice's reference, purchase order and parties; every contract on file.
Source: The absence of a contract; the invoice is the evidence.
Edges:  - Two contracts that fit alike are both named; none is chosen.
        - A credit note goes with the invoice it corrects.
        - A person may say that an invoice is under no contract on file.
        - A heading or an address read as a party's name: cannot tell.
        - Nothing else is said of such an invoice.
Example: a quotation billed as QT-9744 by a supplier with whom no contract is on file.
"""

from checks.arithmetic.sums import printed
from checks.recognition.misread_names import is_no_company
from models.cases import InvoiceCase
from models.findings import CannotTell, Check, Direction, Finding, Outcomes, Severity
from models.invoices import Invoice


def contract_not_found(case: InvoiceCase) -> Outcomes:
    """Say so where no single contract was found."""
    invoice = case.invoice
    if case.contract is not None:
        return
    if case.told is None and not case.candidates and (names := _misread(invoice)):
        yield CannotTell(
            f"The parties were read as {names}, which are no names. Correct them, then check again.",
            printed(invoice, "number", "total"),
        )
        return
    if case.told is not None:
        message = "Somebody looked and found no contract on file that covers this invoice. Ask the supplier what it rests on."
    elif case.candidates:
        names = " and ".join(c.stem for c in case.candidates)
        message = f"Two or more contracts fit this invoice equally well: {names}. Ask the supplier which one it is billed under."
    else:
        customer, supplier = (
            invoice.customer.name or "the customer",
            invoice.supplier.name or "the supplier",
        )
        message = f"No contract between {supplier} and {customer} is on file. Add the contract, or ask what the invoice rests on."
    yield Finding(
        message=message,
        direction=Direction.OVERBILLED,
        expected="one contract",
        actual=f"{len(case.candidates)} contracts",
        amount=invoice.total,
        currency=invoice.currency,
        working=_working(case),
        proofs=printed(invoice, "number", "total"),
    )


def _misread(invoice: Invoice) -> str:
    """Return the names read for the parties that are none."""
    names = (invoice.supplier.name, invoice.customer.name)
    return " and ".join(f'"{name}"' for name in names if name and is_no_company(name))


def _working(case: InvoiceCase) -> str:
    if case.told is not None:
        return "a person decided that no contract on file covers it"
    if case.candidates:
        return "reference, purchase order, parties, currency and period do not decide"
    return "no contract fits by reference, purchase order or parties"


CHECK = Check("ID101", "contract-not-found", Severity.HIGH, contract_not_found)
