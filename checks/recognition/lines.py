"""What an invoice line charges for: a rate, a fee, a milestone, an expense, interest ...

Wording that names the nature of a line ("less retainage 5%", "interest on overdue invoice")
decides first, then the likeness of its description to the contract's items, then unit and price.
"""

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from checks.recognition import milestones
from checks.recognition.agreeing import agrees, is_days_of, is_near
from checks.recognition.foreign import is_foreign
from checks.recognition.natures import nature_of, takes_off
from checks.recognition.periods import period_of
from checks.recognition.phrases import (
    has_part,
    holds,
    is_other_number,
    is_part,
    is_share_of,
    numbered,
    parted,
)
from checks.recognition.units import unit_of
from checks.recognition.wording import key_of, likeness, spoken_of, without_time, words_of
from models.cases import Charge, ChargeKind
from models.invoices import Invoice, InvoiceLine
from models.terms import (
    Discount,
    ExpenseRule,
    Fee,
    LateCharge,
    Milestone,
    Minimum,
    PercentageFee,
    Rate,
    Retainage,
    Term,
)

_MILESTONE = re.compile(
    r"\b(?:milestone|deliverable|meilenstein|mijlpaal|jalon|hito)\b", re.IGNORECASE
)
_TRAVEL = frozenset(("mileage", "per diem", "travel", "kilometre", "kilometer", "subsistence"))
_TRAVEL_UNITS = frozenset(("mile", "km", "kilometre", "kilometer", "mi"))
_ENOUGH = 0.75
_BY_CLAUSE = 0.85  # the most that unit, price and the words of a clause can tell
_MAYBE = 0.45
NEARLY = 0.65  # how sure the words and about the price of an item make
_AS_PART = 0.95  # an item, beside a comma or in brackets
_AS_SHARE = 0.9  # a percent of an item's base
_LONGEST = 600  # letters of a clause that are read for an item
_TERMS = {
    ChargeKind.RETAINAGE: Retainage,
    ChargeKind.RETAINAGE_RELEASE: Retainage,
    ChargeKind.LATE_CHARGE: LateCharge,
    ChargeKind.TRUE_UP: Minimum,
    ChargeKind.DISCOUNT: Discount,
    ChargeKind.EXPENSE: ExpenseRule,
}
_NATURES = {kind: nature for nature, kind in reversed(_TERMS.items())}
_ITEM_KINDS = {
    Rate: ChargeKind.RATE,
    Fee: ChargeKind.FEE,
    PercentageFee: ChargeKind.PERCENTAGE,
    Milestone: ChargeKind.MILESTONE,
}


@dataclass(frozen=True, slots=True)
class Match:
    """The terms of one item (a fee, or all rows of a tier table) and how well a line fits."""

    kind: ChargeKind
    item: str
    terms: tuple[Term, ...]
    sure: float


class _Heard(NamedTuple):
    """What the words of a line say of one item.

    ``match`` is there where they name it; else ``alone`` says how sure they make it,
    ``agreed`` where unit and price are the item's as well, ``near`` where they are about that.
    """

    terms: tuple[Term, ...]
    match: Match | None
    alone: float
    agreed: float
    near: float = 0.0

    def fit(self, line: InvoiceLine) -> Match | None:
        """Return the item where line and item fit at all."""
        if self.match or not (self.alone or self.agreed or self.near):
            return self.match
        sure = self.agreed if agrees(line, self.terms) else self.alone
        if not sure and self.near and is_near(line, self.terms):
            sure = self.near
        first = self.terms[0]
        return Match(_ITEM_KINDS[type(first)], _name(first), self.terms, sure) if sure else None


