"""TM103 invoiced-late: issued after the contract's deadline for invoicing.

Why:    Many contracts waive what is not invoiced in time.
Inputs: The date of issue; the last day of the service period; the deadline of the contract.
Source: The billing clause with its deadline.
Edges:  - Day 0 is the last day of the service period; the last allowed day is in time.
        - Lines of several periods: the latest counts.
        - A credit note, or an invoice without a period, has no deadline.
Example: service of January billed on 15 April, the deadline is 60 days: the whole invoice.
"""

from datetime import timedelta

from checks.agreement import of_kind
from checks.charges.service_term import has_period
from checks.proofs import line_proofs, money, term_proofs, unsure
from models.cases import InvoiceCase
from models.findings import Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.terms import BillingSchedule


def invoiced_late(case: InvoiceCase) -> Outcomes:
    """Compare the date of issue with the end of the period and the deadline."""
    issued, family = case.invoice.issue_date, case.family
    dated = [charge for charge in case.charges if charge.end and has_period(charge)]
    if family is None or issued is None or not dated or not case.stands:
        yield NotApplicable("The invoice has no contract, date of issue or service period.")
        return
    last = max(dated, key=lambda charge: charge.end or issued)
    end = case.invoice.period_end or last.end or issued
    terms = [t for t in of_kind(family, end, BillingSchedule) if t.deadline_days is not None]
    if not terms:
        yield NotApplicable("The contract sets no deadline for invoicing.")
        return
    allowed = end + timedelta(days=terms[-1].deadline_days or 0)
    if issued > allowed:
        total = case.invoice.total
        shown = money(total, case.invoice.currency) if total is not None else "its total"
        yield Finding(
            message=f"Issued on {issued}, {(issued - end).days} days after the service period; the "
            f"deadline was {allowed}. {shown} may no longer be due.",
            direction=Direction.OVERBILLED,
            expected=allowed.isoformat(),
            actual=issued.isoformat(),
            amount=total,
            currency=case.invoice.currency,
            working=f"{end} + {terms[-1].deadline_days} days = {allowed}",
            proofs=(*term_proofs(terms[-1:]), *line_proofs(case, [last])),
            review=unsure(terms[-1:]),
        )


CHECK = Check("TM103", "invoiced-late", Severity.MEDIUM, invoiced_late)
