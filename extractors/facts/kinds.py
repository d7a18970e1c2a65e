"""The seven kinds of fact file: which headings name them, and how a row becomes a fact."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.facts import (
    Acceptance,
    Approval,
    Expense,
    Fact,
    Payment,
    PurchaseOrder,
    TimesheetEntry,
    Usage,
)


@dataclass(frozen=True, slots=True)
class FactKind:
    """``needed`` headings tell the kind; ``columns`` maps every heading to how it is read."""

    name: str
    model: type[Fact]
    needed: frozenset[str]
    columns: Mapping[str, str]


def _kind(name: str, model: type[Fact], needed: str, **columns: str) -> FactKind:
    read = {heading: how for how, headings in columns.items() for heading in headings.split()}
    return FactKind(name, model, frozenset(needed.split()), read)


KINDS = (
    _kind(
        "usage",
        Usage,
        "meter quantity period_start period_end",
        text="contract meter",
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
)
