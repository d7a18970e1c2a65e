"""Documents for a night: what a company bills many customers, month after month.

Each customer has a stretch of months of its own, of which every one is billed once, as the
contract says; all stretches end with June 2026.  One invoice in `_PLANTED` says something wrong.
Invoices come in the order of their days, so that the last ones come to as many customers as there
can be.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from itertools import accumulate, count, takewhile
from pathlib import Path

from benchmarks.night_customers import KINDS, Buyer, Customer
from sample_contracts.make import papers, printed, structured
from sample_contracts.make.contracts import Paper
from sample_contracts.make.spec import Bill

_LAST = date(2026, 6, 1)
_PLANTED = 70
_MILESTONES = 3  # invoices of a customer who is not billed by months
_PAPERS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "pdf": (".pdf", papers.pdf),
    "docx": (".docx", papers.word),
}
_BILLS: dict[str, tuple[str, Callable[[Bill], bytes]]] = {
    "pdf": (".pdf", printed.pdf),
    "docx": (".docx", printed.word),
    "ubl": (".xml", structured.ubl),
    "cii": (".xml", structured.cii),
}
Document = tuple[str, bytes]


class Trade:
    """A company with so many contracts and (nearly) so many invoices under them.

    Further contracts can be made: their customers come in the last month.
    """

    def __init__(self, contracts: int, invoices: int) -> None:
        self._contracts, self._invoices = contracts, invoices

    def contracts(self, first: int, last: int) -> Iterator[Document]:
        """Write the contracts from one place up to another."""
        for place, paper in enumerate(self._papers()):
            if place >= last:
                break
            if place >= first:
                ending, form = _PAPERS[paper.form]
                yield f"{paper.stem}{ending}", form(paper)

    def invoices(self, first: int, last: int) -> Iterator[Document]:
        """Write the invoices from one place up to another, the oldest first."""
        for bill in self.bills[first:last]:
            ending, form = _BILLS[bill.form]
            yield f"{bill.number}{ending}", form(bill)

    @cached_property
    def _customers(self) -> tuple[Customer, ...]:
        """Return those whose contracts are all among them, each with its stretch."""
        papers = accumulate(_customer(index, 1).documents for index in count())
        whole = max(sum(1 for _ in takewhile(self._contracts.__ge__, papers)), 1)
        by_month = [index for index in range(whole) if KINDS[index % len(KINDS)] is not Buyer]
        left = self._invoices - _MILESTONES * (whole - len(by_month))
        months, over = divmod(max(left, len(by_month)), len(by_month))
        stretches = dict.fromkeys(range(whole), months)
        for turn, (shorter, longer) in enumerate(zip(by_month[::2], by_month[1::2], strict=False)):
            apart = months * (turn % 5) // 10
            stretches[shorter] -= apart
            stretches[longer] += apart
        for index in by_month[:over]:
            stretches[index] += 1
        return tuple(_customer(index, stretches[index]) for index in range(whole))

    @cached_property
    def bills(self) -> list[Bill]:
        """Return every invoice in the order of their days, without writing them."""
        bills = [
            _spoilt(bill)
            for customer in self._customers
            for month in _months(customer.start)
            if (bill := customer.bill(month)) is not None
        ]
        return sorted(bills, key=lambda bill: (bill.issued, bill.number))

    def _papers(self) -> Iterator[Paper]:
        """Return contracts without end."""
        for customer in self._customers:
            yield from customer.papers()
        for index in count(len(self._customers)):
            yield from _customer(index, 1).papers()


def trade_of(contracts: int, invoices: int) -> tuple[Iterator[Document], Iterator[Document]]:
    """Return the documents of a company with so many of each."""
    trade = Trade(contracts, invoices)
    return trade.contracts(0, contracts), trade.invoices(0, invoices)


def write(root: Path, contracts: Iterable[Document], invoices: Iterable[Document]) -> None:
    """Write documents into an inbox."""
    for folder, documents in (("contracts", contracts), ("invoices", invoices)):
        for name, data in documents:
            path = root / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def _customer(index: int, months: int) -> Customer:
    years, month = divmod(_LAST.year * 12 + _LAST.month - months, 12)
    return KINDS[index % len(KINDS)](index, date(years, month + 1, 1))


def _months(first: date) -> Iterator[date]:
    while first <= _LAST:
        yield first
        first = (first + timedelta(31)).replace(day=1)


def _spoilt(bill: Bill) -> Bill:
    """Return an invoice as it is, or one in `_PLANTED` with something wrong."""
    turn = int.from_bytes(sha256(bill.number.encode()).digest()[:4])
    if turn % _PLANTED:
        return bill
    line = bill.lines[0]
    match turn // _PLANTED % 3:
        case 0:
            dearer = replace(line, price=line.price * 2)
            return replace(bill, lines=(dearer, *bill.lines[1:]))
        case 1:
            return replace(bill, printed_total=bill.total + 150)
        case _:
            return replace(bill, terms="", due=bill.issued + timedelta(5))
