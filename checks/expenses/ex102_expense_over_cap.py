"""EX102 expense-over-cap: an expense is above the agreed cap, per diem or mileage rate.

Why:    Caps on travel are agreed once and looked up by nobody when the line is paid.
Inputs: Expense lines; the caps on expenses and the rates for mileage and days of travel in force
        on the day the expense was made; the file of expenses where there is one.
Source: The clause with the cap or the rate.
Edges:  - A cap binds each expense, each night or day where the clause says so, or all expenses
          together where it says "in total"; the excess then stands on the line that passes it.
        - With a mark-up the cap is read as one on cost (the mark-up comes on top) and as one on
          the charge; a line that keeps to either passes.
        - What is above cost is EX104 and is not counted here again.
        - Kilometres and miles are converted.  No distance or days on the line: cannot tell.
Example: 193 miles at 0.50 where 0.42 is agreed: 96.50 - 81.06 = 15.44.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from checks.charges.billed import order, standing
from checks.charges.expenses import Claim, claims_of
from checks.charges.rating import unit_prices
from checks.charges.service_term import named_period
from checks.proofs import difference, differs, line_proofs, number
from checks.recognition.units import unit_of
from models.cases import InvoiceCase
from models.findings import CannotTell, Check, Finding, NotApplicable, Outcomes, Severity
from models.money import to_minor
from models.terms import ExpenseRule, Rate

_KILOMETRES = Decimal("1.609344")
_COUNTED = re.compile(
    r"(?P<count>\d[\d,]*(?:\.\d+)?) \s* (?P<unit> miles? | mi | km | kilomet(?:re|er)s? | days? | nights? )\b",
    re.VERBOSE | re.IGNORECASE,
)
_EACH_DAY = re.compile(
    r"\b(?:per|a|each|every)\s+(?:night|day)\b|\bnightly\b|\bdaily\b", re.IGNORECASE
)
_TOGETHER = re.compile(
    r"\b(?:in\s+(?:the\s+)?aggregate|aggregate|in\s+total|total\s+of|in\s+all|altogether|overall"
    r"|over\s+the\s+(?:term|life))\b|\b(?:total|all)\s+(?:reimbursable\s+|travel\s+)?expenses\b",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"\b(?:an|any\s+one|any\s+single|single|each|individual|per)\s+(?:expense|item|trip)\b",
    re.IGNORECASE,
)


def expense_over_cap(case: InvoiceCase) -> Outcomes:
    """Hold each expense line against its rate or its cap."""
    claims = [claim for claim in claims_of(case) if not claim.is_excluded or claim.rate]
    limited = [claim for claim in claims if claim.rate or _caps(claim)]
    if not limited:
        yield NotApplicable("No expense with an agreed rate or cap is billed.")
        return
    for claim in limited:
        if claim.rate:
            yield from _over_rate(case, claim, claim.rate)
        for rule in _caps(claim)[: 0 if claim.rate else 1]:
            yield from _over_cap(case, claim, rule, rule.cap or Decimal(0))


def _over_rate(case: InvoiceCase, claim: Claim, rate: Rate) -> Outcomes:
    quantity, currency = _quantity(claim, rate), case.invoice.currency
    if quantity is None or case.family is None:
        yield CannotTell(
            f"The line does not say how many {rate.unit or 'unit'}s were travelled.",
            line_proofs(case, [claim.charge]),
        )
        return
    prices = unit_prices(rate, claim.charge, case.family, currency)
    allowed = [to_minor(quantity * price.amount, currency) for price in prices]
    best = min(allowed, key=lambda one: abs(one - claim.billed))
    if all(claim.billed > one and differs(case, claim.billed, one) for one in allowed):
        price = prices[allowed.index(best)]
        yield difference(
            case,
            [claim.charge],
            claim.billed,
            best,
            message=f'"{claim.charge.line.description}" is above the agreed rate of '
            f"{number(price.amount)} a {rate.unit or 'unit'}. Pay the agreed rate.",
            working=f"{number(quantity)} x {price.working} = {best}",
            terms=[rate],
            facts=claim.rows,
        )


def _over_cap(
    case: InvoiceCase, claim: Claim, rule: ExpenseRule, cap: Decimal
) -> Iterator[Finding]:
    currency, quote = case.invoice.currency, rule.evidence.quote
    if _TOGETHER.search(quote) and not _EACH.search(quote):
        yield from _over_total(case, claim, rule, cap)
        return
    limit = cap * (_count(claim, "night", "day") or 1) if _EACH_DAY.search(quote) else cap
    costs = [min(limit, cost) for _, cost in claim.spent()]
    priced = [to_minor(cost * claim.markup, currency) for _, cost in claim.spent()]
    allowed = sum((to_minor(cost * claim.markup, currency) for cost in costs), Decimal(0))
    asked = min(claim.billed, sum(priced, Decimal(0)))  # what is above cost is EX104
    if asked > allowed and differs(case, asked, allowed):
        yield difference(
            case,
            [claim.charge],
            asked,
            allowed,
            message=f'"{claim.charge.line.description}" is above the cap of {number(limit)} '
            "for one expense. Pay up to the cap.",
            working=f"cap {number(limit)} x {number(claim.markup)} = {allowed}",
            terms=[rule],
            facts=claim.rows,
        )


def _over_total(
    case: InvoiceCase, claim: Claim, rule: ExpenseRule, cap: Decimal
) -> Iterator[Finding]:
    """Add up all expenses under a rule until this line."""
    before = _sum(_until(case, claim, rule))
    total = before + claim.billed
    if total <= cap or not differs(case, total, cap):
        return
    yield difference(
        case,
        [claim.charge],
        claim.billed,
        max(cap - before, Decimal(0)),
        message=f'With "{claim.charge.line.description}" the expenses billed pass the cap of '
        f"{number(cap)} on all expenses. Pay up to the cap.",
        working=f"billed before {before}, this line {claim.billed}, cap {number(cap)}",
        terms=[rule],
        facts=claim.rows,
    )


def _until(case: InvoiceCase, claim: Claim, rule: ExpenseRule) -> Iterator[Claim]:
    earlier = [one for one in standing(case) if order(one) < order(case)]
    own = (c for c in claims_of(case) if c.charge.line.number < claim.charge.line.number)
    for other in (*(c for one in earlier for c in claims_of(one)), *own):
        if rule in _caps(other):
            yield other


def _sum(claims: Iterable[Claim]) -> Decimal:
    return sum((claim.billed for claim in claims), Decimal(0))


def _caps(claim: Claim) -> list[ExpenseRule]:
    return [rule for rule in claim.rules if rule.cap is not None]


def _quantity(claim: Claim, rate: Rate) -> Decimal | None:
    """Return the distance or days of a line in the unit of the rate."""
    wanted, line = unit_of(rate.unit), claim.charge.line
    if line.quantity is not None and unit_of(line.unit) == wanted:
        return line.quantity
    if wanted in ("mile", "kilometre"):
        return _distance(claim, wanted)
    counted = _count(claim, "day", "night")
    period = named_period(claim.charge)
    if counted is None and period is not None:
        return Decimal((period[1] - period[0]).days + 1)
    return counted or line.quantity


def _distance(claim: Claim, wanted: str) -> Decimal | None:
    miles, kilometres = _count(claim, "mile"), _count(claim, "kilometre")
    if miles is not None:
        return miles if wanted == "mile" else miles * _KILOMETRES
    if kilometres is not None:
        return kilometres if wanted == "kilometre" else kilometres / _KILOMETRES
    return None


def _count(claim: Claim, *units: str) -> Decimal | None:
    """Return how many of a unit a line charges: its quantity, else a number in its words."""
    line = claim.charge.line
    if line.quantity is not None and unit_of(line.unit) in units:
        return line.quantity
    for match in _COUNTED.finditer(line.description or ""):
        if unit_of(match["unit"]) in units:
            return Decimal(match["count"].replace(",", ""))
    return None


CHECK = Check("EX102", "expense-over-cap", Severity.MEDIUM, expense_over_cap)
