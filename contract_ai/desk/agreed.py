"""What a line should be by its contract, by the engine that the checks use."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from checks.charges.billed import billed_amount
from checks.charges.groups import Group, tiered_groups
from checks.charges.pricing import units_in
from checks.charges.rating import fee_amounts, rates_of, unit_prices
from checks.charges.readings import Reading, nearest
from checks.charges.stages import worth_of_line
from checks.charges.tiers import Part, is_tiered, mode_of, tier_charges, tier_share
from models.cases import Charge, ChargeKind, InvoiceCase
from models.matching import Told
from models.money import to_minor
from models.terms import Fee, Term, TierMode


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """What the contract makes of one line.

    ``amount`` is None where the contract gives no price to the line by itself: what it is billed
    for is not in the contract, or its price rests on facts.  ``told`` is the correction that says
    what the line is, where one does.
    """

    line: int
    kind: ChargeKind
    item: str
    terms: tuple[Term, ...]
    contract: str | None
    sure: float
    billed: Decimal
    amount: Decimal | None
    working: str
    told: Told | None = None


def agreed_lines(case: InvoiceCase) -> tuple[AgreedLine, ...]:
    """Say of each line what it charges and what it should be, in the lawful reading nearest to it."""
    shares = {
        id(charge): share
        for group in tiered_groups(case)
        if len(group.charges) > 1
        for charge, share in _shares(group, case.invoice.currency)
    }
    return tuple(_agreed(case, charge, shares.get(id(charge))) for charge in case.charges)


def _shares(group: Group, currency: str | None) -> Iterator[tuple[Charge, Reading]]:
    """Yield what each line is of the charge that the lines of a group share by their tiers."""
    billed = sum((billed_amount(charge, currency) for charge in group.charges), Decimal(0))
    totals = tier_charges(group.rates, group.quantity, mode_of(group.rates), currency)
    mode = TierMode(nearest(totals, billed).name)
    before = Decimal(0)
    for charge in group.charges:
        quantity = charge.line.quantity or Decimal(0)
        part = Part(quantity, before, group.quantity)
        yield charge, tier_share(group.rates, part, mode, currency)
        before += quantity


def _agreed(case: InvoiceCase, charge: Charge, share: Reading | None) -> AgreedLine:
    """Say of one line what it should be; ``share`` where it shares its charge with others."""
    readings = (share,) if share else _readings(case, charge)
    reading = nearest(readings, charge.amount) if readings else None
    return AgreedLine(
        line=charge.line.number,
        kind=charge.kind,
        item=charge.item,
        terms=charge.terms,
        contract=charge.contract.stem if charge.contract else None,
        sure=charge.sure,
        billed=charge.amount,
        amount=to_minor(reading.amount, case.invoice.currency) if reading else None,
        working=reading.working if reading else "",
        told=charge.told,
    )


def _readings(case: InvoiceCase, charge: Charge) -> tuple[Reading, ...]:
    family, currency = case.family, case.invoice.currency
    if family is None:
        return ()
    if charge.kind is ChargeKind.FEE:
        return tuple(
            reading
            for term in charge.terms
            if isinstance(term, Fee)
            for reading in fee_amounts(term, charge, family, currency)
        )
    if charge.kind is ChargeKind.MILESTONE:
        return worth_of_line(case, charge)
    rates, quantity = rates_of(charge), charge.line.quantity
    if charge.kind is not ChargeKind.RATE or not rates or quantity is None:
        return ()
    if is_tiered(rates):
        return tuple(tier_charges(rates, quantity, mode_of(rates), currency))
    units = quantity * units_in(charge, rates[0])
    return tuple(
        Reading(one.amount * units, f"{units.normalize():f} x {one.working}", one.name)
        for rate in rates
        for one in unit_prices(rate, charge, family, currency)
    )
