"""PR105 tier-differs: volume or graduated tiers are applied wrongly.

Why:    Charging all units at one tier, or each unit at its own, changes the sum by thousands.
Inputs: All lines of one tiered item and period on the invoice; the tier table.
Source: The rows of the tier table.
Edges:  - A bound belongs to the lower tier.
        - Where the contract names no mode, graduated and volume are both computed.
        - Prices that no row of the table holds are PR101; quantities are QT101's.
Example: 12,000 units at 0.80 where the first 10,000 cost 1.00 each: 2,000.00 too little.
"""

from decimal import Decimal

from checks.charges.billed import billed_amount
from checks.charges.groups import Group, tiered_groups
from checks.charges.pricing import printed_price
from checks.charges.rating import unit_prices
from checks.charges.readings import fits, nearest
from checks.charges.tiers import in_order, mode_of, tier_charges
from checks.proofs import difference, differs, money
from models.cases import Family, InvoiceCase
from models.findings import Check, NotApplicable, Outcomes, Severity
from models.money import minor_unit


def tier_differs(case: InvoiceCase) -> Outcomes:
    """Price each tiered item's whole quantity by its table."""
    groups, family = list(tiered_groups(case)), case.family
    if family is None or not groups:
        yield NotApplicable("The invoice has no line priced by tiers.")
        return
    for group in groups:
        if not _prices_known(case, family, group):
            continue
        currency = case.invoice.currency
        quantity = group.quantity
        readings = tier_charges(group.rates, quantity, mode_of(group.rates), currency)
        billed = sum((billed_amount(c, currency) for c in group.charges), Decimal(0))
        lines = len(group.charges) + len(group.rates)
        if any(not differs(case, billed, r.amount, lines) for r in readings):
            continue
        best = nearest(readings, billed)
        table = "; ".join(
            f"{row.min_quantity or 0} up: {row.amount}" for row in in_order(group.rates)
        )
        yield difference(
            case,
            group.charges,
            billed,
            best.amount,
            message=f"{group.item}: {quantity} units come to {money(best.amount, currency)} by the "
            f"contract's tiers ({best.name}); {money(billed, currency)} is billed.",
            working=f"{best.working} = {best.amount}; tiers {table}",
        )


def _prices_known(case: InvoiceCase, family: Family, group: Group) -> bool:
    """Whether every line's price is that of some row."""
    currency = case.invoice.currency
    for charge in group.charges:
        price = printed_price(charge)
        readings = [r for rate in group.rates for r in unit_prices(rate, charge, family, currency)]
        quantity = charge.line.quantity or Decimal(1)
        near = minor_unit(currency) / quantity if charge.line.unit_price is None else Decimal(0)
        if price is None or not any(
            fits(reading, price, currency) or abs(reading.amount - price) <= near
            for reading in readings
        ):
            return False
    return True


CHECK = Check("PR105", "tier-differs", Severity.HIGH, tier_differs)
