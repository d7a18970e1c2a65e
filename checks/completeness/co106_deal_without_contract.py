"""CO106 deal-without-contract: a deal was won and no contract on file belongs to it.

Why:    What was sold and not signed, or signed and not filed, is neither billed nor checked.
Inputs: Won deals of the customer system or of a file; all contracts; the grace days.
Source: The deal's record, whose original answer is kept by its hash; no contract to quote.
Edges:  - Open and lost deals, and deals of no amount or less, expect no contract.
        - A contract belongs that the deal names, else one of its customer with its amount (see
          CO107 for the readings), else the only one that takes effect within 90 days of closing.
        - A renewal belongs to the customer's only contract in force; several deals may belong to
          one contract.
        - Only companies with a like name, two contracts that fit alike, a contract in force that
          agrees prices and no sums, no customer, no closing date, an unknown status: cannot tell.
        - No deals on file: does not apply.
Example: a deal of 24,000.00 closed on 1 March, no contract of that customer on 16 March: 24,000.00.
"""

from collections.abc import Iterator

from checks.deals.belonging import sold
from checks.deals.saying import called
from checks.proofs import fact_proofs, money, number
from models.cases import Book
from models.findings import (
    CannotTell,
    Check,
    Direction,
    Finding,
    NotApplicable,
    Outcome,
    Outcomes,
    Scope,
    Severity,
)
from models.sales import SETTLED, Belonging, Sale

_SHOWN = 5  # contracts that a sentence names
_UNSETTLED = {
    Belonging.SEVERAL: "may belong to {}: more than one contract fits; name it in the deal.",
    Belonging.CALL_OFF: "may be a call-off under {}, which agrees prices and no sums; name it in the deal.",
    Belonging.NEAR: "is for {customer}, and on file are contracts of companies with a like name ({}); "
    "name the contract in the deal.",
}


def deal_without_contract(book: Book) -> Outcomes:
    """Look for the contract of every won deal."""
    sales = sold(book)
    if sales is None:
        yield NotApplicable("No deals are on file.")
        return
    for deal in sales.unclear:
        yield CannotTell(
            f'{called(deal)} has the status "{deal.status}", which says neither won nor lost.',
            fact_proofs([deal]),
        )
    for sale in sales.won:
        yield from _judged(book, sale)


def _judged(book: Book, sale: Sale) -> Iterator[Outcome]:
    deal = sale.deal
    if sale.how in SETTLED or (deal.amount is not None and deal.amount <= 0):
        return
    if deal.closed_on is None:
        yield CannotTell(f"{called(deal)} names no day of closing.", fact_proofs([deal]))
        return
    if (book.as_of - deal.closed_on).days <= book.settings.deal_grace_days:
        return
    if sale.how is Belonging.NONE and deal.customer:
        yield _finding(sale)
        return
    words = _UNSETTLED.get(sale.how, "names no customer and no contract that is on file.")
    said = words.format(_listed(sale.stems), customer=deal.customer)
    yield CannotTell(f"{called(deal)} {said}", fact_proofs([deal]))


def _finding(sale: Sale) -> Finding:
    deal = sale.deal
    amount = deal.amount
    worth = f" for {money(amount, deal.currency)}" if amount is not None else ""
    on_file = f" On file of this customer: {_listed(sale.stems)}." if sale.stems else ""
    names = f" The deal names {deal.contract}, which is not on file." if deal.contract else ""
    sought = "no contract named, none of the customer with this amount or begun near this day"
    return Finding(
        message=f"{called(deal)} with {deal.customer} was won on {deal.closed_on}{worth}, and no "
        f"contract on file belongs to it.{names}{on_file} File the contract or correct the deal.",
        direction=Direction.UNDERBILLED,
        expected="a contract on file",
        actual="none",
        amount=amount,
        currency=deal.currency,
        working=f"{number(amount) if amount is not None else 'no amount'} sold; {sought}",
        proofs=fact_proofs([deal]),
        key=deal.deal,
    )


def _listed(stems: tuple[str, ...]) -> str:
    shown = ", ".join(stems[:_SHOWN])
    return f"{shown} and {len(stems) - _SHOWN} more" if len(stems) > _SHOWN else shown


CHECK = Check("CO106", "deal-without-contract", Severity.MEDIUM, deal_without_contract, Scope.BOOK)
