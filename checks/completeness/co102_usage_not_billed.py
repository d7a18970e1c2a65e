"""CO102 usage-not-billed: metered usage has no charge.

Why:    The meter ran and the invoice forgot the item; it shows on neither side's totals.
Inputs: Usage facts; the rates and percentages in force; all standing invoice lines.
Source: The row of the usage file; the price of the contract.
Edges:  - Usage within the included quantity costs nothing and is not missed.
        - Usage within what every invoice leaves out (see QT101): cannot tell.
        - A line for the item that overlaps the period is a charge; its quantity is QT101's.
        - Invoices under a master agreement count for its orders as well (see CO101).
        - A period is due when it or a later one was billed, or the grace days are over.
Example: 30 change requests metered at 75.00 and on no invoice: 2,250.00.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from checks.agreement import Clause
from checks.charges.dues import is_due
from checks.charges.groups import Group
from checks.charges.left_out import within_left_out
from checks.charges.metering import counted_from, is_metered_as, measured_in, same_name
from checks.charges.ownership import (
    answered_elsewhere,
    billing,
    charges_of,
    concerns_document,
    owned_on,
    owned_terms,
)
from checks.charges.percentages import begins_base, percentage_of
from checks.charges.quantities import included_in, is_time
from checks.charges.rating import unit_prices
from checks.charges.readings import Reading
from checks.charges.service_term import has_period, outside_term
from checks.charges.stand_ins import missing_line, stand_in
from checks.charges.taxes import net_of_tax
from checks.charges.tiers import Share, is_tiered, mode_of, shares, tier_charges
from checks.proofs import fact_proofs, grouped, money, number, term_proofs, unsure
from checks.recognition.lines import is_travel
from checks.recognition.wording import key_of
from models.cases import Charge, ChargeKind, ContractCase, InvoiceCase
from models.facts import Usage
from models.findings import (
    CannotTell,
    Check,
    Direction,
    Finding,
    MissingPart,
    NotApplicable,
    Outcomes,
    Scope,
    Severity,
)
from models.money import to_minor
from models.terms import PercentageFee, Rate, Term, TierMode

_SOON = timedelta(days=62)  # after its period, a quantity on a line without one


def usage_not_billed(case: ContractCase) -> Outcomes:
    """Look for a line for each metered quantity."""
    if elsewhere := answered_elsewhere(case):
        yield NotApplicable(elsewhere)
        return
    metered = [t for t in owned_terms(case) if isinstance(t, PercentageFee) or _is_metered(t)]
    if not metered:
        yield NotApplicable("The contract prices nothing that is metered.")
        return
    if case.book.facts.usage is None:
        yield CannotTell("No usage is on file.", term_proofs(metered))
        return
    invoices = billing(case)
    lines: dict[tuple[ChargeKind, str], list[Charge]] = {}
    for line in charges_of(invoices):
        lines.setdefault((line.kind, key_of(line.item)), []).append(line)
    for row in case.book.facts.usage:
        if concerns_document(row.contract, case):
            yield from _missing(case, row, invoices, lines)


def _missing(
    case: ContractCase,
    row: Usage,
    invoices: tuple[InvoiceCase, ...],
    lines: Mapping[tuple[ChargeKind, str], Sequence[Charge]],
) -> Outcomes:
    rates, shares = _prices(case, row)
    if not rates and not shares:
        return
    counted = measured_in(row, rates[0].unit) if rates else row
    if counted is None:
        yield CannotTell(
            f"{row.meter} is metered by the {row.unit} and priced by the {rates[0].unit}.",
            (*term_proofs(rates), *fact_proofs([row])),
        )
        return
    row = counted
    item = (rates[0].item if rates else shares[0].item) or row.meter
    kind = ChargeKind.RATE if rates else ChargeKind.PERCENTAGE
    period = row.period_start, row.period_end
    charge = stand_in(kind, item, period, invoices, row.quantity)
    if any(_covers(line, charge) for line in lines.get((kind, key_of(item)), ())):
        return
    if outside_term(case.family, charge) or not is_due(case, *period, invoices):
        return
    if rates and (untold := within_left_out(case, invoices, rates[0], row.quantity)):
        yield CannotTell(untold, (*term_proofs(rates), *fact_proofs([row])))
        return
    reading = _rated(case, row, rates, charge) if rates else _shared(case, row, shares, charge)
    currency = _currency(case, rates)
    amount = to_minor(reading.amount, currency)
    if amount > 0:
        yield Finding(
            message=f"{grouped(row.quantity)} of {row.meter} metered for {period[0]} to "
            f"{period[1]} were never billed: {money(amount, currency)}.",
            direction=Direction.UNDERBILLED,
            expected=str(amount),
            actual="0",
            amount=amount,
            currency=currency,
            working=f"{reading.working} = {amount}{counted_from([row])}",
            proofs=(*term_proofs(rates or shares), *fact_proofs([row])),
            review=unsure(rates or shares),
            missing=missing_line(charge, amount),
            parts=_tiers(case, rates, charge, amount),
            key=f"{key_of(row.meter)}|{period[0]}",
        )


def _prices(case: ContractCase, row: Usage) -> tuple[list[Rate], list[PercentageFee]]:
    clauses = owned_on(case, row.period_start)
    key = "metered", id(clauses), row.meter
    return case.book.memo.once(key, lambda: _priced(case, row, clauses))


def _priced(
    case: ContractCase, row: Usage, clauses: Iterable[Clause]
) -> tuple[list[Rate], list[PercentageFee]]:
    terms = [clause.term for clause in clauses]
    rates = [
        t
        for t in terms
        if isinstance(t, Rate) and is_metered_as(row.meter, t.item or "", case.family)
    ]
    shares = [
        t
        for t in terms
        if isinstance(t, PercentageFee)
        and (
            any(same_name(row.meter, name) for name in (t.base, t.item) if name)
            or begins_base(row.meter, t.base or "")
        )
    ]
    return [rate for rate in rates if _is_metered(rate)], shares


def _is_metered(term: Term) -> bool:
    return isinstance(term, Rate) and not is_time(term) and not is_travel(term)


def _covers(line: Charge, charge: Charge) -> bool:
    if not (line.start and line.end and charge.start and charge.end):
        return True
    if has_period(line):
        return line.start <= charge.end and charge.start <= line.end
    billed = line.line.quantity
    return billed == charge.line.quantity and charge.start <= line.start <= charge.end + _SOON


def _rated(case: ContractCase, row: Usage, rates: list[Rate], charge: Charge) -> Reading:
    included = included_in(rates[0], Group(charge.item, tuple(rates), (charge,)))
    quantity = max(row.quantity - included, Decimal(0))
    currency = _currency(case, rates)
    if is_tiered(rates):
        total = tier_charges(rates, quantity, mode_of(rates), currency)[0]
        return net_of_tax([total], charge, case.family, row.period_start)[0]
    price = unit_prices(rates[0], charge, case.family, currency)[0]
    return Reading(quantity * price.amount, f"{number(quantity)} x {price.working}")


def _tiers(
    case: ContractCase, rates: list[Rate], charge: Charge, amount: Decimal
) -> tuple[MissingPart, ...]:
    """Return a line for each tier, where a quantity goes through several of them."""
    if not is_tiered(rates) or mode_of(rates) not in {None, TierMode.GRADUATED}:
        return ()
    currency = _currency(case, rates)
    included = included_in(rates[0], Group(charge.item, tuple(rates), (charge,)))
    quantity = max((charge.line.quantity or Decimal(0)) - included, Decimal(0))
    found = tuple(_tier(charge, share, currency) for share in shares(rates, quantity))
    whole = sum((part.line.amount or Decimal(0) for part in found), Decimal(0))
    return found if whole == amount else ()  # prices that include tax are not split


def _tier(charge: Charge, share: Share, currency: str | None) -> MissingPart:
    place, below, quantity, price = share
    amount = to_minor(quantity * price, currency)
    top = below + quantity
    first = below + 1 if below == below.to_integral() else below
    words = {
        "description": f"{charge.item} {_counted(first)} - {_counted(top)}",
        "quantity": quantity,
        "unit_price": price,
        "amount": amount,
    }
    return MissingPart(
        charge.line.model_copy(update=words),
        f"{number(quantity)} x {price} = {amount}",
        f"tier {place}" if place > 1 else "",
    )


def _counted(units: Decimal) -> str:
    whole = units.to_integral()
    return f"{whole if whole == units else units:,f}"


def _shared(case: ContractCase, row: Usage, shares: list[PercentageFee], charge: Charge) -> Reading:
    total = percentage_of(shares, row.quantity, _currency(case, []))
    return net_of_tax([total], charge, case.family, row.period_start)[0]


def _currency(case: ContractCase, rates: list[Rate]) -> str | None:
    stated = rates[0].currency if rates else None
    return stated or case.contract.contract.currency or case.family.root.contract.currency


CHECK = Check("CO102", "usage-not-billed", Severity.HIGH, usage_not_billed, Scope.CONTRACT)
