"""What each line of an invoice is: as a person said, as was learnt, or as words and figures say.

What no document of the invoice's own family prices may be an item of an order or schedule below.
Then the lines are looked at together: one that is about an item in words and price alone gives
way to a line that is that item, and a line that the file of expenses knows is an expense.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from checks.agreement import era, terms_on
from checks.charges.homes import is_said_of
from checks.charges.recorded_expenses import as_recorded
from checks.charges.single_days import spanned
from checks.recognition.agreeing import agrees
from checks.recognition.lines import NEARLY, Offer, recognise
from checks.recognition.periods import period_of
from checks.recognition.references import plain
from checks.recognition.wording import words_of
from checks.taught import Taught
from checks.told_lines import at_home, by_code_only, charge_told
from models.cases import Charge, ChargeKind, Family
from models.facts import Facts
from models.invoices import Invoice, InvoiceLine
from models.matching import Told


class Offered(NamedTuple):
    """The family an invoice is billed under, and those of the orders and schedules below it."""

    family: Family
    below: tuple[Family, ...] = ()


def charges_of(
    invoice: Invoice, offered: Offered, taught: Taught, facts: Facts
) -> tuple[Charge, ...]:
    """Say what the lines of an invoice are."""
    found = spanned([_charge(invoice, line, offered, taught) for line in invoice.lines])
    found = [_given_way(charge, found) for charge in found]
    return tuple(as_recorded(charge, offered.family, facts) for charge in found)


def offer_of(family: Family) -> Offer:
    """Return all terms of a family, of any time."""
    return family.memo.once(
        "offer", lambda: Offer(term for member in family.members for term in member.terms)
    )


def _offer_on(family: Family, day: date) -> Offer:
    """Return the terms in force on a day."""
    return family.memo.once(("offer", era(family, day)), lambda: Offer(terms_on(family, day)))


def _charge(invoice: Invoice, line: InvoiceLine, offered: Offered, taught: Taught) -> Charge:
    """Say what a line is: as a person said, as was learnt, or as its words and figures say."""
    family = offered.family
    own = taught.of_line(invoice, line)
    decided = charge_told(Told(own), line, invoice, family) if own else None
    if decided is not None:
        return decided
    computed = _computed(invoice, line, family)
    timely = _in_force(computed, family)
    if offered.below and (computed.kind is ChargeKind.UNKNOWN or computed.sure < 1 or not timely):
        below = _below(invoice, line, offered)
        better = below and (_names_more(below, computed) or not timely)
        computed = below if below and better else computed
    rule = taught.line_rule(invoice, line, family)
    if rule is None or (by_code_only(rule, line) and computed.sure == 1 and computed.terms):
        return computed
    return charge_told(rule, line, invoice, family) or computed


def _in_force(charge: Charge, family: Family) -> bool:
    """Whether the terms of a charge, if it has any, are in force when its service begins."""
    if not charge.terms:
        return True
    on_day = {id(term) for term in terms_on(family, charge.start or date.max)}
    return any(id(term) in on_day for term in charge.terms)


def _names_more(below: Charge, own: Charge) -> bool:
    """Whether an item of a document below is told where ours is not, or is ours with more words.

    A line "seventh cabinet fee" is that of the order for it, not the master's "cabinet fee".
    """
    if own.kind is ChargeKind.UNKNOWN:
        return True
    return below.sure > own.sure and set(words_of(below.item)) > set(words_of(own.item))


def _computed(invoice: Invoice, line: InvoiceLine, family: Family) -> Charge:
    start, _ = period_of(line, invoice)
    charge = recognise(line, invoice, _offer_on(family, start or date.max))
    if not charge.terms:  # an item of another time: before its fee starts, after an amendment
        other = recognise(line, invoice, offer_of(family))
        charge = other if other.terms else charge
    return at_home(charge, family) if charge.terms else charge


def _below(invoice: Invoice, line: InvoiceLine, offered: Offered) -> Charge | None:
    """Return a line as an item of a document below the invoice's own: the one it fits best.

    Of documents that have the item alike, the one that the line names, or whose price it has.
    """
    found = [_computed(invoice, line, family) for family in offered.below]
    known = [charge for charge in found if charge.terms and charge.contract]
    text = plain(line.description or "")

    def fit(charge: Charge) -> tuple[float, bool, bool]:
        named = charge.contract is not None and is_said_of(charge.contract, text)
        return charge.sure, named, agrees(line, charge.terms)

    return max(known, key=fit, default=None)


def _given_way(charge: Charge, beside: Sequence[Charge]) -> Charge:
    """Return a line as an unknown one where another line of the invoice is its item in full."""
    if charge.sure != NEARLY or charge.told:
        return charge
    surer = any(
        other.sure > NEARLY and (other.kind, other.item) == (charge.kind, charge.item)
        for other in beside
        if (other.start, other.end) == (charge.start, charge.end)
    )
    if not surer:
        return charge
    return replace(charge, kind=ChargeKind.UNKNOWN, terms=(), contract=None, sure=1.0, item="")
