"""CP101 cap-exceeded: cumulative billing passes a not-to-exceed limit.

Why:    Each invoice looks right by itself; only the sum breaks the ceiling.
Inputs: Net amounts of all standing invoices under the capped document, in order of issue.
Source: The cap clause.
Edges:  - The finding stands on the invoice that breaks the limit; what is above it is the excess.
        - A cap per month, quarter or year counts each period by itself.
        - "Excluding expenses" leaves expense lines out; a cap on expenses counts only them.
        - A cap that names priced items ("workshops") counts only them.
        - A cap on any one expense is EX102.
        - A cap whose words name no priced item ("waiting time"), where more than work by time was
          billed: which charges count cannot be told.
        - A cap that waits for review, over more than a month, and that one invoice passes by
          itself: perhaps it limits something else, cannot tell.
        - Interest, taxes and retainage released are no charges under the cap.
Example: 90,000 billed under a limit of 100,000, then 15,000 more: 5,000.
"""

from decimal import Decimal

from checks.agreement import clauses_on
from checks.charges.billed import net_billed, order, standing
from checks.charges.limits import (
    Counted,
    counted,
    is_for_each,
    months_of_limit,
    period_of_limit,
)
from checks.charges.rating import rates_of
from checks.proofs import differs, line_proofs, money, term_proofs, unsure
from checks.recognition.units import hours_in
from models.cases import Charge, InvoiceCase
from models.contracts import Contract
from models.findings import CannotTell, Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.terms import Cap


def cap_exceeded(case: InvoiceCase) -> Outcomes:
    """Add up what was billed until this invoice and hold it against each cap."""
    day, family = case.invoice.issue_date, case.family
    clauses = clauses_on(family, day) if family and day else ()
    caps = [
        (c.term, c.contract) for c in clauses if isinstance(c.term, Cap) and not is_for_each(c.term)
    ]
    if not family or not caps or not case.stands:
        yield NotApplicable("The contract limits no charges.")
        return
    for cap, document in caps:
        counts = counted(cap, document, family, case.book.forest)
        under = _under(case, cap, document)
        found = _over(case, under, cap, counts)
        reason = _doubt(case, under, cap, counts) if found else None
        if reason:
            yield CannotTell(reason, term_proofs([cap]))
        elif found:
            yield found


def _doubt(case: InvoiceCase, under: list[InvoiceCase], cap: Cap, counts: Counted) -> str | None:
    """Say why a limit that is passed may be one of something else."""
    limit = money(cap.amount, cap.currency)
    if cap.review and months_of_limit(cap.per) != 1 and net_billed(case, counts) > cap.amount:
        return (
            f"A limit of {limit} was read that this invoice passes "
            "by itself: perhaps it is for something else; confirm its clause."
        )
    counting = (charge for one in under for charge in one.charges if counts(charge))
    if counts.open and not all(_is_time(charge) for charge in counting):
        return f'The limit of {limit} is one of "{cap.scope}", and no price goes by that name.'
    return None


def _is_time(charge: Charge) -> bool:
    return any(hours_in(rate.unit) is not None for rate in rates_of(charge))


def _under(case: InvoiceCase, cap: Cap, document: Contract) -> list[InvoiceCase]:
    """Return what was billed under a limit until an invoice, this one too."""
    period = period_of_limit(cap.per, case)
    return [
        one
        for one in standing(case)
        if order(one) <= order(case)
        and one.family is not None
        and any(member is document for member in one.family.members)
        and period_of_limit(cap.per, one) == period
        and one.invoice.currency == (cap.currency or one.invoice.currency)
    ]


def _over(case: InvoiceCase, under: list[InvoiceCase], cap: Cap, counts: Counted) -> Finding | None:
    before = sum(
        (net_billed(one, counts) for one in under if one.invoice is not case.invoice), Decimal(0)
    )
    total = before + net_billed(case, counts)
    if total <= cap.amount or before > cap.amount or not differs(case, total, cap.amount):
        return None
    period = period_of_limit(cap.per, case)
    currency = cap.currency or case.invoice.currency
    own = [charge for charge in case.charges if counts(charge)]
    return Finding(
        message=f"With this invoice {money(total, currency)} is billed under a limit of "
        f"{money(cap.amount, currency)}. Ask for the approval of the excess or a credit note.",
        direction=Direction.OVERBILLED,
        expected=str(cap.amount),
        actual=str(total),
        amount=total - cap.amount,
        currency=currency,
        working=f"billed before {before}, this invoice {total - before}, limit {cap.amount}"
        + (f" for {period[0]} to {period[1]}" if period else ""),
        proofs=(*term_proofs([cap]), *line_proofs(case, own[:1])),
        review=unsure([cap]),
        key=f"{cap.amount.normalize():f}|{months_of_limit(cap.per)}",
    )


CHECK = Check("CP101", "cap-exceeded", Severity.HIGH, cap_exceeded)
