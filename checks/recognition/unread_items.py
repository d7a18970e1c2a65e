"""Items of clauses that nobody confirmed, under the names that facts and invoices give them.

"The price of Data Scientist is 152.50 GBP per hour" may have been read as an item called "price".
Timesheets, meters and invoice lines say what such a clause prices: the name of theirs that stands
in it, where it is nearer to the amount than the item as read.  A confirmed contract keeps its
items.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal

from checks.recognition.natures import nature_of
from checks.recognition.parties import core_name
from checks.recognition.units import unit_of
from checks.recognition.wording import (
    NOISE,
    WEAK,
    key_of,
    likeness,
    spoken_of,
    without_time,
    words_of,
)
from models.cases import Book
from models.contracts import Contract
from models.facts import Facts
from models.invoices import Invoice, InvoiceLine
from models.terms import Fee, PercentageFee, Rate, Term

_ENOUGH = 0.75
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_CODE = re.compile(r"\s+(?=\S*[A-Z])[A-Z0-9][A-Z0-9./-]{1,15}$")
_NUMBER = re.compile(r"(?<![^\W_])\d+(?![^\W_])")
Saying = tuple[str, bool, str]
"""The words of a line; whether it is of one piece: what a fixed fee can be; its unit and price."""
_SPOKEN = 0.9
_SHORT = 3  # letters of a word that has no plural to allow for


class Spoken:
    """What facts and invoices call things: roles and meters, and each supplier's lines.

    Of lines that differ only in words of time, the first in the order of the alphabet is kept:
    what is remembered grows with the items, not with the lines, in whatever order they come.
    """

    def __init__(self, facts: Iterable[str]) -> None:
        self.facts = _Called(facts)
        self._lines: dict[str, dict[tuple[str, bool], str]] = {}
        self._priced: dict[str, dict[str, set[str]]] = {}
        self._heard: dict[str | None, set[Saying]] = {}

    def hear(self, supplier: str | None, saying: Saying) -> None:
        """Take note of what a line says."""
        own = self._heard.setdefault(supplier, set())
        if saying not in own:
            own.add(saying)
            self._keep(supplier, *saying)

    def _keep(self, supplier: str | None, text: str, single: bool, price: str) -> None:  # noqa: FBT001 (a part of a saying)
        own = self._lines.setdefault(core_name(supplier or ""), {})
        key = without_time(text), single
        known = own.get(key)
        if known is None or text < known:
            own[key] = text
        if price:
            names = self._priced.setdefault(core_name(supplier or ""), {}).setdefault(price, set())
            names.update(_of_lines((text,)))

    def of(self, contract: Contract) -> "Names":
        """Return the names that can be this contract's: those of its own parties' invoices."""
        parties = {core_name(party.name) for party in contract.contract.parties}
        own = [self._lines[party] for party in sorted(parties) if party in self._lines]
        texts = [text for lines in own for text in lines.values()]
        single = [text for lines in own for (_, one), text in lines.items() if one]
        priced: dict[str, set[str]] = {}
        for party in sorted(parties):
            for price, names in self._priced.get(party, {}).items():
                priced.setdefault(price, set()).update(names)
        return Names(
            self.facts,
            _Called(_of_lines(texts)),
            tuple(_of_lines(single)),
            tuple(_parts_of_lines(single)),
            priced,
        )


class _Called:
    """Names of items; ``known`` holds their words, for a quick answer where an item has the same."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(dict.fromkeys(name for name in names if name))
        self.known = {words_of(name) for name in self.names}


@dataclass(frozen=True, slots=True)
class Names:
    """What facts call the items of all contracts, and invoices those of one."""

    facts: _Called
    lines: _Called
    fees: tuple[str, ...]
    """Lines of one piece: what a fixed fee can be."""
    parts: tuple[str, ...]
    """Parts of such lines that may be its name."""
    priced: Mapping[str, AbstractSet[str]]
    """What is billed in a unit at a price of it, by `_price`."""


def with_items(contracts: tuple[Contract, ...], spoken: Spoken) -> tuple[Contract, ...]:
    """Return the contracts with the items of their rates and fees named as others name them."""
    return tuple(
        contract if contract.confirmed else _renamed(contract, spoken.of(contract))
        for contract in contracts
    )


def names_in(facts: Facts) -> Iterator[str]:
    """Return the roles and meters of facts."""
    found = (
        *(row.role for row in facts.timesheets or ()),
        *(row.meter for row in facts.usage or ()),
    )
    yield from (name for name in found if name)


def spoken_in(book: Book) -> Spoken:
    """Hear what the facts and invoices of a book say."""
    spoken = Spoken(names_in(book.facts))
    for one in book.invoices:
        for saying in sayings_of(one):
            spoken.hear(one.supplier.name, saying)
    return spoken


def sayings_of(invoice: Invoice) -> list[Saying]:
    """Return what the lines of an invoice say, each once; numbers that stand alone say nothing."""
    return sorted({_saying(line) for line in invoice.lines})


def _saying(line: InvoiceLine) -> Saying:
    text = _NUMBER.sub("0", line.description or line.item_code or "")
    single = line.quantity in (None, 1)
    counted = not single and line.unit is not None and line.unit_price is not None
    return text, single, _price(line.unit, line.unit_price) if counted else ""


def _price(unit: str | None, amount: Decimal | None) -> str:
    """Return a unit and its price as one text, equal for equal prices."""
    return f"{unit_of(unit)} {(amount or Decimal(0)).normalize():f}"


