"""A clean set of documents: a contract, its facts, and the invoice that follows from them.

Every figure of the invoice is worked out here from the contract by hand, without the engine.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from models.cases import Book
from models.contracts import Contract
from models.facts import Facts
from models.invoices import Invoice
from tests.checks.builders import PARTIES

CENT = Decimal("0.01")
AS_OF = date(2026, 4, 10)
PERIOD = {"period_start": "2026-03-01", "period_end": "2026-03-31"}
LATER = date(2026, 4, 1)


def cents(amount: Decimal) -> Decimal:
    """Round half up to cents."""
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Deal:
    """What was agreed and what was done in March 2026."""

    fee: Decimal
    rate: Decimal
    hours: Decimal
    price: Decimal
    used: int
    included: int
    cost: Decimal
    markup: Decimal
    miles: int
    milestone: Decimal
    tax: Decimal

    @property
    def contract(self) -> Contract:
        """The confirmed agreement."""
        terms: list[dict[str, Any]] = [
            {"kind": "fee", "item": "service desk fee", "amount": self.fee, "frequency": "monthly"},
            {"kind": "rate", "item": "Data Scientist", "amount": self.rate, "unit": "hour"},
            {
                "kind": "rate",
                "item": "Storage",
                "amount": self.price,
                "unit": "gigabyte",
                "included_quantity": self.included,
                "included_per": "month",
            },
            {"kind": "milestone", "name": "Go-Live", "amount": self.milestone},
            {
                "kind": "expense",
                "reimbursable": True,
                "markup_percent": self.markup,
                "preapproval_over": "400",
                "receipt_over": "0",
            },
            {"kind": "rate", "item": "mileage", "amount": "0.45", "unit": "mile"},
            {"kind": "payment_term", "days": 30, "from": "invoice_date"},
            {"kind": "tax", "treatment": "exclusive", "percent": self.tax},
        ]
        proof = {"confidence": 1.0, "review": False}
        header = {
            "number": "MSA-1",
            "parties": PARTIES,
            "effective_date": "2026-03-01",
            "currency": "USD",
            "signed": True,
        }
        return Contract.model_validate(
            {
                "document": {"file": "MSA-1.pdf", "sha256": "c"},
                "contract": header,
                "terms": [
                    {"evidence": {"quote": f"clause on {t['kind']} {n}"}, **proof, **t}
                    for n, t in enumerate(terms)
                ],
                "confirmed": True,
            }
        )

    @property
    def facts(self) -> Facts:
        """Timesheets, meters, acceptances, expenses; nothing was paid yet."""
        return Facts.model_validate(
            {
                "timesheets": [
                    {
                        "role": "Data Scientist",
                        "date": "2026-03-12",
                        "hours": self.hours,
                        "approved_by": "Ann",
                    }
                ],
                "usage": [{"meter": "Storage", "quantity": self.used, **PERIOD}],
                "acceptances": [{"milestone": "Go-Live", "accepted_on": "2026-03-20"}],
                "expenses": [
                    {
                        "category": "hotel",
                        "incurred_on": "2026-03-09",
                        "amount": self.cost,
                        "receipt": "R-1",
                    },
                    {
                        "category": "mileage",
                        "incurred_on": "2026-03-10",
                        "amount": cents(self.miles * Decimal("0.45")),
                        "receipt": "log",
                    },
                ],
                "payments": [],
                "purchase_orders": [],
                "approvals": [],
            }
        )

    @property
    def paper(self) -> "Paper":
        """The invoice that follows."""
        charged = max(self.used - self.included, 0)
        storage = (
            [_line("Storage overage, March 2026", Decimal(charged), "GB", self.price)]
            if charged
            else []
        )
        return Paper(
            (
                _line("Service desk fee, March 2026", Decimal(1), "month", self.fee),
                _line("Data Scientist, March 2026", self.hours, "hour", self.rate),
                *storage,
                _line("Milestone: Go-Live", Decimal(1), "each", self.milestone, dated=False),
                _line(
                    "Reimbursable expense: hotel, 9 Mar 2026",
                    Decimal(1),
                    "each",
                    cents(self.cost * (1 + self.markup / 100)),
                    dated=False,
                ),
                _line(
                    "Mileage, 10 Mar 2026",
                    Decimal(self.miles),
                    "mile",
                    Decimal("0.45"),
                    dated=False,
                ),
            ),
            self.tax,
        )


DEAL = Deal(
    fee=Decimal(900),
    rate=Decimal(90),
    hours=Decimal(8),
    price=Decimal(2),
    used=700,
    included=100,
    cost=Decimal(120),
    markup=Decimal(5),
    miles=40,
    milestone=Decimal(5000),
    tax=Decimal(20),
)


@dataclass(frozen=True)
class Row:
    """One line; ``amount`` follows from quantity and price unless it is set."""

    text: str
    quantity: Decimal
    unit: str
    price: Decimal
    dated: bool = True
    amount: Decimal | None = None

    @property
    def total(self) -> Decimal:
        """The line amount."""
        return cents(self.quantity * self.price) if self.amount is None else self.amount


@dataclass(frozen=True)
class Paper:
    """An invoice before it is printed; its sums follow from its lines unless they are set."""

    rows: tuple[Row, ...]
    rate: Decimal
    issued: date = LATER
    number: str = "INV-1"
    days: int = 30
    sums: dict[str, Decimal] = field(default_factory=dict)

    def changed(
        self,
        place: int,
        *,
        price: Decimal | None = None,
        quantity: Decimal | None = None,
        amount: Decimal | None = None,
    ) -> "Paper":
        """Return the paper with another price, quantity or amount on one line."""
        rows = list(self.rows)
        row = rows[place]
        rows[place] = replace(
            row,
            price=row.price if price is None else price,
            quantity=row.quantity if quantity is None else quantity,
            amount=amount,
        )
        return replace(self, rows=tuple(rows))

    @property
    def net(self) -> Decimal:
        """The sum of the lines."""
        return sum((row.total for row in self.rows), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """Tax on the net amount."""
        return cents(self.net * self.rate / 100)

    @property
    def printed(self) -> Invoice:
        """The invoice."""
        whole = {"net_amount": self.net, "tax_amount": self.tax, "total": self.net + self.tax}
        return Invoice.model_validate(
            {
                "document": {"file": f"{self.number}.xml", "sha256": self.number},
                "number": self.number,
                "issue_date": self.issued,
                "due_date": self.issued + timedelta(days=self.days),
                "supplier": {"name": "Provider Inc."},
                "customer": {"name": "Customer LLC"},
                "currency": "USD",
                "contract_reference": "MSA-1",
                **whole,
                **self.sums,
                "lines": [
                    {
                        "number": n,
                        "description": row.text,
                        "quantity": row.quantity,
                        "unit": row.unit,
                        "unit_price": row.price,
                        "amount": row.total,
                        "tax_rate": self.rate,
                        **(PERIOD if row.dated else {}),
                    }
                    for n, row in enumerate(self.rows, start=1)
                ],
            }
        )


def book_of(deal: Deal, *papers: Paper) -> Book:
    """Return everything on file."""
    return Book((deal.contract,), tuple(p.printed for p in papers), deal.facts, AS_OF)


def _line(text: str, quantity: Decimal, unit: str, price: Decimal, *, dated: bool = True) -> Row:
    return Row(text, quantity, unit, price, dated)
