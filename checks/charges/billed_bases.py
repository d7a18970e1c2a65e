"""A percentage of what the same invoice bills: "a fuel surcharge of 12% of the haulage charges".

Which lines are the base is read in every way the words allow: the lines that it names, all work
priced by the unit, all priced work, or everything else on the invoice.  The reading that the
other invoices of the agreement follow is the one the parties use; without at least two of them
nothing is settled.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from checks.charges.billed import billed_amount, standing
from checks.charges.percentages import percentage_of
from checks.proofs import differs
from checks.recognition.scopes import listed
from checks.recognition.wording import NOISE, WEAK, find_word, words_of
from models.cases import Charge, ChargeKind, InvoiceCase
from models.terms import PercentageFee

_ENOUGH = 2  # other invoices that follow a reading
_SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}
_PLAIN = frozenset("net gross all every each other sum charged billed invoiced applicable".split())


class Base(NamedTuple):
    """The lines a percentage is of, and their sum."""

    lines: tuple[Charge, ...]
    amount: Decimal


def settled_base(case: InvoiceCase, charge: Charge, terms: Sequence[PercentageFee]) -> Base | None:
    """Return the base of a percentage line as the other invoices read it, None where none is."""
    key = "bases", id(case.family), id(terms[0])
    followed: list[tuple[int, str]] = case.book.memo.once(key, lambda: _followed(case, terms))
    others = [(invoice, name) for invoice, name in followed if invoice != id(case.invoice)]
    counts = Counter(name for _, name in others)
    most = max(counts.values(), default=0)
    if most < _ENOUGH:
        return None
    found = [_base(case, charge, terms, name) for name, count in counts.items() if count == most]
    bases = [one for one in found if one is not None]
    same = len({one.amount for one in bases}) == 1 and len(bases) == len(found)
    return bases[0] if same else None


def printed_base(case: InvoiceCase, charge: Charge) -> Base | None:
    """Return the sum that a line says it takes a share of: 638.00 EUR at 0.5."""
    quantity, unit = charge.line.quantity, (charge.line.unit or "").strip().upper()
    money = bool(unit) and unit in (case.invoice.currency, _SIGNS.get(case.invoice.currency or ""))
    return Base((), quantity) if money and quantity and charge.amount < quantity else None


def _followed(case: InvoiceCase, terms: Sequence[PercentageFee]) -> list[tuple[int, str]]:
    """Return each invoice with each reading that its percentage line follows."""
    return [
        (id(one.invoice), name)
        for one in standing(case)
        for charge in one.charges
        if terms[0] in charge.terms
        for name in _READINGS
        if _follows(one, charge, terms, name)
    ]


def _follows(case: InvoiceCase, charge: Charge, terms: Sequence[PercentageFee], name: str) -> bool:
    base, currency = _base(case, charge, terms, name), case.invoice.currency
    if base is None:
        return False
    expected = percentage_of(terms, base.amount, currency).amount
    return not differs(case, billed_amount(charge, currency), expected)


def _base(
    case: InvoiceCase, charge: Charge, terms: Sequence[PercentageFee], name: str
) -> Base | None:
    lines = tuple(
        one for one in _beside(case, charge, terms[0]) if _READINGS[name](one, terms[0].base or "")
    )
    total = sum((one.amount for one in lines), Decimal(0))
    return Base(lines, total) if lines else None


def _beside(case: InvoiceCase, charge: Charge, term: PercentageFee) -> Iterator[Charge]:
    """Yield the other lines that ask for something, but those of the same percentage."""
    for one in case.charges:
        if one is not charge and one.amount > 0 and term not in one.terms:
            yield one


def _is_named(line: Charge, base: str) -> bool:
    return any(_says(line, part) for part in (base, *listed(base)))


def _says(line: Charge, base: str) -> bool:
    own = [w for w in words_of(base) if w not in NOISE and w not in WEAK and w not in _PLAIN]
    said = words_of(f"{line.item} {line.line.description or ''} {line.line.unit or ''}")
    return bool(own) and all(find_word(word, said) for word in own)


def _is_by_unit(line: Charge, _base: str) -> bool:
    return line.kind is ChargeKind.RATE


def _is_priced(line: Charge, _base: str) -> bool:
    return line.kind in (ChargeKind.RATE, ChargeKind.FEE)


def _is_any(_line: Charge, _base: str) -> bool:
    return True


_READINGS: dict[str, Callable[[Charge, str], bool]] = {
    "named": _is_named,
    "by unit": _is_by_unit,
    "priced": _is_priced,
    "all": _is_any,
}
