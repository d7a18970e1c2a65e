"""Which contract a won deal became.

A contract that the deal names decides (number, file name or title; a number inside the deal's
name counts where the customer is a party).  Else a contract of the same customer: the one with
the deal's amount, the one that took effect when the deal was closed, for a renewal the one in
force.  Of two that fit alike none is chosen.  Amendments go with what they amend, and an order
goes before the agreement above it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from checks.agreement import forest_of, term_bounds
from checks.copies import originals
from checks.deals.amounts import fits
from checks.deals.worth import Worth, worth_of
from checks.recognition.index import ContractIndex
from checks.recognition.parties import core_name
from checks.recognition.references import plain
from models.cases import Book, Family, Forest
from models.contracts import Contract
from models.facts import Deal
from models.sales import Belonging, Sale, Sales

NEAR_DAYS = 90  # between closing a deal and the day its contract takes effect
_AHEAD_DAYS = 366  # so far ahead a contract with the deal's amount may begin
_WON = frozenset("won closedwon wonclosed true yes signed gewonnen gagne ganado vinto".split())
_NOT_WON = frozenset(
    "lost closedlost lostclosed open inprogress pending false no deleted abandoned verloren offen "
    "perdu perdido".split()
)
_RENEWAL = re.compile(r"renew|extension|prolong|verl(?:ä|ae)nger", re.IGNORECASE)


def is_won(deal: Deal) -> bool | None:
    """Whether a deal was won; None where its status is a word that we do not know."""
    word = plain(deal.status or "")
    if not (deal.status or "").strip() or word in _WON:
        return True
    return False if word in _NOT_WON else None


def sales_of(deals: Iterable[Deal] | None, index: ContractIndex, forest: Forest) -> Sales | None:
    """Find the contract of every won deal; a deal that several rows tell of counts once."""
    if deals is None:
        return None
    held = _once(deals)
    clerk = _Clerk(index, forest)
    return Sales(
        tuple(clerk.sale(deal) for deal in held if is_won(deal)),
        tuple(deal for deal in held if is_won(deal) is None),
    )


def sold(book: Book) -> Sales | None:
    """Return the won deals of a book; worked out where nobody did yet."""
    if book.sales is not None or book.facts.deals is None:
        return book.sales
    return book.memo.once("sales", lambda: _worked_out(book))


def _worked_out(book: Book) -> Sales | None:
    index = ContractIndex(originals(book.contracts))
    return sales_of(book.facts.deals, index, forest_of(index.contracts, index))


def _once(deals: Iterable[Deal]) -> list[Deal]:
    """Keep one row a deal: the one closed last, as an older export may still be on file."""
    newest: dict[str, Deal] = {}
    for deal in sorted(deals, key=_age):
        newest[plain(deal.deal)] = deal
    return [newest[key] for key in sorted(newest)]


def _age(deal: Deal) -> tuple[date, bool, str, str]:
    known = deal.closed_on or date.min
    return known, is_won(deal) is not None, deal.evidence.file, deal.evidence.quote


class _Clerk:
    """Looks for the contract of one deal after the other."""

    def __init__(self, index: ContractIndex, forest: Forest) -> None:
        self._index, self._forest = index, forest
        self._families: dict[str, Family] = {}
        self._cores = [
            (frozenset(core_name(party.name).split()), contract)
            for contract in index.contracts
            for party in contract.contract.parties
            if party.role != "provider"
        ]

    def sale(self, deal: Deal) -> Sale:
        """Say which contract a deal became."""
        named = self._named(deal)
        if named:
            return _sale(deal, Belonging.REFERENCE, named)
        own = self._of_customer(deal)
        if not own:
            known = bool(deal.customer and self._index.having(deal.customer))  # and all ended
            near = [] if known else self._homes(self._like_named(deal))
            return _sale(deal, Belonging.NEAR if near else Belonging.NONE, near)
        return self._by_amount(deal, own) or self._by_day(deal, own)

    def _named(self, deal: Deal) -> list[Contract]:
        """Return the contracts that a deal names; those of its customer go before others."""
        own = {id(one) for one in self._index.having(deal.customer)} if deal.customer else set()
        found = self._index.mentioned(deal.contract) if deal.contract else ()
        if not found:
            found = tuple(c for c in self._index.mentioned(deal.name) if id(c) in own)
        chosen = [one for one in found if id(one) in own] or list(found)
        return self._lowest(self._homes(chosen))

    def _of_customer(self, deal: Deal) -> list[Contract]:
        """Return the contracts with a customer that had not ended before the deal was closed."""
        if not deal.customer:
            return []
        return [
            one
            for one in self._homes(self._index.having(deal.customer))
            if not deal.closed_on or (self._ends(one) or date.max) >= deal.closed_on
        ]

    def _by_amount(self, deal: Deal, own: Sequence[Contract]) -> Sale | None:
        amount = deal.amount
        if amount is None or amount <= 0:
            return None
        fitting = [
            one
            for one in own
            if _one_currency(deal, one)
            and _begins_before(one, deal.closed_on, _AHEAD_DAYS)
            and fits(amount, self._worth(one, deal).readings, deal.currency)
        ]
        lowest = self._lowest(fitting)
        close = [one for one in lowest if self._is_close(one, deal)]
        if len(close) == 1 or len(lowest) == 1:
            return _sale(deal, Belonging.AMOUNT, close if len(close) == 1 else lowest)
        return _sale(deal, Belonging.ALIKE, lowest) if lowest else None

    def _by_day(self, deal: Deal, own: Sequence[Contract]) -> Sale:
        close = self._lowest([one for one in own if self._is_close(one, deal)])
        if close:
            return _sale(deal, Belonging.DATE if len(close) == 1 else Belonging.SEVERAL, close)
        force = self._lowest([one for one in own if _begins_before(one, deal.closed_on, 0)])
        if force and _RENEWAL.search(f"{deal.kind or ''} {deal.name or ''}"):
            return _sale(deal, Belonging.RENEWAL if len(force) == 1 else Belonging.SEVERAL, force)
        unpriced = [one for one in force if not self._worth(one, deal).readings]
        if unpriced:
            return _sale(deal, Belonging.CALL_OFF, unpriced)
        return _sale(deal, Belonging.NONE, own)

    def _is_close(self, home: Contract, deal: Deal) -> bool:
        """Whether a document, or an amendment of it, begins when the deal was closed or begins."""
        days = [day for day in (deal.closed_on, deal.starts_on) if day]
        begins = [
            day
            for one in (home, *self._amendments(home))
            for day in (one.contract.effective_date, one.contract.signed_on)
            if day
        ]
        return any(abs((a - b).days) <= NEAR_DAYS for a in days for b in begins)

    def _amendments(self, home: Contract) -> Iterator[Contract]:
        for one in self._family(home).members:
            if one.contract.kind == "amendment" and self._forest.home(one) is home:
                yield one

    def _ends(self, home: Contract) -> date | None:
        return term_bounds(self._family(home))[1]

    def _family(self, contract: Contract) -> Family:
        if contract.stem not in self._families:
            self._families[contract.stem] = self._forest.family(contract)
        return self._families[contract.stem]

    def _worth(self, home: Contract, deal: Deal) -> Worth:
        return worth_of(home, self._forest, deal, self._family)

    def _homes(self, contracts: Iterable[Contract]) -> list[Contract]:
        homes = (self._forest.home(one) for one in contracts)
        return list({one.stem: one for one in homes}.values())

    def _lowest(self, contracts: Sequence[Contract]) -> list[Contract]:
        """Leave out agreements of which an order is among these as well."""
        above: set[str] = set()
        for one in contracts:
            step = self._forest.above.get(one.stem)
            while step is not None and step.stem not in above:
                above.add(step.stem)
                step = self._forest.above.get(step.stem)
        kept = [one for one in contracts if one.stem not in above]
        return kept or list(contracts)

    def _like_named(self, deal: Deal) -> Iterator[Contract]:
        """Yield contracts of companies whose name holds all words of the deal's, or the reverse."""
        words = frozenset(core_name(deal.customer or "").split())
        for core, contract in self._cores if words else ():
            if core and (core <= words or words <= core):
                yield contract


def _sale(deal: Deal, how: Belonging, contracts: Iterable[Contract]) -> Sale:
    stems = tuple(sorted(one.stem for one in contracts))
    if how is Belonging.REFERENCE and len(stems) > 1:
        how = Belonging.SEVERAL
    return Sale(deal, how, stems)


def _one_currency(deal: Deal, contract: Contract) -> bool:
    return not deal.currency or deal.currency == (contract.contract.currency or deal.currency)


def _begins_before(home: Contract, day: date | None, days: int) -> bool:
    """Whether a document begins on a day or so many days after it; unknown days hinder nothing."""
    begins = home.takes_effect
    return begins is None or day is None or (begins - day).days <= days
