"""PR106 discount-differs: an agreed discount is missing or of another size.

Why:    A negotiated discount is lost by leaving one line off the invoice.
Inputs: The discounts in force; the lines they apply to; discount lines and line discounts.
Source: The clause that grants the discount.
Edges:  - A discount already taken off the unit price counts.
        - A discount from a quantity or an amount on applies once that is reached.
        - A discount for charges of which no price was read, or that no price's name tells:
          cannot tell.
        - A clause may list its charges: "transport charges (parcels and pallets)".
        - Where the clause names no charges, one-time fees may stand in or out of the base.
Example: 10% agreed on seats of 25,116.00, 2,093.00 given: 418.60 too little.
"""

from datetime import date
from decimal import Decimal

from checks.agreement import of_kind
from checks.charges.billed import billed_amount
from checks.charges.certainty import documents_of
from checks.charges.pricing import printed_price
from checks.charges.rating import discount_of, in_scope, rates_of
from checks.charges.readings import Reading, nearest
from checks.proofs import difference, differs, money
from checks.recognition.frequencies import is_recurring
from checks.recognition.wording import WEAK, words_of
from models.cases import Charge, ChargeKind, InvoiceCase
from models.findings import CannotTell, Check, NotApplicable, Outcomes, Severity
from models.terms import Discount, Fee, PercentageFee, Rate


def discount_differs(case: InvoiceCase) -> Outcomes:
    """Compare the discount given with the agreed percent of the charges it applies to."""
    day = min((c.start for c in case.charges if c.start), default=case.invoice.issue_date)
    discounts = of_kind(case.family, day or date.max, Discount) if case.family else ()
    if not discounts or not case.stands:
        yield NotApplicable("The contract grants no discount.")
        return
    for scope in dict.fromkeys(term.applies_to for term in discounts):
        yield from _compare(case, [term for term in discounts if term.applies_to == scope])


def _compare(case: InvoiceCase, terms: list[Discount]) -> Outcomes:
    currency = case.invoice.currency
    base = [c for c in case.charges if _applies(c, terms[0]) and not _in_price(c, terms)]
    led = [c for c in case.charges if c not in base and _is_led(c, terms[0])]
    led = [*base, *(c for c in led if not _in_price(c, terms))]
    lines = [c for c in case.charges if c.kind is ChargeKind.DISCOUNT and c.amount]
    given = sum((abs(line.amount) for line in lines), Decimal(0))
    given += sum((charge.line.discount or Decimal(0) for charge in led), Decimal(0))
    if not led and (any(term.review for term in terms) or not _names_a_price(case, terms[0])):
        yield CannotTell(
            "None of the charges that the discount is for was read; confirm the terms."
        )
        return
    bases = _bases(base or led, terms[0])
    readings = [_expected(terms, part, currency) for part in (*bases, led)]
    if any(not differs(case, given, reading.amount, len(lines) or 1) for reading in readings):
        return
    if led and not base and given:
        yield CannotTell(
            "Of which charges the discount is agreed cannot be told; confirm the terms."
        )
        return
    best = nearest(readings, given)
    yield difference(
        case,
        [*lines, *(base or led)],
        -given,
        -best.amount,
        message=f"The agreed discount comes to {money(best.amount, currency)}; the invoice gives "
        f"{money(given, currency)}. Ask for a corrected invoice.",
        working=best.working,
        terms=terms,
        several=not lines,
    )


def _applies(charge: Charge, term: Discount) -> bool:
    priced = charge.kind in (ChargeKind.RATE, ChargeKind.FEE, ChargeKind.PERCENTAGE)
    unit = next((rate.unit for rate in rates_of(charge)), None)
    return priced and in_scope(charge.item, term.applies_to, unit)


def _is_led(charge: Charge, term: Discount) -> bool:
    """Whether an item priced by quantity begins with what a discount is for.

    "Translation, English into German" is among the "translation charges"; where a discount is given
    it shows whether all of them are meant.
    """
    named = [word for word in words_of(term.applies_to or "") if word not in WEAK]
    own = words_of(charge.item)[: len(named)]
    return charge.kind is ChargeKind.RATE and bool(named) and list(own) == named


def _names_a_price(case: InvoiceCase, term: Discount) -> bool:
    """Whether the contract, or a document below it, prices what a discount is for."""
    priced = (one for document in documents_of(case) for one in document.terms)
    return any(
        in_scope(one.item or "", term.applies_to, one.unit if isinstance(one, Rate) else None)
        for one in priced
        if isinstance(one, Rate | Fee | PercentageFee)
    )


def _in_price(charge: Charge, terms: list[Discount]) -> bool:
    """Whether the discount is already taken off the unit price."""
    price = printed_price(charge)
    reduced = {
        rate.amount * (1 - term.percent / 100) for rate in rates_of(charge) for term in terms
    }
    return price in reduced


def _bases(base: list[Charge], term: Discount) -> list[list[Charge]]:
    without = [c for c in base if not _one_time(c)]
    return [base, without] if not term.applies_to and len(without) < len(base) else [base]


def _one_time(charge: Charge) -> bool:
    return any(isinstance(term, Fee) and not is_recurring(term) for term in charge.terms)


def _before_discount(charge: Charge, currency: str | None) -> Decimal:
    return billed_amount(charge, currency) + (charge.line.discount or Decimal(0))


def _expected(terms: list[Discount], base: list[Charge], currency: str | None) -> Reading:
    amount = sum((_before_discount(charge, currency) for charge in base), Decimal(0))
    quantity = sum((charge.line.quantity or Decimal(0) for charge in base), Decimal(0))
    return discount_of(terms, amount, quantity, currency)


CHECK = Check("PR106", "discount-differs", Severity.MEDIUM, discount_differs)
