"""Payments that name an invoice, or something like its number."""

from collections.abc import Sequence
from decimal import Decimal

from checks.allocation.numbers import Named
from checks.allocation.sums import Choice, all_of, choices_for, some_of
from checks.allocation.verdicts import (
    Ledger,
    Verdict,
    equal_to,
    money_for,
    numbers,
    unknown,
)
from models.payments import BankLine, Certainty, Payable

_LONG = 6  # letters and figures of a number that a stranger cannot hit by chance
_FEE, _FEE_SHARE = Decimal(50), Decimal("0.05")
_OVER_SHARE = Decimal("0.1")
_MOST_NAMED = 40


def by_number(line: BankLine, named: Sequence[Named], ledger: Ledger) -> Verdict | None:
    """Decide by the numbers that the payer wrote; None where they lead nowhere."""
    if len(named) > _MOST_NAMED:
        return unknown("It names more invoices than can be told apart. Please allocate it by hand.")
    places = tuple((one, tuple(ledger.now(c) for c in one.candidates)) for one in named)
    whole = tuple(place for place in places if place[0].whole)
    alone = () if whole else tuple((place,) for place in places)
    for some in dict.fromkeys((whole, places, *alone)):
        if some and (verdict := _all_named(line, some, ledger)) is not None:
            return verdict
    sure = [found[0] for _, found in whole]
    late = len(sure) == 1 and _is_late_discount(line, sure[0])
    if not late and (verdict := _elsewhere(line, places, ledger)) is not None:
        return verdict
    if len(sure) == 1:
        return _one_named(line, sure[0], ledger, alone=late or _is_alone(line, places, ledger))
    if len(sure) > 1:
        return _several_named(line, sure, ledger)
    return _nearly_named(line, places, ledger)


Places = Sequence[tuple[Named, Sequence[Payable]]]


def _is_late_discount(line: BankLine, invoice: Payable) -> bool:
    """Whether what is missing of an invoice is just its discount for early payment."""
    return invoice.open - line.amount in {offer.amount for offer in invoice.discounts}


def _is_alone(line: BankLine, places: Places, ledger: Ledger) -> bool:
    """Whether no other place may mean another open invoice of the payer."""
    return not any(
        one.open > 0 and ledger.payer_of(line, one)
        for named, found in places
        if not named.whole
        for one in found
    )


def _all_named(line: BankLine, places: Places, ledger: Ledger) -> Verdict | None:
    """All that is named makes the amount."""
    groups = [[c for p in found for c in choices_for(p, line.booked_on)] for _, found in places]
    if not all(groups):
        return None
    everything = [payable for _, found in places for payable in found]
    for amount in money_for(line, everything):
        ways = all_of(groups, amount)
        if len(ways) != 1:
            continue
        (way,) = ways
        whole = all(one.whole for one, _ in places)
        payers = [ledger.payer_of(line, choice.invoice) for choice in way]
        long = all(len(one.words) >= _LONG for one, _ in places)
        why, doubt = _sum_in_words(line, way, amount), "The payer's name does not fit."
        if all(payers) or (whole and long and False not in payers):
            if whole or _only_one(way, places, ledger, line):
                slip = "" if whole else " The number is mistyped or cut; payer and amount fit it."
                return Verdict(Certainty.EXACT, why + slip, way, settles=True)
            doubt = "The number is mistyped or cut, and another invoice asks for as much."
        elif whole and long and len({choice.invoice.customer for choice in way}) == 1:
            return Verdict(
                Certainty.EXACT, f"{why} Somebody else paid for the customer.", way, settles=True
            )
        return Verdict(Certainty.LIKELY, f"{why} {doubt}", way, settles=True)
    return None


def _only_one(way: Sequence[Choice], places: Places, ledger: Ledger, line: BankLine) -> bool:
    """Whether no other open invoice of the payer could stand for one that is nearly named."""
    sure = {payable.key for named, found in places if named.whole for payable in found}
    taken = {choice.invoice.key for choice in way}
    others = [one for one in ledger.open_of_payer(line) if one.key not in taken]
    return not any(
        equal_to(choice.amount, others, line) for choice in way if choice.invoice.key not in sure
    )


def _sum_in_words(line: BankLine, way: Sequence[Choice], amount: Decimal) -> str:
    asked = "what it asks for" if len(way) == 1 else "what they ask for together"
    words = f"It names {numbers(way)}, and {amount} is {asked}."
    if taken := sum((c.invoice.open - c.amount for c in way), Decimal(0)):
        words += f" {taken} was taken off as the discount for early payment, in time."
    if amount != line.amount and line.fees:
        words += f" Banks kept {amount - line.amount} of it."
    elif amount != line.amount:
        words += f" {line.amount} {line.currency or ''} arrived."
    return words


def _elsewhere(line: BankLine, places: Places, ledger: Ledger) -> Verdict | None:
    """Another invoice of the payer asks for exactly this: the number may be a wrong one."""
    keys = {payable.key for _, found in places for payable in found}
    others = [one for one in ledger.open_of_payer(line) if one.key not in keys]
    equal = equal_to(line.amount, others, line)
    if not equal:
        return None
    named = ", ".join(one.words for one, _ in places)
    if len(equal) > 1:
        return unknown(f"It names {named}, whose amount differs; {len(equal)} other invoices fit.")
    reason = (
        f"It names {named}, whose amount differs; {equal[0].invoice.number} of the same customer "
        f"asks for exactly {line.amount}."
    )
    return Verdict(Certainty.LIKELY, reason, tuple(equal), settles=True)


