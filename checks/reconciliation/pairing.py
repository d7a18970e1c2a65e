"""Which record of another system is which of our invoices: by number, else by what it says.

A record is taken once.  The same number in the same writing goes first, then the number in another
writing ("INV-0012", "12") where amount or customer agree, then records that agree in amount,
currency, day and customer and are the only such one.
"""

import re
from collections.abc import Callable, Mapping, Sequence
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
    left, open_ = dict(enumerate(theirs)), dict(enumerate(ours))
    numbers: dict[str, list[int]] = {}
    for place, record in left.items():
        numbers.setdefault(folded_number(record.number or ""), []).append(place)
    pairs: list[tuple[Invoice, LedgerInvoice]] = []
    for fits in (_same_number_and_kind, _same_number, _other_writing, _same_values):
        alone = fits in {_other_writing, _same_values}
        for mine, one in list(open_.items()):
            places = left if alone else numbers.get(folded_number(one.number or ""), ())
            among = [place for place in places if place in left and fits(one, left[place])]
            if not among or (alone and not _is_alone(one, left[among[0]], among, open_, fits)):
                continue
            best = min(among, key=lambda place: _distance(one, left[place]))
            pairs.append((one, left.pop(best)))
            del open_[mine]
    first = {(one.kind, folded_number(one.number or "")): one for one, _ in reversed(pairs)}
    twice, rest = [], []
    for record in left.values():
        number = folded_number(record.number or "")
        again = first.get((record.kind, number)) if number else None
        if again is None:
            rest.append(record)
        else:
            twice.append((again, record))
    return Pairs(tuple(pairs), tuple(open_.values()), tuple(rest), tuple(twice))


def _is_alone(
    one: Invoice,
    record: LedgerInvoice,
    among: Sequence[int],
    open_: Mapping[int, Invoice],
    fits: Callable[[Invoice, LedgerInvoice], bool],
) -> bool:
    """Whether an invoice and a record fit nothing else on the other side."""
    rival = (other for other in open_.values() if other is not one and fits(other, record))
    return len(among) == 1 and next(rival, None) is None


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
