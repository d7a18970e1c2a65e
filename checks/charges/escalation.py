"""Prices after the agreed increases, on a day.

>>> [reading.amount for reading in steps_of(Decimal(100), Decimal(5), 2, "USD")]
[Decimal('110.2500'), Decimal('110')]
"""

import re
from datetime import date
from decimal import Decimal

from checks.agreement import clauses_on, of_kind
from checks.charges.escalation_scope import moves
from checks.charges.readings import Reading, distinct
from checks.months import add_months
from checks.recognition.frequencies import MONTHS_OF, is_recurring
from models.cases import Family
from models.money import to_minor
from models.terms import Escalator, Fee, Frequency, Rate

_PRICE = r"(?:\w+\s)?(?:fees?|rates?|prices?|charges?|amounts?)"
# "the fee then in force", "its then-current rates", "the preceding year's fee": on what rose before.
_COMPOUND = re.compile(
    rf"""
      \b then [\s-] (?: in \s (?: force | effect ) | current | applicable | prevailing | existing | payable ) \b
    | (?<! not \s ) (?<! non- ) (?<! without \s ) \b (?: compound(?:ed|ing)? | cumulative(?:ly)? ) \b
    | \b (?: over | above | {_PRICE} \s (?: of | for | in | during ) ) \s (?: the | those \s (?: of | for ) \s the ) \s
      (?: immediately \s )? (?: preceding | prior | previous | last ) \s
      (?: (?: contract | calendar | service | licen[cs]e | subscription ) \s )? (?: year | term | period ) \b
    | \b (?: preceding | prior | previous | last ) \s (?: contract \s | calendar \s )? (?: year | term | period ) ['’]s \s {_PRICE} \b
    | \b (?: fees?|rates?|prices?|charges? ) \s (?: in \s (?: force | effect ) | charged | payable | applicable )
      \s (?: in | during | for ) \s the \s (?: immediately \s )? (?: preceding | prior | previous ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# "3% of the initial fee", "of the original price": each time the same sum.
_SIMPLE = re.compile(
    rf"""
      \b (?: of | on | over ) \s (?: the | its | their ) \s (?: initial | original | first[\s-]year(?:['’]s)? ) \s {_PRICE} \b
    | \b (?: not \s compound(?:ed|ing)? | non-compound(?:ed|ing)? | without \s compounding | simple \s increase ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def escalator_for(family: Family, price: Rate | Fee, day: date) -> Escalator | None:
    """Return the escalator that moves a price, None for one-time fees and fixed prices."""
    if isinstance(price, Fee) and not is_recurring(price):
        return None
    fitting = [term for term in of_kind(family, day, Escalator) if moves(term, price)]
    return max(fitting, key=lambda term: bool(term.applies_to), default=None)


def steps_until(escalator: Escalator, family: Family, since: date | None, day: date) -> int:
    """Count the increases between the day a price was set and a day, both inclusive.

    Without a first day in the contract they fall on the anniversaries of its effective date.
    """
    first = escalator.first_on or _first_anniversary(escalator, family)
    every = MONTHS_OF.get(escalator.frequency or Frequency.ANNUAL, 12)
    count = steps = 0
    while first is not None and add_months(first, count * every) <= day:
        steps += since is None or add_months(first, count * every) > since
        count += 1
    return steps


def escalated(
    price: Rate | Fee, family: Family, day: date, currency: str | None
) -> tuple[Reading, ...]:
    """Return a price on a day in every lawful reading: compound first, then simple."""
    escalator = escalator_for(family, price, day)
    if escalator is None or escalator.percent is None:
        return (Reading(price.amount, f"{price.amount}"),)
    steps = steps_until(escalator, family, since_of(price, family, day), day)
    return steps_of(price.amount, escalator.percent, steps, currency, reading_said(escalator))


def since_of(price: Rate | Fee, family: Family, day: date) -> date | None:
    """Return the day since which a price in force on a day holds; None for the whole term."""
    return next((c.since for c in clauses_on(family, day) if c.term is price), None)


def reading_said(escalator: Escalator) -> str:
    """Return "compound" or "simple" where the words of the clause settle it, else "".

    A clause that says both, or that was not quoted, settles nothing.
    """
    clause = " ".join(escalator.evidence.quote.split())
    compound, simple = bool(_COMPOUND.search(clause)), bool(_SIMPLE.search(clause))
    return "" if compound == simple else "compound" if compound else "simple"


def steps_of(
    price: Decimal, percent: Decimal, steps: int, currency: str | None, said: str = ""
) -> tuple[Reading, ...]:
    """Return a price after so many increases: compound, rounded at each, and simple.

    ``said`` is the reading that the clause settles, "" where each of them is lawful.
    """
    if steps == 0:
        return (Reading(price, f"{price}"),)
    factor = 1 + percent / 100
    times = f"^{steps}" if steps > 1 else ""
    rounded = price
    for _ in range(steps):
        rounded = to_minor(rounded * factor, currency)
    compound = (
        Reading(price * factor**steps, f"{price} x {factor}{times}", "compound"),
        Reading(rounded, f"{price} x {factor}, {steps} times, rounded each time", "rounded"),
    )
    simple = Reading(
        price + price * percent * steps / 100, f"{price} + {steps} x {percent}%", "simple"
    )
    if said == "simple":
        return (simple,)
    return distinct(compound if said == "compound" else (*compound, simple))


def _first_anniversary(escalator: Escalator, family: Family) -> date | None:
    starts = [m.takes_effect for m in family.members if m.contract.kind != "amendment"]
    known = [start for start in starts if start]
    months = MONTHS_OF.get(escalator.frequency or Frequency.ANNUAL, 12)
    return add_months(known[-1], months) if known else None
