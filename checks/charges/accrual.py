"""What the contract lets the supplier charge on an amount that was still open after its due date."""

from datetime import date, timedelta
from decimal import Decimal

from checks.agreement import of_kind
from checks.charges.interest import interest_on
from models.cases import InvoiceCase
from models.terms import LateCharge


def accrued(
    case: InvoiceCase, due_on: date | None, amount: Decimal, until: date
) -> tuple[Decimal | None, str, tuple[LateCharge, ...]]:
    """Return what has accrued on an open amount until a day, how, and by which clauses.

    It is the settled reading of the clauses in force when the invoice fell due.  Days count from
    the day after the due date; inside the grace days nothing accrues.  None: nothing is charged,
    or the words say why it cannot be told.
    """
    if case.family is None or due_on is None or amount <= 0 or until <= due_on:
        return None, "", ()
    days = (until - due_on).days
    terms = tuple(
        term for term in of_kind(case.family, due_on, LateCharge) if days > (term.grace_days or 0)
    )
    total, words = Decimal(0), []
    for term in terms:
        readings = interest_on(
            term, amount, due_on + timedelta(days=1), days, case.invoice.currency
        )
        if not readings:
            return None, "The base rate that the clause names is not on file.", terms
        total += readings[0].amount
        words.append(f"{readings[0].working} = {readings[0].amount}")
    return (total, "; ".join(words), terms) if words else (None, "", ())
