"""The open items of the books: what RC101 and RC102 compute, as reminders need it."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

from checks.arithmetic.sums import slack
from checks.calendars import due_dates
from checks.duplicates.du101_invoice_number_reused import folded_number
from checks.payment.terms_for import governing
from checks.recognition.parties import same_party
from checks.reconciliation.open_items import contractual_due_date, open_item
from models.cases import InvoiceCase
from models.evidence import Evidence
from models.findings import CannotTell
from models.reminders import OpenItem


@dataclass(frozen=True, slots=True)
class Items:
    """Open items, and the numbers of open invoices that nobody can be reminded of, with why."""

    items: tuple[OpenItem, ...]
    unclear: tuple[tuple[str, str], ...] = ()


def items_of(cases: Iterable[InvoiceCase], us: str | None = None) -> Items:
    """Return what is open of invoices, the earliest due first.

    ``us`` is our own name: only invoices that we issued count then.  An invoice is open where
    `open_item` says so by more than a minor unit; its day is `contractual_due_date`.
    """
    found: list[OpenItem] = []
    unclear: list[tuple[str, str]] = []
    for case in cases:
        made = _item(case, us)
        if isinstance(made, OpenItem):
            found.append(made)
        elif made:
            unclear.append((case.invoice.number or case.invoice.document.file, made))
    found.sort(key=lambda item: (item.due_on, item.invoice))
    return Items(_told_apart(found), tuple(unclear))


def held(
    items: Iterable[OpenItem], disputed: AbstractSet[str], promised: Mapping[str, date]
) -> tuple[OpenItem, ...]:
    """Say of items, by their keys, which are disputed and by when payment is promised."""
    return tuple(
        replace(
            item,
            disputed=item.disputed or item.key in disputed,
            promised_on=promised.get(item.key, item.promised_on),
        )
        for item in items
    )


def _item(case: InvoiceCase, us: str | None) -> OpenItem | str:
    """Return an open item, why there is none that can be asked for, or nothing to say."""
    invoice = case.invoice
    supplier, customer = _party(case, "provider"), _party(case, "customer")
    if not case.stands or (us and not same_party(supplier, us)):
        return ""
    item, due = open_item(case), contractual_due_date(case)
    if item is None:
        return "it shows no number or no total"
    if item.open <= slack(invoice, 1):
        return ""
    missing = (
        ("neither the contract nor the invoice gives a due date", due),
        ("neither the contract nor the invoice names who is to pay", customer),
        ("neither the contract nor the invoice names who is to be paid", supplier),
        ("it shows no currency", invoice.currency),
    )
    why = next((text for text, value in missing if not value), "")
    if why or due is None:
        return why
    return OpenItem(
        key=folded_number(invoice.number or ""),
        invoice=invoice.number or "",
        supplier=supplier,
        customer=customer,
        contract=case.contract.stem if case.contract else None,
        issued_on=invoice.issue_date,
        due_on=due,
        open_amount=item.open,
        currency=invoice.currency or "",
        clause=_clause(case, due),
    )


def _party(case: InvoiceCase, role: str) -> str:
    """Name a party as the invoice does, else as its contract does."""
    printed = case.invoice.supplier if role == "provider" else case.invoice.customer
    agreed = case.contract.contract.party(role) if case.contract else None
    return printed.name or (agreed.name if agreed else "")


def _clause(case: InvoiceCase, due: date) -> Evidence | None:
    """Return the words of the contract that give this due date; None where the invoice does."""
    for term in governing(case):
        readings = due_dates(term, case.invoice, case.book.settings.holidays)
        if not isinstance(readings, CannotTell) and any(one.on == due for one in readings):
            return term.evidence
    return None


def _told_apart(items: list[OpenItem]) -> tuple[OpenItem, ...]:
    """Mark items whose number another one bears: nobody could say which was asked for."""
    counts: dict[str, int] = {}
    for item in items:
        counts[item.key] = counts.get(item.key, 0) + 1
    return tuple(replace(item, repeated=counts[item.key] > 1) for item in items)