class Offer:
    """Terms a line may be billed under, by item.

    What the words of a line say is remembered, as lines say the same month after month.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        groups: dict[tuple[str, str], list[Term]] = {}
        for term in self.terms:
            if type(term) in _ITEM_KINDS:
                groups.setdefault((term.kind, key_of(_name(term))), []).append(term)
        self._items = [tuple(group) for group in groups.values()]
        # Only these look at more of a line's words, or of the line, than `words_of` keeps.
        self._particular = any(
            isinstance(group[0], Milestone | PercentageFee)
            or (isinstance(group[0], Rate) and is_travel(group[0]))
            for group in self._items
        )
        self._named: dict[Hashable, Match | None] = {}
        self._heard: dict[Hashable, list[_Heard]] = {}

    def best(self, line: InvoiceLine) -> Match | None:
        """Return the item that a line names; else the one that words, unit and price fit best."""
        text = line.description or line.item_code or ""
        # What stands before a colon is read by itself.
        whole = self._particular or ":" in text
        key: Hashable = (text, unit_of(line.unit)) if whole else (parted(text), numbered(text))
        if key not in self._named:
            named = [match for match in (_by_name(line, group) for group in self._items) if match]
            best = _best(named or self._parts(text))
            # Unit and price could not tell better.
            self._named[key] = best if best and best.sure > _BY_CLAUSE else None
        if found := self._named[key]:
            return found
        if key not in self._heard:
            self._heard[key] = [_heard(line, group, text) for group in self._items]
        fits = [match for one in self._heard[key] if (match := one.fit(line))]
        return _best(fits) if fits else self._by_days(line) or self._by_price(line, text)

    def _by_days(self, line: InvoiceLine) -> Match | None:
        """Return the rate of which a line bills some days of a month, where there is one such."""
        found = [group for group in self._items if is_days_of(line, group)]
        if len(found) != 1:
            return None
        return Match(ChargeKind.RATE, _name(found[0][0]), found[0], NEARLY)

    def _by_price(self, line: InvoiceLine, text: str) -> Match | None:
        """Return the only item with a line's unit and price, where its words are of another language.

        The price of a part of a period is about that part's.
        """
        if not is_foreign(text):
            return None
        groups = self._items if line.amount else []
        found = [group for group in groups if agrees(line, group)]
        found = found or [group for group in groups if is_near(line, group)]
        if len(found) != 1:
            return None
        first = found[0][0]
        return Match(_ITEM_KINDS[type(first)], _name(first), found[0], NEARLY)

    def _parts(self, text: str) -> list[Match]:
        """Return the milestones that a line asks a part of, where it names no item as it stands."""
        stages = [group for group in self._items if isinstance(group[0], Milestone)]
        words = {word for group in stages for word in words_of(_name(group[0]))}
        return [
            Match(ChargeKind.MILESTONE, _name(group[0]), group, sure)
            for group in stages
            for first in group[:1]
            if isinstance(first, Milestone) and (sure := milestones.fit_in_part(first, text, words))
        ]

    def weighed(self, line: InvoiceLine) -> list[tuple[tuple[Term, ...], float]]:
        """Return every item with how well a line fits it, 0 where not at all; the best first."""
        text = line.description or line.item_code or ""
        fits = ((group, _heard(line, group, text).fit(line)) for group in self._items)
        found = [(group, fit.sure if fit else 0.0) for group, fit in fits]
        return sorted(found, key=lambda pair: -pair[1])


def recognise(line: InvoiceLine, invoice: Invoice, offer: Offer) -> Charge:
    """Say what a line is and which of the terms in force it is billed under."""
    start, end = period_of(line, invoice)
    text = line.description or line.item_code or ""
    nature = nature_of(text)
    if nature is None and _is_taken_off(line, invoice, text):
        nature = ChargeKind.DISCOUNT
    match = best_match(line, offer)
    if nature and not (match and match.sure > _ENOUGH and _is_named(match, text, nature)):
        match = _by_nature(nature, text, offer.terms)
    elif match is None and (_MILESTONE.search(text) or _is_stage(text, offer)):
        match = Match(ChargeKind.MILESTONE, milestones.of_name(text), (), 1.0)
    if match is None:
        return Charge(line, ChargeKind.UNKNOWN, start=start, end=end)
    return Charge(
        line, match.kind, match.terms, sure=match.sure, start=start, end=end, item=match.item
    )


def _is_taken_off(line: InvoiceLine, invoice: Invoice, text: str) -> bool:
    below = line.amount is not None and line.amount < 0 and not invoice.is_credit
    return below and takes_off(text)


def _is_stage(text: str, offer: Offer) -> bool:
    """Whether a line calls itself stage so-and-so of a contract that has stages."""
    staged = any(isinstance(term, Milestone) for term in offer.terms)
    return staged and milestones.number_of(text) is not None


def is_chargeable(term: Term) -> bool:
    """Whether a line can be billed under a term."""
    return type(term) in _ITEM_KINDS or type(term) in _NATURES


def billed_under(line: InvoiceLine, invoice: Invoice, terms: tuple[Term, ...]) -> Charge:
    """Say what a line is that is known to be billed under these terms of one item."""
    start, end = period_of(line, invoice)
    first, text = terms[0], line.description or line.item_code or ""
    if isinstance(first, Rate) and is_travel(first):
        kind, item = ChargeKind.EXPENSE, first.item or "mileage"
    elif type(first) in _ITEM_KINDS:
        kind, item = _ITEM_KINDS[type(first)], _name(first)
    else:
        nature = nature_of(text)
        fits = nature is not None and _TERMS.get(nature) is type(first)
        kind = nature if nature and fits else _NATURES[type(first)]
        item = expense_category(text) if kind is ChargeKind.EXPENSE else ""
    return Charge(line, kind, terms, start=start, end=end, item=item)


def best_match(line: InvoiceLine, offer: Offer) -> Match | None:
    """Find the item of the contract a line's words, unit and price fit best; None if none."""
    return offer.best(line)


def _best(found: list[Match]) -> Match | None:
    """Return the surest; of two as sure the one that names the other and more, else none."""
    found.sort(key=lambda match: (-match.sure, -len(words_of(match.item))))
    if not found or (
        len(found) > 1
        and found[0].sure == found[1].sure < 1
        and not set(words_of(found[0].item)) > set(words_of(found[1].item))
    ):
        return None
    return found[0]


