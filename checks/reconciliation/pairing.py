"""Which record of another system is which of our invoices: by number, else by what it says.

A record is taken once.  The same number in the same writing goes first, then the number in another
writing ("INV-0012", "12") where amount or customer agree, then records that agree in amount,
currency, day and customer and are the only such one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checks.duplicates.du101_invoice_number_reused import folded_number
from checks.recognition.parties import same_party
from models.invoices import Invoice
from models.ledgers import LedgerInvoice


@dataclass(frozen=True, slots=True)
class Pairs:
    """What belongs together, and what is left on each side; ``twice`` are further records of a pair."""

    pairs: tuple[tuple[Invoice, LedgerInvoice], ...]
    ours: tuple[Invoice, ...]
    theirs: tuple[LedgerInvoice, ...]
    twice: tuple[tuple[Invoice, LedgerInvoice], ...] = ()


def paired(ours: Sequence[Invoice], theirs: Sequence[LedgerInvoice]) -> Pairs:
    """Pair our invoices with one system's records."""
    left, open_ = list(theirs), list(ours)
    pairs: list[tuple[Invoice, LedgerInvoice]] = []
    for fits in (_same_number_and_kind, _same_number, _other_writing, _same_values):
        for one in list(open_):
            among = [record for record in left if fits(one, record)]
            rivals = [other for other in open_ if among and fits(other, among[0])]
            if not among or (fits in {_other_writing, _same_values} and len(among + rivals) > 2):  # noqa: PLR2004 (one on each side)
                continue
            best = min(among, key=lambda record: _distance(one, record))
            pairs.append((one, best))
            left.remove(best)
            open_.remove(one)
    twice = [(mine, record) for record in left if (mine := _pair_of(record, pairs)) is not None]
    again = {id(record) for _, record in twice}
    return Pairs(
        tuple(pairs),
        tuple(open_),
        tuple(record for record in left if id(record) not in again),
        tuple(twice),
    )


def _pair_of(
    record: LedgerInvoice, pairs: Iterable[tuple[Invoice, LedgerInvoice]]
) -> Invoice | None:
    return next((mine for mine, _ in pairs if _same_number_and_kind(mine, record)), None)


def _same_number_and_kind(one: Invoice, record: LedgerInvoice) -> bool:
    return one.kind is record.kind and _same_number(one, record)


def _same_number(one: Invoice, record: LedgerInvoice) -> bool:
    number = folded_number(one.number or "")
    return bool(number) and number == folded_number(record.number or "")


def _other_writing(one: Invoice, record: LedgerInvoice) -> bool:
    """Whether only letters before the figures differ, and amount and customer do not contradict."""
    figures = _figures(one.number)
    same = bool(figures) and figures == _figures(record.number)
    return same and one.total == record.gross and _same_customer(one, record)


def _same_values(one: Invoice, record: LedgerInvoice) -> bool:
    if one.total is None or one.issue_date is None or one.kind is not record.kind:
        return False
    values = one.total, one.issue_date, one.currency
    return values == (record.gross, record.issued_on, record.currency) and _same_customer(
        one, record
    )


def _same_customer(one: Invoice, record: LedgerInvoice) -> bool:
    return record.customer is None or same_party(one.customer.name, record.customer)


def _figures(number: str | None) -> str:
    found = re.search(r"(\d+)\D*$", number or "")
    return found[1].lstrip("0") if found else ""


def _distance(one: Invoice, record: LedgerInvoice) -> tuple[bool, bool, bool, str]:
    return (
        record.status.value == "void",
        one.total != record.gross,
        one.issue_date != record.issued_on,
        record.id,
    )
