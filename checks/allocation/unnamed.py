"""Payments that name no invoice: by payer and amount, and only where one answer fits."""

from checks.allocation.sums import choices_for, some_of
from checks.allocation.verdicts import (
    Ledger,
    Verdict,
    equal_to,
    money_for,
    numbers,
    unknown,
)
from models.payments import BankLine, Certainty


def by_amount(line: BankLine, ledger: Ledger) -> Verdict | None:
    """Look for open invoices of the payer that make the amount; None where none do."""
    theirs = ledger.open_of_payer(line)
    if not theirs:
        return None
    for amount in money_for(line, theirs):
        equal = equal_to(amount, theirs, line)
        if len(equal) == 1:
            one = equal[0]
            off = one.invoice.open - one.amount
            less = f", less the discount of {off} for early payment" if off else ""
            reason = f"It names no number; {one.invoice.number} is the only open invoice of {one.invoice.customer} that asks for {amount}{less}."
            return Verdict(Certainty.LIKELY, reason, (one,), settles=True)
        if equal:
            names = ", ".join(sorted({one.invoice.number for one in equal}))
            return unknown(f"It names no number, and {names} all ask for {amount}.")
        ways = some_of([choices_for(one, line.booked_on) for one in theirs], amount)
        if len(ways) == 1:
            reason = f"It names no number; {numbers(ways[0])} are the only open invoices of the customer that make {amount} together."
            return Verdict(Certainty.LIKELY, reason, ways[0], settles=True)
        if ways:
            return unknown(f"It names no number; several sets of invoices make {amount}.")
    return None