def _name(term: Term) -> str:
    if isinstance(term, Milestone):
        return term.name or ""
    if isinstance(term, PercentageFee):
        return term.item or term.base or ""
    return (term.item or "") if isinstance(term, Rate | Fee) else ""


def _heard(line: InvoiceLine, group: tuple[Term, ...], text: str) -> _Heard:
    """Weigh what the words of a line and a clause say, where the item's name does not fit well."""
    term = group[0]
    match = _by_name(line, group)
    if not match and isinstance(term, Milestone) and milestones.is_part(term, text):
        return _Heard(group, None, 0.8 * milestones.says_percent(term, text), 0.8)
    if match or not _is_worded(term) or is_other_number(_name(term), text):
        return _Heard(group, match, 0.0, 0.0)
    clause = f"{_name(term)} {term.evidence.quote}"[:_LONGEST]
    spoken = spoken_of(text.split(":", maxsplit=1)[0], clause)
    if spoken:
        agreed = 0.8 * spoken + 0.05
    else:
        named = _alike(term, text) >= _MAYBE or has_part(_name(term), text)
        agreed = 0.7 if named else 0.0 if _speaks(text) else 0.55
    alone = 0.8 if spoken == 1 and len(without_time(text).split()) > 1 else 0.0
    near = NEARLY if holds(_name(term), text) else 0.0
    return _Heard(group, None, alone, agreed, near)


def _is_worded(term: Term) -> bool:
    """Whether words of a clause, unit and price can tell that a line is an item."""
    return not isinstance(term, Milestone) and not (isinstance(term, Rate) and is_travel(term))


def _by_name(line: InvoiceLine, group: tuple[Term, ...]) -> Match | None:
    """Return an item that a line names, or a journey by its unit."""
    term, text = group[0], line.description or line.item_code or ""
    kind = _ITEM_KINDS[type(term)]
    if isinstance(term, Milestone):
        sure = milestones.fit(term, text)
        return Match(kind, term.name or "", group, sure) if sure >= _ENOUGH else None
    if isinstance(term, Rate) and is_travel(term):
        return _travel(line, term, text)
    sure = 0.0 if is_other_number(_name(term), text) else _alike(term, text)
    return Match(kind, _name(term), group, min(sure, 1.0)) if sure >= _ENOUGH else None


def _alike(term: Term, text: str) -> float:
    own = term.base if isinstance(term, PercentageFee) else getattr(term, "unit", None)
    context = f"{own or ''} {term.evidence.quote}"  # what the clause itself says of the item
    name = _name(term)
    sure = max(likeness(name, text, context), _AS_PART * is_part(name, text))
    if isinstance(term, PercentageFee):
        sure = max(sure, likeness(name, text.split(":", maxsplit=1)[0], context))
        if term.base and is_share_of(term.base, text):
            sure = max(sure, _AS_SHARE + (1 - _AS_SHARE) * sure)  # of items of one base the nearest
    return sure


def _speaks(text: str) -> bool:
    """Whether a description names something of its own, beyond words of time and charging."""
    return likeness("services", text) < _ENOUGH


def is_travel(term: Rate) -> bool:
    """Whether a rate prices travel: mileage, per diem."""
    return key_of(term.item or "") in _TRAVEL or unit_of(term.unit) in _TRAVEL_UNITS


def _travel(line: InvoiceLine, term: Rate, text: str) -> Match | None:
    named = likeness(term.item or "", text) >= _ENOUGH
    same_unit = unit_of(line.unit) == unit_of(term.unit) and unit_of(line.unit) in _TRAVEL_UNITS
    if not named and not same_unit:
        return None
    return Match(ChargeKind.EXPENSE, term.item or "mileage", (term,), 1.0)


def _is_named(match: Match, text: str, nature: ChargeKind) -> bool:
    """Whether a contract item, not the nature of the wording, explains a line.

    A fee called "retention programme fee" is a fee; "discount on seat charges" names seats and
    is a discount all the same.
    """
    if match.kind is ChargeKind.EXPENSE:
        return True
    if nature in (ChargeKind.DISCOUNT, ChargeKind.TRUE_UP, ChargeKind.LATE_CHARGE):
        return nature_of(match.item) is nature
    return likeness(match.item, text) == 1.0


def _by_nature(nature: ChargeKind, text: str, terms: Sequence[Term]) -> Match:
    kind = _TERMS.get(nature)
    fitting = tuple(term for term in terms if kind and isinstance(term, kind))
    item = expense_category(text) if nature is ChargeKind.EXPENSE else ""
    return Match(nature, item, fitting, 1.0)


def expense_category(text: str) -> str:
    """Return what an expense line names: "Reimbursable expense: hotel, 29 Apr 2024" is hotel."""
    body = re.sub(r"^.*?\bexpenses?\b\s*[:\-–(]\s*", "", text, flags=re.IGNORECASE)
    return re.split(r"[,;(]|\s[-–]\s|\s\d", body)[0].strip().casefold()
