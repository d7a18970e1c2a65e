"""What counts towards a cap or a minimum, and the periods it is counted in."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from checks.months import add_months
from checks.recognition.units import hours_in
from checks.recognition.wording import key_of, words_of
from models.cases import Charge, ChargeKind, Family, Forest, InvoiceCase
from models.contracts import Contract
from models.terms import Cap, Fee, Milestone, PercentageFee, Rate, Term

CHARGES = frozenset(
    (
        ChargeKind.RATE,
        ChargeKind.FEE,
        ChargeKind.PERCENTAGE,
        ChargeKind.MILESTONE,
        ChargeKind.DISCOUNT,
        ChargeKind.TRUE_UP,
        ChargeKind.UNKNOWN,
    )
)
# Words of a limit that name no item: it is one of all charges.
_GENERAL = frozenset(
    "aggregate agreement all amount and annual any billing charge compensation consulting contract "
    "contractual cost each engagement expense fee for hereunder in invoice maximum month monthly of "
    "or order overall payment per price professional project quarter quarterly rate remuneration "
    "service sow statement sum task the this total under work year yearly".split()
)
_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12, "annum": 12}


_EACH = re.compile(
    r"\b(?:an|any\s+one|any\s+single|single|each|every|individual|per)\s+"
    r"(?:expense|item|trip|receipt|night|diem)\b",
    re.IGNORECASE,
)


def is_for_each(cap: Cap) -> bool:
    """Whether a cap binds each expense by itself rather than their sum: that is EX102."""
    if key_of(cap.per or "") in ("expense", "item", "trip", "receipt", "night"):
        return True
    of_expenses = counted_kinds(cap) == frozenset((ChargeKind.EXPENSE,))
    return of_expenses and bool(_EACH.search(f"{cap.scope} {cap.evidence.quote}"))


def counted_kinds(cap: Cap) -> frozenset[ChargeKind]:
    """Return the kinds of line that a cap limits."""
    scope = key_of(cap.scope or "")
    excluded = key_of(" ".join(cap.excludes))
    if "expense" in scope.split() and not set(scope.split()) & {"fee", "charge", "total", "all"}:
        return frozenset((ChargeKind.EXPENSE,))
    without = "expense" in excluded or "excluding expense" in scope
    only_fees = bool(scope) and "expense" not in scope and "all" not in scope.split()
    if without or (only_fees and "fee" in scope.split()):
        return CHARGES
    return CHARGES | {ChargeKind.EXPENSE}


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts towards a cap: kinds of line; where the cap names items, only those."""

    kinds: frozenset[ChargeKind]
    items: frozenset[str]
    expenses: bool
    open: bool = False
    """Whether the scope has words that name neither an item nor all charges."""

    def __call__(self, charge: Charge) -> bool:
        """Whether a line counts."""
        return self.has(charge.kind, charge.item)

    def has(self, kind: ChargeKind | None, item: str) -> bool:
        """Whether a charge of a kind for an item counts."""
        if not self.items:
            return kind in self.kinds
        return key_of(item) in self.items or (self.expenses and kind is ChargeKind.EXPENSE)


def counted(cap: Cap, document: Contract, family: Family, forest: Forest) -> Counted:
    """Return what counts towards a cap of a document.

    A cap that names priced items of the contract, or of what stands under it ("workshops"),
    limits these, with the expenses where it names them as well; any other all charges of its kinds.
    """
    kinds = counted_kinds(cap)
    documents = (*family.members, *forest.below(forest.home(document)))
    named = "expense" in key_of(cap.scope or "").split()
    items = _named_items(cap, documents)
    return Counted(
        kinds, items, named and ChargeKind.EXPENSE in kinds, open=bool(_told(cap)) and not items
    )


def _told(cap: Cap) -> set[str]:
    """Return the words by which a scope tells one thing from others."""
    return set(words_of(cap.scope or "")) - _GENERAL


def _named_items(cap: Cap, documents: Iterable[Contract]) -> frozenset[str]:
    """Return the priced items that the scope of a cap names."""
    scope, told = set(words_of(cap.scope or "")), _told(cap)
    found = set()
    for term in (term for one in documents for term in one.terms) if told else ():
        item = _priced_item(term)
        words = set(words_of(item)) - _GENERAL
        # Roles share words with the work that they do; only their whole name means them.
        narrower = told <= words and not (isinstance(term, Rate) and hours_in(term.unit))
        if words and (words <= scope or narrower):
            found.add(key_of(item))
    return frozenset(found)


def _priced_item(term: Term) -> str:
    if isinstance(term, Milestone):
        return term.name or ""
    return (term.item or "") if isinstance(term, Rate | Fee | PercentageFee) else ""


def months_of_limit(per: str | None) -> int | None:
    """Return the months a limit is counted over; None for one over the whole agreement."""
    words = key_of(per or "").split()
    return next((_MONTHS[word] for word in words if word in _MONTHS), None)


def period_of_limit(per: str | None, case: InvoiceCase) -> tuple[date, date] | None:
    """Return the month, quarter or year of a limit that an invoice's service falls in."""
    starts = [charge.start for charge in case.charges if charge.start]
    day = min(starts, default=case.invoice.issue_date)
    return limit_period(per, case.family, day) if case.family and day else None


def limit_period(per: str | None, family: Family, day: date) -> tuple[date, date] | None:
    """Return the month, quarter or year of a limit that a day falls in; None: it has none."""
    months = months_of_limit(per)
    if months is None:
        return None
    calendar = "calendar" in key_of(per or "")
    within = (
        one for one in periods(family, months, day, calendar=calendar) if one[0] <= day <= one[1]
    )
    return next(within, None)


def periods(
    family: Family, months: int, until: date, *, calendar: bool = False
) -> Iterator[tuple[date, date]]:
    """Yield the periods of an agreement that begin by a day.

    Quarters and years count from the effective date unless the contract says calendar.
    """
    starts = [m.takes_effect for m in family.members if m.contract.kind != "amendment"]
    known = [start for start in starts if start]
    if not known:
        return
    first = known[-1]
    if calendar:
        first = date(first.year, (first.month - 1) // months * months + 1, 1)
    count = 0
    while add_months(first, count * months) <= until:
        begin = add_months(first, count * months)
        yield begin, add_months(first, (count + 1) * months) - timedelta(days=1)
        count += 1