def _one_named(line: BankLine, invoice: Payable, ledger: Ledger, *, alone: bool) -> Verdict:
    """One invoice is named, and the amount is another one."""
    amounts = money_for(line, [invoice])
    payer = ledger.payer_of(line, invoice)
    if not amounts:
        reason = f"It names {invoice.number}, and was paid in {line.currency}; please say what it is worth in {invoice.currency}."
        if not payer or invoice.open <= 0:
            return unknown(reason)
        return Verdict(Certainty.LIKELY, reason, (Choice(invoice, invoice.open),), settles=True)
    amount = amounts[0]
    if invoice.open <= 0:
        reason = f"It names {invoice.number}, which is paid already. It may be paid twice."
        if not payer:
            return unknown(reason)
        return Verdict(Certainty.LIKELY, reason, (Choice(invoice, amount),))
    if amount > invoice.open:
        return _more(line, invoice, amount, ledger)
    reason = f"It names {invoice.number}, and {_shortfall(line, invoice, amount)}"
    sure = bool(payer) and alone
    certainty = Certainty.EXACT if sure else Certainty.LIKELY
    if not payer:
        reason += " The payer's name does not fit."
    return Verdict(certainty, reason, (Choice(invoice, amount),))


def _shortfall(line: BankLine, invoice: Payable, amount: Decimal) -> str:
    """Say what is missing, and what may explain it; nothing is written off."""
    short = invoice.open - amount
    late = [offer for offer in invoice.discounts if offer.amount == short]
    if late:
        return f"{short} is missing: the discount for early payment, allowed until {late[0].until}."
    told = line.fees == short or short <= min(_FEE, invoice.open * _FEE_SHARE)
    if told:
        kept = "that banks kept" if line.fees == short else "perhaps fees of a bank"
        return f"{short} is missing, {kept}. It stays open."
    return f"pays a part: {amount} of {invoice.open}."


def _more(line: BankLine, invoice: Payable, amount: Decimal, ledger: Ledger) -> Verdict:
    """More came than the named invoice asks for: others of the customer may be in it."""
    groups = [
        choices
        for one in ledger.open_of_payer(line)
        if one.key != invoice.key and (choices := choices_for(one, line.booked_on))
    ]
    ways = some_of(groups, amount - invoice.open) if groups else []
    if len(ways) == 1:
        way = (Choice(invoice, invoice.open), *ways[0])
        reason = f"It names {invoice.number}; {numbers(way)} together ask for {amount}."
        return Verdict(Certainty.LIKELY, reason, way, settles=True)
    if len(ways) > 1:
        return unknown(f"It names {invoice.number}; several sets of invoices make up the rest.")
    over = amount - invoice.open
    reason = f"It names {invoice.number}, and {over} more came than is open."
    if not ledger.payer_of(line, invoice) or over > invoice.open * _OVER_SHARE:
        return unknown(reason)
    return Verdict(Certainty.LIKELY, reason, (Choice(invoice, amount),), settles=True)


def _several_named(line: BankLine, invoices: Sequence[Payable], ledger: Ledger) -> Verdict:
    """Several invoices are named, and they ask for another amount together."""
    amounts = money_for(line, invoices)
    names = ", ".join(one.number for one in invoices)
    if not amounts or not all(ledger.payer_of(line, one) for one in invoices):
        return unknown(f"It names {names}; amount and payer do not fit them.")
    amount = amounts[0]
    groups = [c for one in invoices if (c := choices_for(one, line.booked_on))]
    if not groups:
        return unknown(f"It names {names}, which are all paid already.")
    ways = some_of(groups, amount)
    if len(ways) == 1:
        reason = f"It names {names}; {numbers(ways[0])} of them make {amount}."
        return Verdict(Certainty.LIKELY, reason, ways[0], settles=True)
    asked = sum((one.open for one in invoices), Decimal(0))
    if amount > asked:
        named = {one.key for one in invoices}
        rest = [
            choices
            for one in ledger.open_of_payer(line)
            if one.key not in named and (choices := choices_for(one, line.booked_on))
        ]
        ways = some_of(rest, amount - asked) if rest else []
        if len(ways) != 1:
            return unknown(f"It names {names}, and {amount - asked} more came than they ask for.")
        way = (*(Choice(one, one.open) for one in invoices if one.open > 0), *ways[0])
        reason = f"It names {names}; with {numbers(ways[0])} they ask for {amount}."
        return Verdict(Certainty.LIKELY, reason, way, settles=True)
    return _oldest_first(line, invoices, amount, names)


def _oldest_first(
    line: BankLine, invoices: Sequence[Payable], amount: Decimal, names: str
) -> Verdict:
    rest, chosen = amount, []
    day = line.booked_on
    for one in sorted(invoices, key=lambda i: (i.due_on or day, i.number)):
        part = min(rest, one.open)
        if part > 0:
            chosen.append(Choice(one, part))
            rest -= part
    reason = f"It names {names}, and pays a part of them; the oldest was settled first."
    return Verdict(Certainty.LIKELY, reason, tuple(chosen))


def _nearly_named(line: BankLine, places: Places, ledger: Ledger) -> Verdict | None:
    """A mistyped or cut number leads to one invoice of the payer, of which a part was paid."""
    found = {
        one.key: one
        for _, candidates in places
        for one in candidates
        if one.open > 0 and ledger.payer_of(line, one)
    }
    if len(found) != 1:
        return None
    (invoice,) = found.values()
    amounts = money_for(line, [invoice])
    if not amounts or amounts[0] >= invoice.open:
        return None
    reason = f"It seems to name {invoice.number} of this customer, and {_shortfall(line, invoice, amounts[0])}"
    return Verdict(Certainty.LIKELY, reason, (Choice(invoice, amounts[0]),))
