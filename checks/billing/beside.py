"""What falls due beside the charges that can be missed: fees for a beginning, and discounts."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from checks.agreement import of_kind, term_bounds
from checks.billing.due import Due
from checks.billing.keys import Identity
from checks.charges.ownership import billing, charges_of, owned_terms
from checks.charges.rating import discount_of, in_scope
from checks.charges.stand_ins import missing_line, stand_in
from checks.proofs import term_proofs, unsure
from checks.recognition.frequencies import is_one_time
from checks.recognition.wording import key_of
from models.cases import ChargeKind, ContractCase
from models.terms import Discount, Fee

_BEGINNING = re.compile(
    r"\b(implementation|set-?up|onboarding|activation|installation|migration|initial|sign-?on|"
    r"integration|kick-?off|start-?up)\b",
    re.IGNORECASE,
)


def beside(case: ContractCase, charges: Iterable[Due], first: date, last: date) -> Iterator[Due]:
    """Yield the fees for a beginning in a period, and the discounts on a contract's charges."""
    own = [one for one in charges if one.contract == case.contract.stem]
    yield from _once(case, first, last)
    yield from _discounts(case, own, first)


def forgotten_beside(case: ContractCase, charges: Iterable[Due], first: date) -> Iterator[Due]:
    """Yield the same of the time before a day, where it is on no invoice: discounts by month."""
    yield from (one for one in _once(case, date.min, first - timedelta(days=1)) if not one.billed)
    months: dict[date, list[Due]] = defaultdict(list)
    for one in charges:
        if one.contract == case.contract.stem and one.line.period_start:
            months[one.line.period_start.replace(day=1)].append(one)
    for month, own in months.items():
        yield from _discounts(case, own, month)


def _once(case: ContractCase, first: date, last: date) -> Iterator[Due]:
    """Yield the fees for a beginning that are due once, on the day that their service begins.

    No clause need say that day: they want a person's look.
    """
    begins = term_bounds(case.family)[0]
    for fee in owned_terms(case):
        if not isinstance(fee, Fee) or not is_one_time(fee) or fee.due:
            continue
        day = fee.start or begins
        if day is None or not first <= day <= last or not _BEGINNING.search(fee.item or ""):
            continue
        invoices = billing(case)
        charge = stand_in(ChargeKind.FEE, fee.item or "", (day, day), invoices)
        yield Due(
            contract=case.contract.stem,
            currency=fee.currency or case.contract.contract.currency or "",
            line=missing_line(charge, fee.amount),
            working=f"{fee.amount}, once",
            proofs=term_proofs([fee]),
            review=True,
            billed=any(fee in one.terms for one in charges_of(invoices)),
            identity=Identity("once", key_of(fee.item or "")),
        )


def _discounts(case: ContractCase, charges: Sequence[Due], first: date) -> Iterator[Due]:
    """Yield the discounts agreed on the charges of a period, one for each scope."""
    priced = [one for one in charges if one.priced and one.line.period_start]
    if not priced:
        return
    day = min(one.line.period_start for one in priced if one.line.period_start)
    terms = of_kind(case.family, day, Discount)
    for scope in dict.fromkeys(term.applies_to for term in terms):
        base = [one for one in priced if in_scope(one.line.description or "", scope, one.line.unit)]
        fitting = [term for term in terms if term.applies_to == scope]
        amount = sum((one.amount for one in base), Decimal(0))
        quantity = sum((one.line.quantity or Decimal(0) for one in base), Decimal(0))
        reading = discount_of(fitting, amount, quantity, base[0].currency if base else None)
        if reading.amount:
            yield Due(
                contract=case.contract.stem,
                currency=base[0].currency,
                line=base[0].line.model_copy(
                    update={
                        "description": "discount",
                        "quantity": None,
                        "unit_price": None,
                        "amount": -reading.amount,
                    }
                ),
                working=reading.working,
                proofs=term_proofs(fitting),
                review=unsure(fitting),
                billed=all(one.billed for one in base),
                identity=Identity("discount", key_of(scope or ""), first.isoformat()),
            )
