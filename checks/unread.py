"""What a document that was not read leaves open: no check may rest on something absent from it.

A contract that was not read may hold the term; an invoice whose lines were not read, or not all of
them, may hold the charge that seems never billed.
"""

from datetime import date, timedelta
from decimal import Decimal

from checks.arithmetic.sums import sum_of_lines
from checks.charges.certainty import is_settled
from checks.charges.ownership import billing
from models.cases import Book, Charge, ChargeKind, ContractCase, InvoiceCase
from models.findings import CannotTell, Finding, Outcome
from models.invoices import Invoice

ABSENCE = frozenset(("PR102", "PT103", "MS104", "EX101", "TX101"))
"""Checks that find something because the contract does not say it."""


UNBILLED = frozenset(("CO101", "CO102", "CO103", "CO104", "CO105", "CP102"))
"""Checks that find something because no invoice bills it."""
_BEFORE, _AFTER = timedelta(days=31), timedelta(days=62)  # when a charge of a period is invoiced
_UNPRICED = (ChargeKind.PERCENTAGE, ChargeKind.EXPENSE)  # what contracts give no sum for
_NEARLY = Decimal("0.75")  # of a missing amount, that the part of an invoice not read comes to


def withheld(
    code: str, case: InvoiceCase | ContractCase | Book, outcomes: list[Outcome]
) -> list[Outcome]:
    """Turn a finding that rests on silence into "cannot tell" where a document was not read."""
    reason = _unread(case) if code in ABSENCE else None
    if reason is None and not (code in UNBILLED and isinstance(case, ContractCase)):
        return outcomes
    return [_withheld(outcome, case, reason) for outcome in outcomes]


def _withheld(
    outcome: Outcome, case: InvoiceCase | ContractCase | Book, reason: str | None
) -> Outcome:
    if not isinstance(outcome, Finding):
        return outcome
    if reason is None and isinstance(case, ContractCase):
        reason = _unread_invoice(case, outcome) or _unknown_line(case, outcome)
    return outcome if reason is None else CannotTell(reason, outcome.proofs)


def _unread_invoice(case: ContractCase, found: Finding) -> str | None:
    """Name an invoice of the time of a missing charge whose unread part may hold it."""
    for one in billing(case):
        left = _unexplained(one.invoice)
        if left is None or left < (found.amount or Decimal(0)) * _NEARLY:
            continue
        if _is_of_the_time(one.invoice.issue_date, found):
            return f"Not all lines of invoice {one.invoice.number} were read; they may bill it."
    return None


def _unknown_line(case: ContractCase, found: Finding) -> str | None:
    """Name a line that fits no price as it was read and may ask for what is missing."""
    if found.amount is None or is_settled(case.family):
        return None
    for one in billing(case):
        if not _is_of_the_time(one.invoice.issue_date, found):
            continue
        for charge in one.charges:
            if _may_bill(charge, found):
                said = charge.line.description or "A line"
                return f'"{said}" on invoice {one.invoice.number} may bill it; confirm the terms.'
    return None


def _may_bill(charge: Charge, found: Finding) -> bool:
    """Whether a line of no price of its own asks for a missing sum, or by its very unit price."""
    if charge.terms and charge.kind not in _UNPRICED:
        return False
    price = found.missing.unit_price if found.missing else None
    counted = charge.kind is ChargeKind.UNKNOWN and charge.line.quantity not in (None, 1)
    return charge.amount == found.amount or (
        counted and price is not None and charge.line.unit_price == price
    )


def _unexplained(invoice: Invoice) -> Decimal | None:
    """Return what an invoice asks for and no line of it says, None where all of it is said."""
    asked, said = invoice.net_amount, sum_of_lines(invoice)
    if asked is None and invoice.total is not None:
        tax = invoice.tax_amount
        asked = invoice.total - tax if tax is not None else invoice.total if said is None else None
    if asked is None:
        return None
    left = asked - (said or Decimal(0))
    return left if left > 0 else None


def _is_of_the_time(issued: date | None, found: Finding) -> bool:
    line = found.missing
    if issued is None or line is None or line.period_start is None or line.period_end is None:
        return True
    return line.period_start - _BEFORE <= issued <= line.period_end + _AFTER


def _unread(case: InvoiceCase | ContractCase | Book) -> str | None:
    if isinstance(case, Book) or case.family is None:
        return None
    for member in case.family.members:
        language = member.document.unread_language
        if language and not member.confirmed:
            return f"{member.stem} is written in {language} and was not read; enter its terms."
    return None
