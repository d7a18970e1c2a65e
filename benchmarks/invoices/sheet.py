"""What one look prints of a bill: whatever it asks for is kept, and that makes the truth."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from benchmarks.invoices.habits import Habits
from benchmarks.invoices.story import Bill, Item

_FEW_PLACES = Decimal("0.00")
_CAN_BE_ABSENT = ("due_date", "purchase_order", "supplier.tax_id", "supplier.iban")


@dataclass(slots=True)
class Row:
    """One line as a look prints it."""

    sheet: "Sheet"
    item: Item
    number: int
    shown: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        """What was delivered."""
        return self.item.text

    @property
    def detail(self) -> str:
        """More words about it, often none."""
        return self.item.detail

    @property
    def quantity(self) -> str:
        """How many, without needless zeros."""
        self.shown.add("quantity")
        return self.sheet.count(self.item.quantity)

    @property
    def quantity2(self) -> str:
        """How many, with two places."""
        self.shown.add("quantity")
        return self.sheet.signed(self.item.quantity.quantize(_FEW_PLACES))

    @property
    def price(self) -> str:
        """Price of one, without a currency."""
        self.shown.add("unit_price")
        return self.sheet.habits.figure(self.item.price)

    @property
    def price_money(self) -> str:
        """Price of one, as the house writes money."""
        self.shown.add("unit_price")
        return self.sheet.habits.amount(self.item.price, self.sheet.bill.currency)

    @property
    def amount(self) -> str:
        """What the line comes to, without a currency."""
        return self.sheet.signed(self.item.amount)

    @property
    def amount_money(self) -> str:
        """What the line comes to, as the house writes money."""
        return self.sheet.money(self.item.amount)

    @property
    def rate(self) -> str:
        """The tax rate without its sign."""
        return self.sheet.rate(self.item.rate)

    @property
    def tax(self) -> Decimal:
        """The tax on this line alone."""
        return (self.item.amount * self.item.rate / 100).quantize(_FEW_PLACES)

    @property
    def day(self) -> str:
        """When it was done."""
        return self.sheet.habits.day(self.item.day)

    @property
    def period(self) -> str:
        """When the service ran."""
        return " - ".join(map(self.sheet.habits.day, self.item.period))

    def truth(self) -> dict[str, Any]:
        """What a reader should find."""
        item = self.item
        known = {"description": item.text, "amount": f"{item.amount:f}"}
        if item.detail:
            known["description_also"] = [f"{item.text} {item.detail}"]  # type: ignore[assignment] # the form's own
        for key, value in (("quantity", item.quantity), ("unit_price", item.price)):
            if key in self.shown:
                known[key] = f"{value:f}"
        return known


@dataclass(slots=True)
class Sheet:
    """A bill in one house's habits.  Templates read it; ``truth`` tells what they printed."""

    bill: Bill
    habits: Habits
    minus_credit: bool = False
    shown: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = [Row(self, item, place) for place, item in enumerate(self.bill.items, start=1)]

    @property
    def _sign(self) -> int:
        return -1 if self.bill.credit and self.minus_credit else 1

    def money(self, value: Decimal) -> str:
        """Write an amount as the house writes money; a credit note's may be negative."""
        return self.habits.amount(value * self._sign, self.bill.currency)

    def signed(self, value: Decimal) -> str:
        """Write an amount or a quantity without a currency."""
        return self.habits.figure(value * self._sign)

    def count(self, value: Decimal) -> str:
        """Write a quantity without needless zeros."""
        return self.signed(Decimal(f"{value.normalize():f}"))

    def rate(self, value: Decimal) -> str:
        """Write a tax rate without needless zeros."""
        return self.habits.figure(Decimal(f"{value.normalize():f}"))

    def day(self, value: Any) -> str:  # noqa: ANN401 (a template passes a date)
        """Write any other date."""
        return self.habits.day(value)

    def _show(self, key: str, known: str, printed: str | None = None) -> str:
        if known:
            self.shown[key] = known
        return known if printed is None else printed

    @property
    def number(self) -> str:
        """The invoice's number."""
        return self._show("number", self.bill.number)

    @property
    def issued(self) -> str:
        """The day of issue."""
        return self._show(
            "issue_date", self.bill.issued.isoformat(), self.habits.day(self.bill.issued)
        )

    @property
    def due(self) -> str:
        """The day to pay on."""
        return self._show("due_date", self.bill.due.isoformat(), self.habits.day(self.bill.due))

    @property
    def supplier(self) -> str:
        """Who bills."""
        return self._show("supplier.name", self.bill.supplier.name)

    @property
    def customer(self) -> str:
        """Who pays."""
        return self._show("customer.name", self.bill.customer.name)

    @property
    def tax_id(self) -> str:
        """The supplier's tax number."""
        return self._show("supplier.tax_id", self.bill.supplier.tax_id)

    @property
    def iban(self) -> str:
        """The supplier's account; another than an IBAN is printed and not asked for."""
        account = self.bill.supplier.iban
        if account[:2].isalpha():
            return self._show("supplier.iban", account.replace(" ", ""), account)
        self.shown["account"] = account
        return account

    @property
    def order(self) -> str:
        """The customer's order."""
        return self._show("purchase_order", self.bill.order)

    @property
    def net(self) -> str:
        """The net amount, as money."""
        return self._show("net_amount", f"{self.bill.net:f}", self.money(self.bill.net))

    @property
    def net_bare(self) -> str:
        """The net amount, without a currency."""
        return self._show("net_amount", f"{self.bill.net:f}", self.signed(self.bill.net))

    @property
    def tax(self) -> str:
        """All tax, as money."""
        return self._show("tax_amount", f"{self.bill.tax:f}", self.money(self.bill.tax))

    @property
    def tax_bare(self) -> str:
        """All tax, without a currency."""
        return self._show("tax_amount", f"{self.bill.tax:f}", self.signed(self.bill.tax))

    @property
    def total(self) -> str:
        """The total, as money."""
        return self._show("total", f"{self.bill.total:f}", self.money(self.bill.total))

    @property
    def total_bare(self) -> str:
        """The total, without a currency."""
        return self._show("total", f"{self.bill.total:f}", self.signed(self.bill.total))

    @property
    def left(self) -> str:
        """What is left to pay, as money."""
        return self._show(
            "amount_due", f"{self.bill.due_amount:f}", self.money(self.bill.due_amount)
        )

    @property
    def left_bare(self) -> str:
        """What is left to pay, without a currency."""
        return self._show(
            "amount_due", f"{self.bill.due_amount:f}", self.signed(self.bill.due_amount)
        )

    @property
    def taxes(self) -> Iterator[tuple[str, str, str, str]]:
        """Tax by rate: name, rate, base and amount, the last two as money."""
        self._show("tax_amount", f"{self.bill.tax:f}")
        for tax in self.bill.taxes:
            yield tax.name, self.rate(tax.rate), self.money(tax.base), self.money(tax.amount)

    @property
    def taxes_bare(self) -> Iterator[tuple[str, str, str, str]]:
        """Tax by rate, base and amount without a currency."""
        self._show("tax_amount", f"{self.bill.tax:f}")
        for tax in self.bill.taxes:
            yield tax.name, self.rate(tax.rate), self.signed(tax.base), self.signed(tax.amount)

    def truth(self, file: str, family: str) -> dict[str, Any]:
        """Everything that the look printed, in the form of invoice/1 with what scorers need."""
        known: dict[str, Any] = {
            "file": file,
            "source_kind": "visual",
            "family": family,
            "kind": "credit_note" if self.bill.credit else "invoice",
            "currency": self.bill.currency,
            "supplier": {},
            "customer": {},
        }
        for key, value in self.shown.items():
            role, dot, name = key.partition(".")
            if dot:
                known[role][name] = value
            elif key != "account":
                known[key] = value
        shown = set(self.shown) | ({"supplier.iban"} if "account" in self.shown else set())
        known["absent"] = [key for key in _CAN_BE_ABSENT if key not in shown]
        known["lines"] = [row.truth() for row in self.rows]
        return known
