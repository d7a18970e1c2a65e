"""What the draft of a period holds: charges that no draft has yet, and adjustments of approved ones.

An approved draft is never changed.  Where one of its charges now comes to another amount (usage
that came late, a corrected term), the difference is a line of its own in the draft of the present
period.  Where a charge is not worked out any more, nothing is taken back: a person looks at it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from checks.billing.due import Bill, Due, Untold
from checks.billing.keys import adjustment_key, keyed
from models.findings import Proof
from models.invoices import InvoiceLine
from models.money import to_minor


@dataclass(frozen=True, slots=True)
class Billed:
    """A charge of approved drafts: ``line`` as it was approved first, in the draft ``number``.

    ``amount`` is what all approved drafts bill of it together, net of tax; ``adjusted`` counts the
    adjustments among them.
    """

    contract: str
    currency: str
    kind: str
    number: str
    first: date
    last: date
    line: InvoiceLine
    amount: Decimal
    adjusted: int = 0


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line of a draft; ``original`` is the key of the charge that it adjusts, else empty.

    ``adjusts`` is the number of the approved draft that has that charge.  ``before`` and ``after`` are what an adjusted charge came to and comes to now, net of tax.
    """

    key: str
    contract: str
    currency: str
    kind: str
    line: InvoiceLine
    working: str
    proofs: tuple[Proof, ...] = ()
    review: bool = False
    original: str = ""
    adjusts: str = ""
    before: Decimal | None = None
    after: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """The lines of all drafts of a period, and what a person must look at."""

    lines: tuple[DraftLine, ...]
    untold: tuple[Untold, ...]


def plan(
    present: Bill, earlier: Sequence[Bill], billed: Mapping[str, Billed], held: AbstractSet[str]
) -> Planned:
    """Work out the lines of the drafts of a period.

    ``earlier`` are the bills, as they are worked out now, of the other periods that have approved
    drafts; ``billed`` the charges of approved drafts by key; ``held`` the keys of drafts that wait
    and are not made anew.
    """
    now = {key: charge for one in (*earlier, present) for key, charge in keyed(one)}
    untold = list(present.untold)
    gone: set[tuple[str, str, date]] = set()
    lines: dict[str, DraftLine] = {}
    for original, was in billed.items():
        charge = now.get(original)
        if charge is None or charge.currency != was.currency:
            gone.add((was.contract, was.kind, was.first))
            untold.append(Untold(was.contract, _lost(was, charge)))
        elif change := to_minor(charge.amount - was.amount, was.currency or None):
            line = _adjustment(original, was, charge, change)
            lines[line.key] = line
    for one in (*earlier, present):
        for key, charge in _open(one, billed, only_billed=one is not present):
            if (charge.contract, charge.identity.kind, one.first) in gone:
                untold.append(Untold(charge.contract, _perhaps_twice(charge)))
            else:
                lines.setdefault(key, _line(key, charge))
    return Planned(tuple(line for key, line in lines.items() if key not in held), tuple(untold))


def _open(
    one: Bill, billed: Mapping[str, Billed], *, only_billed: bool
) -> Iterator[tuple[str, Due]]:
    """Yield what no invoice and no approved draft has; of an earlier period what came late to it."""
    contracts = {was.contract for was in billed.values() if was.first == one.first}
    for key, charge in keyed(one):
        late = only_billed and charge.contract not in contracts
        if charge.amount and not charge.billed and key not in billed and not late:
            yield key, charge


def _line(key: str, charge: Due) -> DraftLine:
    return DraftLine(
        key=key,
        contract=charge.contract,
        currency=charge.currency,
        kind=charge.identity.kind,
        line=charge.line,
        working=charge.working,
        proofs=charge.proofs,
        review=charge.review,
    )


def _adjustment(original: str, was: Billed, charge: Due, change: Decimal) -> DraftLine:
    before, after = was.amount, charge.amount
    line = was.line.model_copy(
        update={
            "description": f"Adjustment of {was.number}: {was.line.description or 'charge'}",
            "quantity": None,
            "unit": None,
            "unit_price": None,
            "discount": None,
            "amount": change,
        }
    )
    return DraftLine(
        key=adjustment_key(original, was.adjusted + 1),
        contract=was.contract,
        currency=was.currency,
        kind=was.kind,
        line=line,
        working=f"now {charge.working}; {after:f} - {before:f} = {change:f}",
        proofs=charge.proofs,
        review=charge.review,
        original=original,
        adjusts=was.number,
        before=before,
        after=after,
    )


def _lost(was: Billed, charge: Due | None) -> str:
    name = f'"{was.line.description or "a charge"}" of {was.number}'
    if charge is not None:
        return f"{name} was billed in {was.currency or 'no currency'} and is now worked out in {charge.currency or 'no currency'}."
    return f"{name} ({was.amount:f}) is not worked out any more; nothing is taken back by itself."


def _perhaps_twice(charge: Due) -> str:
    name = f'"{charge.line.description or "a charge"}" ({charge.amount:f})'
    return f"{name} may stand for one that was billed and is not worked out any more; it is on no draft."


def by_draft(lines: Iterable[DraftLine]) -> dict[tuple[str, str], tuple[DraftLine, ...]]:
    """Group lines by contract and currency, each group by day and text."""
    groups: dict[tuple[str, str], list[DraftLine]] = {}
    for line in lines:
        groups.setdefault((line.contract, line.currency), []).append(line)
    return {place: tuple(sorted(groups[place], key=_order)) for place in sorted(groups)}


def _order(line: DraftLine) -> tuple[bool, str, str, str]:
    day = str(line.line.period_start or "")
    return bool(line.original), day, line.line.description or "", line.key
