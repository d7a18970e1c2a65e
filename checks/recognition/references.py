"""Which contract a reference means: a number, a title or a file name.

Fact files and invoices name a contract in any of the three forms, with other punctuation or
with words around it ("Contract No. SOW-2024-895").
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from models.cases import Family
from models.contracts import Contract


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Return letters and figures only, in small letters.

    >>> plain("SOW-2024/895 ")
    'sow2024895'
    """
    return re.sub(r"[\W_]+", "", text.casefold())


def names_of(contract: Contract) -> tuple[str, ...]:
    """Return the number, file stem and title of a contract and its copies' stems, in plain form."""
    head = contract.contract
    names = (head.number, contract.stem, head.title, *contract.copies)
    return tuple(plain(name) for name in names if name)


def refers_to(reference: str, contract: Contract) -> bool:
    """Whether a reference is this contract's number, file name or title."""
    wanted = plain(reference)
    return bool(wanted) and wanted in names_of(contract)


def concerns(reference: str | None, family: Family) -> bool:
    """Whether a fact's contract is in this family; one that names none concerns every family."""
    if not reference:
        return True
    names = family.memo.once("names", lambda: frozenset(_names_in(family)))
    wanted = plain(reference)
    return bool(wanted) and wanted in names


def _names_in(family: Family) -> Iterator[str]:
    for member in family.members:
        yield from names_of(member)
