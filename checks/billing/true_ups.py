"""True-ups: what a closed period stays below an agreed minimum falls due on its last day.

The rules are those of CP102 (`checks.charges.commitments`).  Beside what invoices bill towards the
minimum counts what is still to be billed, so that the true-up is the same before and after those
charges are invoiced.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from checks.billing.due import KINDS, Due, Month, Untold
from checks.billing.keys import Identity
from checks.charges.billed import standing_within
from checks.charges.commitments import (
    COUNTED,
    Commitment,
    billed_towards,
    commitments,
    cut_short,
    has_true_up,
    minimums_on,
    reaches,
)
from checks.charges.stand_ins import missing_line, stand_in
from checks.proofs import money, term_proofs, unsure
from checks.recognition.wording import key_of
from models.cases import ChargeKind, ContractCase
from models.money import minor_unit, to_minor


def true_ups(case: ContractCase, month: Month, unbilled: Iterable[Due]) -> Iterator[Due | Untold]:
    """Yield what falls due in a period for minimums of this document.

    ``unbilled`` are the charges under the document that are on no invoice, of the period and
    before.
    """
    counted = [one for one in unbilled if KINDS.get(one.identity.kind) in COUNTED]
    for found in commitments(case, month.last):
        if month.holds(found.end):
            yield from _true_up(case, month, found, counted)
    for found in cut_short(case, month.last):
        if month.holds(found.end):
            yield Untold(case.contract.stem, _cut(case, found))


def _true_up(
    case: ContractCase, month: Month, found: Commitment, counted: Iterable[Due]
) -> Iterator[Due | Untold]:
    minimum, start, end = found
    invoices = standing_within(case)
    own = [one for one in counted if _starts_within(one, start, end)]
    known = reaches(invoices, end) or any((one.line.period_end or start) >= end for one in own)
    if not known and (why := _unknown(case, month)):
        yield Untold(case.contract.stem, f"{_named(case, found)} is not worked out: {why}")
        return
    amount = minimum.amount or Decimal(0)
    currency = minimum.currency or case.contract.contract.currency
    billed = billed_towards(invoices, start, end)
    to_bill = sum((one.amount for one in own), Decimal(0))
    short = to_minor(amount - billed - to_bill, currency)
    if short <= minor_unit(currency):
        return
    charge = stand_in(ChargeKind.TRUE_UP, "minimum commitment true-up", (start, end), invoices)
    rest = f" - {to_bill} still to be billed" if to_bill else ""
    doubt = "" if known else f"; nothing is on file that reaches {end}"
    yield Due(
        contract=case.contract.stem,
        currency=currency or "",
        line=missing_line(charge, short),
        working=f"{amount} - {billed} billed for {start} to {end}{rest} = {short}{doubt}",
        proofs=term_proofs([minimum]),
        review=unsure([minimum]) or not known or _is_new(case, found),
        billed=has_true_up(invoices, start, end),
        identity=Identity(
            "true_up", key_of(f"{minimum.per} {minimum.period or ''}"), start.isoformat()
        ),
    )


def _unknown(case: ContractCase, month: Month) -> str:
    """Say why it is not known what counts towards a minimum, "" where it is."""
    reasons = [one.reason for one in month.untold if one.contract == case.contract.stem]
    if reasons:
        return reasons[0]
    nothing = not case.invoices and not month.open([case.contract.stem])
    return "nothing that counts towards it is billed or metered." if nothing else ""


def _is_new(case: ContractCase, found: Commitment) -> bool:
    """Whether another minimum was in force when the period began: the clause may say more."""
    return found.minimum not in minimums_on(case, found.start)


def _starts_within(one: Due, start: date, end: date) -> bool:
    return one.line.period_start is not None and start <= one.line.period_start <= end


def _named(case: ContractCase, found: Commitment) -> str:
    minimum, start, end = found
    currency = minimum.currency or case.contract.contract.currency
    return f"The minimum of {money(minimum.amount or Decimal(0), currency)} for {start} to {end}"


def _cut(case: ContractCase, found: Commitment) -> str:
    return (
        f"{_named(case, found)} is not worked out: the agreement ends before the period is over, "
        "and nothing says what becomes of the minimum."
    )
