"""The eight kinds of fact file: which headings name them, and how a row becomes a fact."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.facts import (
    Acceptance,
    Approval,
    Deal,
    Expense,
    Fact,
    Payment,
    PurchaseOrder,
    TimesheetEntry,
    Usage,
)
from models.units import factor, is_known


@dataclass(frozen=True, slots=True)
class FactKind:
    """``needed`` headings tell the kind; ``columns`` maps every heading to how it is read.

    ``measured`` is the column that may name its unit, in its heading or in the cell; ``unit`` is
    what it is turned into, None where the row keeps its own.
    """

    name: str
    model: type[Fact]
    needed: frozenset[str]
    columns: Mapping[str, str]

    @property
    def measured(self) -> str | None:
        """The column of a quantity that has a unit."""
        return {"usage": "quantity", "timesheets": "hours"}.get(self.name)

    @property
    def unit(self) -> str | None:
        """The unit that the column is read in; None where every row has its own."""
        return "hour" if self.measured == "hours" else None

    def column(self, heading: str) -> tuple[str, str | None]:
        """Return the column a heading names, and the unit it names with it.

        >>> KINDS[0].column("quantity_gb"), KINDS[1].column("duration_minutes")
        (('quantity', 'gb'), ('hours', 'minutes'))
        """
        if heading in self.columns or self.measured is None:
            return heading, None
        start, _, unit = heading.partition("_")
        if start in (self.measured, "duration") and is_known(unit):
            return self.measured, unit
        if self.unit and is_known(heading) and factor(heading, self.unit):
            return self.measured, heading
        return heading, None


def _kind(name: str, model: type[Fact], needed: str, **columns: str) -> FactKind:
    read = {heading: how for how, headings in columns.items() for heading in headings.split()}
    return FactKind(name, model, frozenset(needed.split()), read)


KINDS = (
    _kind(
        "usage",
        Usage,
        "meter quantity period_start period_end",
        text="contract meter unit",
        number="quantity",
        date="period_start period_end",
    ),
    _kind(
        "timesheets",
        TimesheetEntry,
        "role date hours",
        text="contract person role task approved_by",
        number="hours",
        date="date",
    ),
    _kind(
        "acceptances",
        Acceptance,
        "milestone accepted_on",
        text="contract milestone accepted_by",
        date="accepted_on",
    ),
    _kind(
        "payments",
        Payment,
        "paid_on amount",
        text="invoice_number reference currency",
        number="amount",
        date="paid_on",
    ),
    _kind(
        "purchase_orders",
        PurchaseOrder,
        "number valid_from valid_to",
        text="number contract currency",
        number="amount",
        date="valid_from valid_to",
    ),
    _kind(
        "expenses",
        Expense,
        "category incurred_on amount",
        text="contract category currency receipt preapproved_by",
        number="amount",
        date="incurred_on",
    ),
    _kind(
        "approvals",
        Approval,
        "invoice_number approved_by",
        text="invoice_number approved_by",
        number="limit",
        date="approved_on",
    ),
    _kind(
        "deals",
        Deal,
        "deal customer closed_on",
        text="deal name customer currency contract kind status",
        number="amount",
        date="closed_on starts_on ends_on",
    ),
)
