"""Items of clauses that nobody confirmed, under the names that facts and invoices give them.

"The price of Data Scientist is 152.50 GBP per hour" may have been read as an item called "price".
Timesheets, meters and invoice lines say what such a clause prices: the name of theirs that stands
in it, where it is nearer to the amount than the item as read.  A confirmed contract keeps its
items.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from checks.recognition.natures import nature_of
from checks.recognition.wording import NOISE, WEAK, likeness, spoken_of, without_time, words_of
from models.cases import Book
from models.contracts import Contract
from models.facts import Facts
from models.invoices import InvoiceLine
from models.terms import Fee, Rate, Term

_ENOUGH = 0.75
_SPOKEN = 0.9
_SHORT = 3  # letters of a word that has no plural to allow for


@dataclass(frozen=True, slots=True)
class Names:
    """What facts and invoices call the items of all contracts."""

    facts: tuple[str, ...]
    lines: tuple[str, ...]
    fees: tuple[str, ...]
    """Lines of one piece: what a fixed fee can be."""


def with_items(book: Book) -> tuple[Contract, ...]:
    """Return the contracts with the items of their rates and fees named as others name them."""
    if all(contract.confirmed for contract in book.contracts):
        return book.contracts
    lines = [line for one in book.invoices for line in one.lines]
    single = [line for line in lines if line.quantity in (None, 1)]
    names = Names(tuple(_of_facts(book.facts)), tuple(_of_lines(lines)), tuple(_of_lines(single)))
    return tuple(_renamed(contract, names) for contract in book.contracts)


def _of_facts(facts: Facts) -> Iterator[str]:
    found = (
        *(row.role for row in facts.timesheets or ()),
        *(row.meter for row in facts.usage or ()),
    )
    yield from dict.fromkeys(name for name in found if name)


def _of_lines(lines: Iterable[InvoiceLine]) -> Iterator[str]:
    """Return what invoice lines name, words of time and lines of another nature left out."""
    texts = dict.fromkeys(line.description or line.item_code or "" for line in lines)
    named = (re.split(r"[:;(\[]| - ", text)[0] for text in texts if nature_of(text) is None)
    yield from dict.fromkeys(name for text in named if (name := without_time(text)))


def _renamed(contract: Contract, names: Names) -> Contract:
    if contract.confirmed:
        return contract
    terms = tuple(_named(term, names) for term in contract.terms)
    return contract.model_copy(update={"terms": terms}) if terms != contract.terms else contract


def _named(term: Term, names: Names) -> Term:
    if not isinstance(term, Rate | Fee) or _is_known(term.item or "", names):
        return term
    quote = term.evidence.quote
    from_facts = names.facts if isinstance(term, Rate) else ()
    from_lines = names.lines if isinstance(term, Rate) else names.fees
    spoken = [name for name in from_facts if spoken_of(name, quote) >= _SPOKEN]
    spoken = spoken or [name for name in from_lines if _stands_in(name, quote)]
    item = term.item or ""
    if spoken and not any(_own_words(item) & _own_words(name) for name in spoken):
        spoken = [*spoken, item]
    name = _nearest(spoken, quote, term.amount)
    return term if name is None else term.model_copy(update={"item": name})


def _is_known(item: str, names: Names) -> bool:
    return any(
        likeness(item, name) >= _ENOUGH and likeness(name, item) >= _ENOUGH
        for name in (*names.facts, *names.lines)
    )


def _stands_in(name: str, quote: str) -> bool:
    """Whether a line's words stand in a clause side by side and mean something of their own."""
    return bool(_own_words(name)) and spoken_of(name, quote) == 1.0


def _own_words(name: str) -> set[str]:
    return {word for word in words_of(name) if word not in NOISE and word not in WEAK}


def _nearest(names: Iterable[str], quote: str, amount: Decimal) -> str | None:
    """Return the name closest to the amount, None where the clause shows no such amount."""
    text = " ".join(re.findall(r"\d[\d.,]*|[^\W\d_]+", quote.casefold()))
    figure = f"{amount:f}".split(".")[0]
    places = [m.start() for m in re.finditer(r"\d[\d.,]*", text) if _shows(m[0], figure)]
    found = [
        (abs(place - at), -len(name), name)
        for name in names
        for at in _places(name, text)
        for place in places
    ]
    return min(found)[-1] if found else None


def _places(name: str, text: str) -> list[int]:
    words = re.findall(r"[^\W\d_]+", name.casefold())
    if not words:
        return []
    pattern = r"\W+".join(
        re.escape(word[:-1] if len(word) > _SHORT else word) + r"\w*" for word in words
    )
    return [match.end() for match in re.finditer(rf"\b{pattern}", text)]


def _shows(printed: str, figure: str) -> bool:
    return re.sub(r"[.,]\d{1,2}$|[.,]", "", printed.rstrip(".,")) == figure