def _of_lines(texts: Iterable[str]) -> Iterator[str]:
    """Return what lines name, words of time and lines of another nature left out."""
    named = (re.split(r"[:;(\[]| - ", text)[0] for text in texts if nature_of(text) is None)
    yield from dict.fromkeys(name for text in named if (name := without_time(text)))


def _parts_of_lines(texts: Iterable[str]) -> Iterator[str]:
    """Return what stands before a comma or a code, and in brackets.

    "Reinigung (cleaning fee), hall 2", "Platform fee PLT-STD".
    """
    parts = [
        part
        for text in texts
        if nature_of(text) is None
        for part in (*text.split(",")[:1], _CODE.sub("", text), *_IN_BRACKETS.findall(text))
    ]
    yield from dict.fromkeys(name for text in parts if (name := without_time(text)))


def _renamed(contract: Contract, names: Names) -> Contract:
    terms = tuple(_named(term, names) for term in contract.terms)
    terms = tuple(_by_price(term, terms, names) for term in terms)
    terms = tuple(_by_base(term, terms) for term in terms)
    return contract.model_copy(update={"terms": terms}) if terms != contract.terms else contract


def _named(term: Term, names: Names) -> Term:
    if not isinstance(term, Rate | Fee) or _is_known(term.item or "", names):
        return term
    quote = term.evidence.quote
    from_facts = names.facts.names if isinstance(term, Rate) else ()
    from_lines = names.lines.names if isinstance(term, Rate) else names.fees
    spoken = [name for name in from_facts if spoken_of(name, quote) >= _SPOKEN]
    item = term.item or ""
    if not spoken and isinstance(term, Fee) and (core := _core(item, quote, names)):
        return term.model_copy(update={"item": core})
    spoken = spoken or [name for name in from_lines if _stands_in(name, quote)]
    if spoken and not any(_own_words(item) & _own_words(name) for name in spoken):
        spoken = [*spoken, item]
    name = _nearest(spoken, quote, term.amount)
    return term if name is None else term.model_copy(update={"item": name})


def _by_price(term: Term, terms: Sequence[Term], names: Names) -> Term:
    """Name a rate whose clause names nothing after the one item billed in its unit at its price.

    "Each further gigabyte costs 0.50" does not say that it is storage.
    """
    if not isinstance(term, Rate) or term.unit is None or _is_known(term.item or "", names):
        return term
    others = [o.item or "" for o in terms if isinstance(o, Rate | Fee) and o is not term]
    billed = names.priced.get(_price(term.unit, term.amount), frozenset())
    found = {name for name in billed if all(likeness(other, name) < _ENOUGH for other in others)}
    short = min(found, key=len, default="")
    one = all(set(words_of(short)) <= set(words_of(name)) for name in found)
    return term.model_copy(update={"item": short}) if short and one else term


def _by_base(term: Term, terms: Sequence[Term]) -> Term:
    """Name a share by what it is of, where another of that name is of something else.

    "A royalty of 8% of wholesale sales" and "the royalty is 11% of direct sales" are no brackets.
    """
    if not isinstance(term, PercentageFee) or not (term.item and term.base) or _is_bracket(term):
        return term
    others = [
        other
        for other in terms
        if isinstance(other, PercentageFee)
        and not _is_bracket(other)
        and key_of(other.item or "") == key_of(term.item)
        and key_of(other.base or term.base) != key_of(term.base)
    ]
    return term.model_copy(update={"item": f"{term.item} on {term.base}"}) if others else term


def _is_bracket(term: PercentageFee) -> bool:
    return term.min_amount is not None or term.max_amount is not None


def _is_known(item: str, names: Names) -> bool:
    if (words := words_of(item)) and (words in names.facts.known or words in names.lines.known):
        return True
    return any(
        likeness(item, name) >= _ENOUGH and likeness(name, item) >= _ENOUGH
        for name in (*names.facts.names, *names.lines.names)
    )


def _stands_in(name: str, quote: str) -> bool:
    """Whether a line's words stand in a clause side by side and mean something of their own."""
    return bool(_own_words(name)) and spoken_of(name, quote) == 1.0


def _core(item: str, quote: str, names: Names) -> str | None:
    """Return what a line calls a fee that was read with more words around its name, or none.

    "Dispensing fee" is what "pharmacy receives a dispensing fee" was read for, "seventh cabinet
    fee" the one that "the fee for the seventh cabinet" says.
    """
    read = set(words_of(item))
    called = [*names.fees, *names.parts]
    own = [name for name in called if _own_words(name) and set(words_of(name)) < read]
    if not own and not _own_words(item):
        longer = [name for name in called if read < set(words_of(name))]
        own = [name for name in longer if spoken_of(name, quote)]
    most = max((len(_own_words(name)) for name in own), default=0)
    found = {key_of(name): name for name in own if len(_own_words(name)) == most}
    return next(iter(found.values())) if len(found) == 1 else None


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
    words = re.findall(r"[^\W\d_]+", name.casefold()) or ["\0"]
    pattern = r"\W+".join(
        re.escape(word[:-1] if len(word) > _SHORT else word) + r"\w*" for word in words
    )
    return [match.end() for match in re.finditer(rf"\b{pattern}", text)]


def _shows(printed: str, figure: str) -> bool:
    return re.sub(r"[.,]\d{1,2}$|[.,]", "", printed.rstrip(".,")) == figure
