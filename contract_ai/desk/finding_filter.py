"""Which findings a list shows, and in what order.

>>> FindingFilter.parse("state=open&state=disputed&q=fee").query()
'state=open&state=disputed&q=fee'
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from contract_ai.desk import filters
from contract_ai.desk.filters import Filter, Reader
from contract_ai.storage.sign_offs import Signed
from models.findings import Direction, Severity, State

AGES: Mapping[str, tuple[int, int | None]] = {
    "0-30": (0, 30),
    "31-60": (31, 60),
    "61-90": (61, 90),
    "over-90": (91, None),
}
"""Days since a finding was found first, both ends inclusive."""
UNKNOWN = "unknown"
SORTS = ("amount", "act_before", "age", "code")
"""Largest sum, nearest day to act, oldest and first code first; ``-`` before it turns it round."""


@dataclass(frozen=True, slots=True)
class FindingFilter(Filter):
    """Values of one key are alternatives, keys must all hold; an empty key asks nothing.

    The value "" of contract, supplier, customer or currency is a finding that has none.
    ``q`` are words of the sentence, the invoice or the contract, all of which must be there;
    ``least`` and ``most`` bound the amount, in the finding's own currency.
    """

    READERS: ClassVar[Mapping[str, Reader]] = {
        "state": filters.many_of(tuple(State)),
        "direction": filters.many_of(tuple(Direction)),
        "severity": filters.many_of(tuple(Severity)),
        "age": filters.many_of((*AGES, UNKNOWN)),
        **dict.fromkeys(("code", "currency", "contract", "supplier", "customer"), filters.many),
        "signed": filters.many_of(tuple(Signed)),
        "review": filters.yes_no,
        "q": filters.text,
        "least": filters.amount,
        "most": filters.amount,
        "sort": filters.one_of(SORTS, turned=True),
    }

    state: tuple[str, ...] = ()
    direction: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()
    age: tuple[str, ...] = ()
    contract: tuple[str, ...] = ()
    supplier: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    review: bool | None = None
    q: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    sort: str = "amount"
