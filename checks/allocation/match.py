"""Matches payments to invoices: the sure ones first, then what is likely.

Exact:    the payer named every invoice and the money is what they ask for together (a discount
          that is still allowed taken off); or named one, is its customer, and paid a part.
Likely:   one of these is missing, and there is still only one answer.
Unknown:  nothing fits, or more than one thing does.  Nothing is ever guessed between equals.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from checks.allocation.named import by_number
from checks.allocation.numbers import NumberIndex
from checks.allocation.payers import alike
from checks.allocation.unnamed import by_amount
from checks.allocation.verdicts import Ledger, Verdict, unknown
from models.payments import BankLine, Certainty, Match, Payable, Share


@dataclass(slots=True)
class _Desk:
    """The ledger while payments are matched; what is applied makes an open amount smaller."""

    ledger: Ledger
    index: NumberIndex
    done: dict[int, Match] = field(default_factory=dict)


def match_payments(
    lines: Sequence[BankLine],
    invoices: Iterable[Payable],
    accounts: Mapping[str, str] | None = None,
) -> tuple[Match, ...]:
    """Say of each payment what it was for, in the order given.

    Payments are looked at by date.  What is exact counts at once; what is likely only keeps
    another payment from being offered the same money.  ``accounts`` maps the account of a payer
    to the customer it paid for before; exact matches add to it.
    """
    payables = tuple(invoices)
    desk = _Desk(
        Ledger({one.key: one for one in payables}, dict(accounts or {})), NumberIndex(payables)
    )
    order = sorted(range(len(lines)), key=lambda at: (lines[at].booked_on, at))
    for at in order:
        if (refusal := _no_payment(lines[at])) is not None:
            desk.done[at] = Match(lines[at], Certainty.UNKNOWN, refusal)
    for passes in (Certainty.EXACT, Certainty.LIKELY):
        for at in order:
            if at in desk.done:
                continue
            verdict = _verdict(lines[at], desk)
            if verdict.certainty in (Certainty.EXACT, passes):
                _apply(verdict, lines[at], desk)
                desk.done[at] = _match(lines[at], verdict)
    for at in order:
        if at not in desk.done:
            desk.done[at] = _match(lines[at], _verdict(lines[at], desk))
    return tuple(desk.done[at] for at in range(len(lines)))


def _no_payment(line: BankLine) -> str | None:
    if line.reversal:
        return "It takes an earlier movement back. Find that one, and undo what was applied of it."
    if line.amount <= 0:
        return "Money that went out is no payment of an invoice."
    return None


def _verdict(line: BankLine, desk: _Desk) -> Verdict:
    named = desk.index.named_in(line)
    if named and (verdict := by_number(line, named, desk.ledger)) is not None:
        return verdict
    if (verdict := by_amount(line, desk.ledger)) is not None:
        return verdict
    return unknown("No number, name and amount fit an open invoice.")


def _apply(verdict: Verdict, line: BankLine, desk: _Desk) -> None:
    for choice in verdict.choices:
        held = desk.ledger.invoices[choice.invoice.key]
        settled = verdict.settles or choice.amount >= held.open
        rest = Decimal(0) if settled else held.open - choice.amount
        desk.ledger.put(replace(held, open=rest))
    customers = {one.invoice.customer or "" for one in verdict.choices}
    account = line.counterparty_account
    if verdict.certainty is Certainty.EXACT and account and len(customers) == 1:
        (customer,) = customers
        known = desk.ledger.accounts.setdefault(account, customer)
        if not alike(known, customer):  # one that pays for many, such as a platform, says nothing
            desk.ledger.accounts[account] = ""


def _match(line: BankLine, verdict: Verdict) -> Match:
    shares = tuple(Share(c.invoice.key, c.invoice.number, c.amount) for c in verdict.choices)
    return Match(line, verdict.certainty, verdict.reason, shares)
