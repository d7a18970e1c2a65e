"""Whether the payer is the customer of an invoice."""

from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import fuzz

from checks.recognition.parties import core_name, same_party
from models.payments import BankLine, Payable

_ALIKE = 90  # of 100; names at banks are cut and turned round
_LEAST = 5  # letters of a name that is looked for in a text


def pays_for(line: BankLine, invoice: Payable, accounts: Mapping[str, str]) -> bool | None:
    """Whether the payer is the invoice's customer; None where the line names no payer.

    ``accounts`` tells which customer paid from an account before.
    """
    customer = invoice.customer or ""
    known = accounts.get(line.counterparty_account or "")
    if known and alike(known, customer):
        return True
    if line.counterparty:
        return alike(line.counterparty, customer) or _within(line.text, customer)
    return True if _within(line.text, customer) else None


@lru_cache(maxsize=262144)
def alike(one: str, other: str) -> bool:
    """Whether two names are one company, cut at the end or with words turned round.

    >>> alike("GRANITE PEAK SYS", "Granite Peak Systems B.V."), alike("Peak, Granite", "Granite Peak")
    (True, True)
    """
    if same_party(one, other):
        return True
    left, right = core_name(one), core_name(other)
    if min(len(left), len(right)) < _LEAST:
        return False
    if left.startswith(right) or right.startswith(left):
        return True
    return fuzz.token_sort_ratio(left, right) >= _ALIKE


@lru_cache(maxsize=262144)
def _within(text: str, customer: str) -> bool:
    name = core_name(customer)
    return len(name) >= _LEAST and f" {name} " in f" {core_name(text)} "
