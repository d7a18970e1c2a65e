"""Made cases as the benchmark of billing takes them: a book, its lines, and what was planted."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from checks.billing.due import Due
from checks.matching import build_cases
from checks.recognition.wording import likeness
from checks.run import prepared
from extractors.facts.read import merge, read_facts
from models.cases import Book, ChargeKind, InvoiceCase
from models.forms import read_contract_form, read_invoice_form
from models.invoices import InvoiceKind, InvoiceLine

_LINES_RIGHT = frozenset(
    (
        "AR102 AR103 AU101 AU102 DU101 ID102 ID103 ID104 ID105 ID106 PT101 PT104 "
        "QT104 RC101 RC102 RC103 RC104 RC105 TM103 TX101 TX102"
    ).split()
)
"""Discrepancies of totals, tax, days, parties, units and payments: each line is as it should be."""
_NEVER_BILLED = frozenset("CO101 CO102 CO103 CO104 CO105 CP102".split())
_HANGS_ON = frozenset((ChargeKind.RETAINAGE, ChargeKind.DISCOUNT))
"""Kinds of line that are a part of other lines: wrong where those are."""
_ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class Printed:
    """A line as issued, on which invoice, and what it charges for."""

    invoice: str
    line: InvoiceLine
    kind: str


@dataclass(frozen=True, slots=True)
class _Named:
    """A planted discrepancy: the invoice, the line or None for all lines, and the difference."""

    code: str
    invoice: str | None
    line: int | None
    amount: Decimal
    corrected: tuple[str, ...] = ()
    """The invoices that a credit note over too much takes back: beside it nothing is left of them."""


@dataclass(frozen=True, slots=True)
class Planted:
    """The discrepancies planted in a case."""

    named: tuple[_Named, ...]

    def __bool__(self) -> bool:
        return bool(self.named)

    def is_about(self, one: Printed) -> bool:
        """Whether a discrepancy makes this line another than it should be."""
        return any(self._about(named, one) for named in self.named)

    def _about(self, named: _Named, one: Printed) -> bool:
        if one.invoice in named.corrected:
            return True
        wrong = named.code not in _LINES_RIGHT | _NEVER_BILLED and named.invoice == one.invoice
        return wrong and (named.line in {None, one.line.number} or one.kind in _HANGS_ON)

    def without_named(self, charges: Iterable[Due], left_out: Iterable[Printed]) -> list[Due]:
        """Return what is due without what was planted as never billed or as billed wrongly."""
        rest = list(charges)
        for named in self.named:
            if named.code in _NEVER_BILLED:
                _take(rest, {named.amount})
            if named.code == "MS105":
                _take(rest, {-named.amount})
        alike = [one for one in left_out if not _take(rest, self._amounts(one))]
        for one in alike:
            same = next((due for due in rest if _is_like(one.line, due)), None)
            rest = [due for due in rest if same is None or not _is_part(due, same)]
        return rest

    def _amounts(self, one: Printed) -> set[Decimal]:
        """Return what a line may be that is wrong: its amount with the differences told of it."""
        amount = one.line.amount or Decimal(0)
        changes = [named.amount for named in self.named if self._about(named, one)]
        return {amount, *(amount + c for c in changes), *(amount - c for c in changes)}


def planted_in(case: Path) -> Planted:
    """Return what was planted in a case."""
    return Planted(
        tuple(
            _Named(
                one["code"],
                one.get("invoice"),
                one.get("line"),
                Decimal(one.get("amount") or 0),
                tuple(one.get("also_invoice", ())) if one["code"] == "AR104" else (),
            )
            for one in json.loads((case / "expected.json").read_text())["findings"]
        )
    )


def book_of(case: Path) -> Book:
    """Return the true terms, facts and invoices of a case, as of its day."""
    contracts = (
        json.loads(one.read_text()) for one in sorted((case / "confirmed_terms").iterdir())
    )
    invoices = json.loads((case / "true_invoices.json").read_text())
    facts = (read_facts(one.read_bytes(), one.name) for one in sorted((case / "facts").iterdir()))
    return Book(
        tuple(read_contract_form({**one, "confirmed": True}) for one in contracts),
        tuple(map(read_invoice_form, invoices)),
        merge(facts),
        date.fromisoformat(json.loads((case / "expected.json").read_text())["as_of"]),
    )


def printed_lines(book: Book, *, net: bool) -> Iterator[Printed]:
    """Yield the lines that ask for money or give it back; ``net``: credits taken off lines."""
    cases = build_cases(prepared(book)).invoices
    lines = [one for case in cases for one in _of(case)]
    notes = {case.invoice.number for case in cases if case.invoice.kind is InvoiceKind.CREDIT_NOTE}
    for credit in [one for one in lines if one.invoice in notes] if net else ():
        lines = _credited(lines, credit)
    yield from lines


def _of(case: InvoiceCase) -> Iterator[Printed]:
    kinds = {charge.line.number: charge.kind.value for charge in case.charges}
    for line in case.invoice.lines:
        if line.amount:
            yield Printed(case.invoice.number or "", line, kinds.get(line.number, "unknown"))


def _credited(lines: list[Printed], credit: Printed) -> list[Printed]:
    """Take a credit off the first other line of its period and price; where there is none, keep both."""
    wanted, given = (credit.line.period_start, credit.line.unit_price), credit.line.amount
    for place, one in enumerate(lines):
        same = (one.line.period_start, one.line.unit_price) == wanted
        if same and one is not credit and one.line.amount and given:
            left = one.line.model_copy(update={"amount": one.line.amount - abs(given)})
            rest = (*lines[:place], replace(one, line=left), *lines[place + 1 :])
            return [other for other in rest if other is not credit]
    return lines


def _take(charges: list[Due], amounts: set[Decimal]) -> bool:
    """Take the first charge of one of these amounts away; False where there is none."""
    found = next((one for one in charges if one.amount in amounts), None)
    if found is not None:
        charges.remove(found)
    return found is not None


def _is_part(due: Due, same: Due) -> bool:
    """Whether a charge is this one, or another tier of the same usage."""
    tiers = due.contract == same.contract and same.identity.kind == "usage"
    return due is same or (
        tiers and (due.identity.kind, due.identity.when) == ("usage", same.identity.when)
    )


def _is_like(line: InvoiceLine, due: Due) -> bool:
    """Whether a line names what a charge is for, for a time that overlaps."""
    wanted = re.sub(r"[\d,.–-]+", " ", due.line.description or "")  # "Messages 1 - 10,000"
    start, end = due.line.period_start, due.line.period_end
    apart = (
        line.period_start
        and line.period_end
        and start
        and end
        and (line.period_start > end or start > line.period_end)
    )
    return likeness(wanted, line.description or "") >= _ALIKE and not apart
