"""Which dollars the bare "$" of an order or an amendment is: those of the document above it.

A schedule that says "$6,250.00 a month", and neither whose law governs it nor which dollars it means,
was read as one in US dollars.  Where the agreement above it names another dollar it is in that one.
A confirmed document keeps its currency, and so does one that tells its own.
"""

import re
from collections.abc import Iterator

from checks.recognition.from_above import filled_from_above
from models.contracts import Contract

_DOLLARS = frozenset(("USD", "CAD", "AUD", "NZD", "SGD", "HKD"))
_BARE = re.compile(r"(?<![A-Za-z])\$|\bdollars?\b", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:US|CA?|AU?|NZ|S|HK)\s?\$|\b(?:USD|CAD|AUD|NZD|SGD|HKD)\b"
    r"|\b(?:U\.?S\.?A?\.?|United States|American|Canadian|Australian|New Zealand|Singapore|Hong Kong)\s+(?:dollars?|funds|currency)\b",
    re.IGNORECASE,
)


def with_currencies(contracts: tuple[Contract, ...]) -> tuple[Contract, ...]:
    """Return the contracts with the currency that the documents above them give."""
    return filled_from_above(contracts, _leaves_open, _told)


def _leaves_open(contract: Contract) -> bool:
    """Whether a document in dollars does not say which, by its words or by its law."""
    header, quote = contract.contract, contract.contract_evidence.get("currency")
    if contract.confirmed or header.governing_law or quote is None:
        return False
    bare = bool(_BARE.search(quote.quote)) and not _NAMED.search(quote.quote)
    return header.currency in _DOLLARS and bare


def _told(contract: Contract, documents: Iterator[Contract]) -> Contract:
    own = contract.contract.currency
    for above in documents:
        told = above.contract.currency
        if told in _DOLLARS and not _leaves_open(above):
            return contract if told == own else _in_currency(contract, told)
    return contract


def _in_currency(contract: Contract, told: str) -> Contract:
    own = contract.contract.currency
    terms = tuple(
        term.model_copy(update={"currency": told})
        if getattr(term, "currency", None) == own
        else term
        for term in contract.terms
    )
    header = contract.contract.model_copy(update={"currency": told})
    return contract.model_copy(update={"contract": header, "terms": terms})
