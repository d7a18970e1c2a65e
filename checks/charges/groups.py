"""Lines of one item and one period taken together: tiers, and one role's people, share them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from checks.charges.billed import credited
from checks.charges.rating import rates_of
from checks.charges.tiers import is_tiered
from checks.recognition.wording import key_of
from models.cases import Charge, ChargeKind, InvoiceCase
from models.terms import Rate


@dataclass(frozen=True, slots=True)
class Group:
    """All lines of one item and period on one invoice."""

    item: str
    rates: tuple[Rate, ...]
    charges: tuple[Charge, ...]

    @property
    def quantity(self) -> Decimal:
        """The sum of the lines' quantities as printed."""
        return sum((charge.line.quantity or Decimal(0) for charge in self.charges), Decimal(0))

    @property
    def start(self) -> date | None:
        """The first day of the period."""
        return self.charges[0].start

    @property
    def end(self) -> date | None:
        """The last day of the period."""
        return self.charges[0].end


def rate_groups(case: InvoiceCase) -> tuple[Group, ...]:
    """Return the rate lines of an invoice that stands, by item and period."""
    return case.book.memo.once(("groups", id(case)), lambda: tuple(_rate_groups(case)))


def _rate_groups(case: InvoiceCase) -> Iterator[Group]:
    groups: dict[tuple[str, date | None, date | None], list[Charge]] = {}
    for charge in case.charges if case.stands else ():
        if charge.kind is ChargeKind.RATE and rates_of(charge):
            key = key_of(charge.item), charge.start, charge.end
            groups.setdefault(key, []).append(charge)
    for charges in groups.values():
        yield Group(charges[0].item, rates_of(charges[0]), tuple(charges))


def tiered_groups(case: InvoiceCase) -> Iterator[Group]:
    """Return the groups priced by a tier table."""
    return (group for group in rate_groups(case) if is_tiered(group.rates))


def net_quantity(case: InvoiceCase, group: Group) -> Decimal:
    """Return a group's quantity less what credit notes give back."""
    return group.quantity - credited(case, group.charges[0])[0]
