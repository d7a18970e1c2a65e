"""CO107 deal-differs-from-contract: a deal was sold for another amount than its contract has.

Why:    The books follow the contract, and plans and commissions follow the deal: one is wrong.
Inputs: Won deals that became this contract; its fees, milestones, minimums, limits and totals.
Source: The clauses on sums and the deal's record, side by side.
Edges:  - Every lawful reading passes: a month, a year, the first year, the whole term or the
          deal's own, with or without what is charged once, discounts, tax, escalators, what an
          amendment adds, a minimum, a limit or a stated total; each deal alone or all together.
        - A deal in whole units may be rounded; further tolerance is a setting (CO107=5.00+1%).
        - Prices by quantity, percentage or index beside the sums, and a deal above the least sum:
          cannot tell.  No sums at all: cannot tell.
        - Another currency is a finding without an amount; other days are told in the message.
        - Deals without an amount, or of none, are not compared; no deals on file, none of this
          contract: does not apply.  A contract found by day or as a renewal is marked for review.
Example: sold for 24,000.00 a year, signed for 2,000.00 a quarter, which is 8,000.00: 16,000.00.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from checks.deals.amounts import fits, nearest
from checks.deals.belonging import sold
from checks.deals.saying import called
from checks.deals.worth import Worth, worth_of
from checks.proofs import direction_of, fact_proofs, money, number, term_proofs, unsure
from models.cases import ContractCase
from models.facts import Deal
from models.findings import (
    CannotTell,
    Check,
    Direction,
    Finding,
    NotApplicable,
    Outcomes,
    Scope,
    Severity,
)
from models.money import to_minor
from models.sales import Belonging, Sale
from models.terms import Cap, Fee, Milestone, Minimum, Rate, TaxTreatment, Term

_DOUBTED = (Belonging.DATE, Belonging.RENEWAL)
_SUMS = (Fee, Milestone, Minimum, Cap, Rate)


def deal_differs_from_contract(case: ContractCase) -> Outcomes:
    """Compare the deals of a contract with what it agrees."""
    sales = sold(case.book)
    if sales is None:
        yield NotApplicable("No deals are on file.")
        return
    own = [sale for sale in sales.of(case.contract.stem) if (sale.deal.amount or 0) > 0]
    if not own:
        yield NotApplicable("No deal with an amount belongs to this document.")
        return
    agreed = case.contract.contract.currency
    for sale in own:
        if agreed and sale.deal.currency and sale.deal.currency != agreed:
            yield _other_currency(case, sale)
    same = [one for one in own if not agreed or one.deal.currency in (None, agreed)]
    if same:
        yield from _compared(case, same)


def _compared(case: ContractCase, sales: Sequence[Sale]) -> Outcomes:
    worths = {
        sale.deal.deal: worth_of(case.contract, case.book.forest, sale.deal) for sale in sales
    }
    together = sum((_amount(sale) for sale in sales), Decimal(0))
    if any(_fits(case, together, worth) for worth in worths.values()):
        return
    left = [sale for sale in sales if not _fits(case, _amount(sale), worths[sale.deal.deal])]
    if not left:
        return
    rest = sum((_amount(sale) for sale in left), Decimal(0))
    worth = worths[left[0].deal.deal]
    if not worth.readings or (worth.is_open and rest > worth.base):
        lacking = "also agrees prices by quantity, percentage or index"
        why = lacking if worth.readings else "agrees no sum"
        deals = [sale.deal for sale in left]
        yield CannotTell(
            f"{case.contract.stem} {why}; whether {_named(deals)} is right rests on quantities.",
            (*term_proofs(worth.terms), *fact_proofs(deals)),
        )
        return
    shown = left if _off(rest, worth) <= _off(together, worth) else list(sales)
    yield _finding(case, shown, worth)


def _finding(case: ContractCase, sales: Sequence[Sale], worth: Worth) -> Finding:
    deals = [sale.deal for sale in sales]
    total = sum((_amount(sale) for sale in sales), Decimal(0))
    currency = case.contract.contract.currency or deals[0].currency
    near = nearest(total, worth.readings)
    sums = [term for term in worth.terms if isinstance(term, _SUMS)]
    verb = "was" if len(deals) == 1 else "were"
    days = " ".join(_days(case, deals[0])) if len(deals) == 1 else ""
    return Finding(
        message=f"{_named(deals)} {verb} won for {money(total, currency)}, and "
        f"{case.contract.stem} has {money(near.amount, currency)} ({near.words}) as the nearest sum."
        f"{days and ' ' + days} Correct the deal or amend the contract.",
        direction=direction_of(near.amount, total),
        expected=str(to_minor(total, currency)),
        actual=str(to_minor(near.amount, currency)),
        amount=to_minor(abs(near.amount - total), currency),
        currency=currency,
        working=f"sold {' + '.join(number(_amount(sale)) for sale in sales)} = {number(total)}; "
        f"agreed {_readings(worth)}",
        proofs=(*term_proofs(sums), *fact_proofs(deals)),
        review=unsure(sums) or any(sale.how in _DOUBTED for sale in sales),
        key="|".join(sorted(deal.deal for deal in deals)),
    )


def _other_currency(case: ContractCase, sale: Sale) -> Finding:
    deal, agreed = sale.deal, case.contract.contract.currency
    days = " ".join(_days(case, deal))
    return Finding(
        message=f"{called(deal)} was won for {money(_amount(sale), deal.currency)}, and "
        f"{case.contract.stem} is in {agreed}.{days and ' ' + days} Correct the deal or amend the contract.",
        direction=Direction.NEUTRAL,
        expected=deal.currency,
        actual=agreed,
        currency=agreed,
        working="amounts in two currencies are not compared",
        proofs=fact_proofs([deal]),
        review=sale.how in _DOUBTED,
        key=f"{deal.deal}|currency",
    )


def _days(case: ContractCase, deal: Deal) -> Iterator[str]:
    """Say which of its first and last day the contract has otherwise."""
    head = case.contract.contract
    for word, ours, theirs in (
        ("begins", head.effective_date, deal.starts_on),
        ("ends", head.expiration_date, deal.ends_on),
    ):
        if ours and theirs and ours != theirs:
            yield f"The deal {word} on {theirs}, the contract on {ours}."


def _fits(case: ContractCase, amount: Decimal, worth: Worth) -> bool:
    return fits(
        amount,
        worth.readings,
        case.contract.contract.currency,
        tolerance=case.book.settings.tolerance_minor_units,
        taxes=_taxes(case, worth.terms),
    )


def _taxes(case: ContractCase, terms: Sequence[Term]) -> set[Decimal]:
    """Return the rates that the contract agrees or that were billed under it, in percent."""
    agreed = {term.percent for term in terms if isinstance(term, TaxTreatment) and term.percent}
    billed = {line.tax_rate for one in case.invoices for line in one.invoice.lines if line.tax_rate}
    return agreed | billed


def _amount(sale: Sale) -> Decimal:
    return sale.deal.amount or Decimal(0)


def _off(amount: Decimal, worth: Worth) -> Decimal:
    return abs(nearest(amount, worth.readings).amount - amount)


def _named(deals: Sequence[Deal]) -> str:
    return " and ".join(called(deal) for deal in deals)


def _readings(worth: Worth) -> str:
    shown = [f"{number(one.amount)} {one.words}" for one in worth.readings[:6]]
    return ", ".join(shown) + (", ..." if len(worth.readings) > len(shown) else "")


CHECK = Check(
    "CO107",
    "deal-differs-from-contract",
    Severity.MEDIUM,
    deal_differs_from_contract,
    Scope.CONTRACT,
)
