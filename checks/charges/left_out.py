"""What invoice after invoice leaves out of a measured quantity: an allowance not read, perhaps.

"Hours beyond the forty-five included are charged at 165.00" may have been read as a price alone.
Each invoice then bills 45 hours less than were worked; that says how the clause is meant, and
that a person should confirm it.  Only while terms wait for review invoices are looked at so.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from checks.charges.billed import standing
from checks.charges.certainty import is_settled
from checks.charges.quantities import Compared, hours_compared, usage_compared
from checks.proofs import grouped
from checks.recognition.wording import key_of
from models.cases import ContractCase, InvoiceCase
from models.terms import Rate

_FEWEST = 2


def left_out_of(case: InvoiceCase, one: Compared) -> str | None:
    """Say that a quantity falls short by what the other invoices leave out; None where not."""
    if one.included or one.due is None or case.family is None or is_settled(case.family):
        return None
    key = "left out", id(case.family.root)
    known = case.book.memo.once(key, lambda: _left_out(standing(case)))
    usual = known.get(key_of(one.group.item))
    short = one.measured - one.billed
    return _said(one.group.item, usual) if usual is not None and usual == short else None


def within_left_out(
    case: ContractCase, invoices: Iterable[InvoiceCase], rate: Rate, quantity: Decimal
) -> str | None:
    """Say that a quantity is within what all invoices leave out of it; None where not."""
    if rate.included_quantity or is_settled(case.family):
        return None
    key = "left out", id(case)
    usual = case.book.memo.once(key, lambda: _left_out(invoices)).get(key_of(rate.item or ""))
    return _said(rate.item or "", usual) if usual is not None and quantity <= usual else None


def _said(item: str, usual: Decimal) -> str:
    return (
        f"Invoice after invoice leaves {grouped(usual)} of {item} out of what was measured: "
        "perhaps they are included in the price; confirm its clause."
    )


def _left_out(invoices: Iterable[InvoiceCase]) -> dict[str, Decimal]:
    """Return what at least two invoices leave out of each item, always the same."""
    found: dict[str, Counter[Decimal]] = {}
    for one in invoices:
        for compared in (*usage_compared(one), *hours_compared(one)):
            less = compared.measured - compared.billed
            if compared.due is not None and not compared.included and less > 0:
                found.setdefault(key_of(compared.group.item), Counter())[less] += 1
    return {
        item: usual
        for item, counts in found.items()
        for usual, count in counts.most_common(1)
        if count >= _FEWEST
    }
