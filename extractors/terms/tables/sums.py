"""A sum of money in a row: rate, fee, milestone or minimum.

The words of the value's column decide, then those around the table.  Where they leave a choice
(an instalment that may hang on an achievement), both kinds are proposed and the weaker one has
the lower score: what the document as a whole says decides.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from extractors.terms.candidates import MONTH_FIRST
from extractors.terms.grammar.allowances import allowance_in
from extractors.terms.grammar.starting import starts_on
from extractors.terms.grammar.unit_words import singular
from extractors.terms.grammar.values import Value
from extractors.terms.tables.cells import has_date, number_of
from extractors.terms.tables.columns import MINIMUM, Role
from extractors.terms.tables.kinds import OTHER, UNSURE, is_milestone, score_of
from extractors.terms.tables.row import LONGEST, Read, Row, Scope, due_of, name_of
from extractors.terms.tables.scope import (
    frequency_of,
    heading_of,
    mode_of,
    names_year,
    per_of,
    unit_of,
)
from extractors.terms.tables.shares import shares_in
from extractors.terms.tables.units import LUMP_HEAD, RATE_HEAD, unit_for
from extractors.wording import phrase
from models.terms import Fee, Frequency, Milestone, Minimum, Rate

_FREE = 0.2  # "$0": what is free is seldom worth a term
_SAID = 0.1  # for a minimum that is called one
_INCLUDED = phrase(
    r"\b(?:included|free|allowance|inclusive|quota)\b(?![^.;]{0,20}\b(?:fees?|prices?|charges?|tax)\b)"
)
_CLOSE = 160  # characters before a table that may call its sums minimums


def sums(row: Row, index: int, value: Value, scope: Scope) -> Iterator[Read]:
    """Propose the kinds that a sum of money may be, the likeliest with the highest score."""
    head = scope.columns.heads[index]
    score = score_of(row, index, scope) - _FREE * (not value.amount)
    unit, sure = unit_for(row, index, value, scope)
    minimum = _is_minimum(row, head, scope)
    milestone = is_milestone(row, head, scope) and not (row.tier or unit)
    rated = bool(unit) or _is_priced_tier(row, head, scope)
    lower = OTHER * (minimum or milestone)
    if minimum:
        yield Read(_minimum(row, value, head, scope), score + _SAID, index, value)
    if milestone:
        yield Read(_milestone(row, index, value, scope), score - UNSURE * minimum, index, value)
    if rated:
        yield Read(_rate(row, index, value, scope, unit), score - lower, index, value)
    if not rated or not sure:
        yield Read(_fee(row, index, value, scope), score - lower - OTHER * rated, index, value)


def _is_priced_tier(row: Row, head: str, scope: Scope) -> bool:
    return row.tier is not None and not row.tier.money and not _lump(head, row, scope)


def _is_minimum(row: Row, head: str, scope: Scope) -> bool:
    if MINIMUM.search(head) or MINIMUM.search(row.label):
        return True
    return bool(MINIMUM.search(scope.near[-_CLOSE:])) and not RATE_HEAD.search(head)


def _milestone(row: Row, index: int, value: Value, scope: Scope) -> Milestone:
    percent = scope.columns.first(Role.PERCENT)
    share = next(shares_in(row.cells[percent]), None) if percent is not None else None
    return Milestone(
        name=name_of(row, index, scope) or row.label or None,
        amount=value.amount,
        currency=value.unit,
        percent=share.amount if share is not None else None,
        due=due_of(row, scope),
    )


def _rate(row: Row, index: int, value: Value, scope: Scope, unit: str | None) -> Rate:
    tier, item = row.tier, name_of(row, index, scope)
    limits = tier is not None and (tier.counts(unit) if unit else not tier.measured)
    if tier is not None and not limits:
        item = f"{item or ''}, {tier.text}".strip(" ,")[:LONGEST]
    if tier is not None and unit and item and _counts(item, unit):
        item = heading_of(scope.section) or item
    included, per = _included(row, scope, unit)
    return Rate(
        item=item,
        amount=value.amount,
        currency=value.unit,
        unit=unit or (tier.thing if tier is not None else "unit"),
        min_quantity=tier.low if tier is not None and limits else None,
        max_quantity=tier.high if tier is not None and limits else None,
        tier_mode=mode_of(scope.around) if tier is not None else None,
        effective_from=_starts_on(scope),
        included_quantity=included,
        included_per=per,
    )


def _counts(item: str, unit: str) -> bool:
    """Whether a name says no more than what is counted: "Order lines" at a price per order line."""
    return " ".join(map(singular, item.lower().split())) == unit.lower()


def _included(row: Row, scope: Scope, unit: str | None) -> tuple[Decimal | None, str | None]:
    """What a column "Included each quarter", or the row itself, says is free in each period.

    A column that names what is included, "Included hours", goes with the period of the row's fee.
    """
    heads = scope.columns.heads
    for head, cell in zip(heads, row.cells, strict=True):
        named = any(singular(word) == unit for word in head.lower().split())
        per = per_of((head, *(heads if named else ()))) if _INCLUDED.search(head) else None
        number = number_of(cell) if per else None
        if number:
            return number, per
    told = allowance_in(" ".join(row.cells))
    return (told.quantity, told.per) if told else (None, None)


def _fee(row: Row, index: int, value: Value, scope: Scope) -> Fee:
    return Fee(
        item=name_of(row, index, scope),
        amount=value.amount,
        currency=value.unit,
        frequency=_frequency(row, index, scope),
        due=due_of(row, scope),
    )


def _starts_on(scope: Scope) -> date | None:
    """The day from which the rows hold, where the sentence before them says so."""
    last = scope.near.rstrip(" :").rsplit(". ", maxsplit=1)[-1]
    return starts_on(last, day_first=scope.currency not in MONTH_FIRST)


def _lump(head: str, row: Row, scope: Scope) -> bool:
    """Whether the price of a tier is one sum for the whole tier."""
    told = RATE_HEAD.search(head) or unit_of((head,))
    return bool(
        LUMP_HEAD.search(head)
        and not told
        and (frequency_of((head, *scope.order)) or (row.tier is not None and row.tier.money))
    )


def _minimum(row: Row, value: Value, head: str, scope: Scope) -> Minimum:
    per = "year" if names_year(row.label) else per_of((head, scope.near))
    if re.search(r"(?i)\bcumulative\b", f"{head} {scope.near}"):
        per = "total"
    return Minimum(
        amount=value.amount, currency=value.unit, per=per or "total", period=row.label or None
    )


def _frequency(row: Row, index: int, scope: Scope) -> Frequency:
    columns = scope.columns
    said = (columns.first(Role.RHYTHM), columns.first(Role.UNIT))
    own = (
        row.cells[index],
        *(row.cells[place] for place in said if place is not None),
        columns.heads[index],
        row.label,
        row.group,
        " ".join(columns.heads),
    )
    if found := frequency_of(own):
        return found
    dated = columns.first(Role.DUE) is not None and not names_year(row.label)
    if dated or has_date(row.label):
        return Frequency.ONE_TIME
    if names_year(row.label):
        told = "year" in row.label.lower()
        return frequency_of(scope.order) or (Frequency.ANNUAL if told else Frequency.ONE_TIME)
    return frequency_of(scope.order) or Frequency.ONE_TIME
