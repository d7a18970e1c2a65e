"""Does every value of a proposal parse from the words it quotes?

Numbers must be read from the quote itself by the same grammars that read contracts.  Wording for
an enumeration ("from", frequency, per ...) must stand in the quote or in the passages that it is
part of.  What fails here is no proposal, however sure the reader was.  Free text that the
document does not speak of is left out of the term: it may be anything.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.proposals import wordings
from extractors.terms.proposals.answer import Proposal
from extractors.terms.proposals.conventions import by_convention
from extractors.terms.proposals.numbers import (
    Spot,
    counts_in,
    days_of,
    days_printed,
    money_in,
    percents_of,
    rest_of,
    shares_in,
)
from extractors.terms.proposals.places import Place, Places
from models.contracts import ContractHeader
from models.document import Document
from models.passage import PassageKind
from models.terms import (
    BillingSchedule,
    CountsFrom,
    Discount,
    Escalator,
    ExpenseRule,
    LateCharge,
    PaymentTerm,
    PercentageFee,
    Retainage,
    TaxTreatment,
    Term,
)

_MONEY = "amount cap preapproval_over receipt_over min_amount max_amount min_guarantee".split()
_PERCENT = "percent markup_percent cap_percent floor_percent".split()
_DAYS = "days grace_days deadline_days".split()
_COUNTS = "quantity min_quantity max_quantity included_quantity".split()
_DATES = "effective_from start first_on".split()
_TEXTS = (
    "item event covers base name due applies_to scope unit release period included_per"
).split()
_LISTS = ("categories", "excludes")
_MAY_BE_ZERO = frozenset({"min_quantity", "receipt_over", "preapproval_over", "markup_percent"})
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Grounded:
    """A proposal that its quote proves; ``at`` is where its number stands in ``place.text``."""

    term: Term
    place: Place
    at: int
    sure: bool | None


class Ground:
    """What proposals about one document must stand on."""

    def __init__(self, document: Document, header: ContractHeader) -> None:
        self._document = document
        self._places = Places(document)
        self._currency = header.currency or "USD"
        self._text = "\n".join(passage.text for passage in document.passages)
        self._words = wordings.words_of(self._text)

    def prove(self, proposals: Iterable[Proposal]) -> list[Grounded]:
        """Keep the proposals whose quote stands and proves them, in the order given."""
        return [found for one in proposals if (found := self.proven(one)) is not None]

    def proven(self, proposal: Proposal) -> Grounded | None:
        """Place one proposal; None where its quote or a value has no ground."""
        named = by_convention(proposal)
        place = self._places.find(proposal.quote)
        if place is None or named is None:
            return None
        term = self._with_own_words(named.term)
        around = self._around(place)
        at = self._numbers(term, place, around)
        if at is None or not all(_worded(term, around)) or not self._currency_known(term, place):
            return None
        return Grounded(term, place, at, proposal.sure)

    def _numbers(self, term: Term, place: Place, around: str) -> int | None:
        """Return the place of the first number that counts; None where one is not in the quote."""
        at: int | None = None
        for name, value in _values(term):
            if isinstance(value, date):
                if value not in days_printed(place.text):
                    return None
                continue
            spot = next(self._spots(term, name, Decimal(str(value)), place, around), None)
            if spot is None:
                return None
            at = spot.start if at is None else at
        return at or 0

    def _spots(
        self, term: Term, name: str, number: Decimal, place: Place, around: str
    ) -> Iterator[Spot]:
        if not number and (name in _MAY_BE_ZERO or _floats(term)):
            yield Spot(number, 0)
        for spot in self._read(term, name, place, around):
            step = 1 if name in _COUNTS else 0  # "over 100" begins at 101
            if abs(spot.value - number) in (0, step):
                yield spot

    def _read(self, term: Term, name: str, place: Place, around: str) -> Iterator[Spot]:
        quote, row = place.text, any(part.passage.table is not None for part in place.parts)
        if name in _MONEY:
            yield from money_in(quote, self._currency, bare=row)
        elif name in _PERCENT:
            yield from percents_of(quote, bare=row and "%" in around)
            if isinstance(term, PercentageFee | Discount):
                yield from shares_in(quote)
            if isinstance(term, Retainage):
                yield from rest_of(quote)
        elif name in _DAYS:
            yield from days_of(quote)
        else:
            yield from counts_in(quote)

    def _around(self, place: Place) -> str:
        """Return the passages a quote is part of, with what stands over them."""
        texts = [place.text]
        for part in place.parts:
            passage = part.passage
            texts += [passage.text, passage.heading or ""]
            if passage.kind is PassageKind.ROW and passage.table is not None:
                table = self._document.tables[passage.table]
                heads = table.rows[: max(table.header_rows, 1)]
                texts += [table.caption, *(cell.text for row in heads for cell in row)]
        return "\n".join(texts)

    def _currency_known(self, term: Term, place: Place) -> bool:
        currency = getattr(term, "currency", None)
        if currency is None or currency == self._currency or currency_printed(currency, self._text):
            return True
        return any(found.unit == currency for found in amounts_in(place.text, ""))

    def _with_own_words(self, term: Term) -> Term:
        """Leave out free text that the document does not speak of."""
        changed: dict[str, object] = {}
        for name in _TEXTS:
            text = getattr(term, name, None)
            if isinstance(text, str) and name != "base" and not self._spoken(text):
                changed[name] = None
        if not isinstance(term, LateCharge) and isinstance(
            base := getattr(term, "base", None), str
        ):
            changed["base"] = base if self._spoken(base) else None
        for name in _LISTS:
            if words := getattr(term, name, ()):
                changed[name] = tuple(word for word in words if self._spoken(word))
        return term.model_copy(update=changed) if changed else term

    def _spoken(self, text: str) -> bool:
        if text in wordings.COVERS:
            return True
        words = wordings.words_of(text)
        return len(words & self._words) > _HALF * len(words) if words else False


def currency_printed(currency: str, text: str) -> bool:
    """Whether a document prints a currency's code, or its name or sign."""
    name = wordings.CURRENCY_NAMES.get(currency)
    return currency in text or (name is not None and bool(name.search(text)))


def _values(term: Term) -> Iterator[tuple[str, object]]:
    for name in (*_MONEY, *_PERCENT, *_DAYS, *_COUNTS, *_DATES):
        value = getattr(term, name, None)
        if value is not None:
            yield name, value


def _floats(term: Term) -> bool:
    """Whether a percent of zero means no margin over a rate that floats."""
    return isinstance(term, LateCharge) and term.base is not None


def _worded(term: Term, around: str) -> Iterator[bool]:
    """Yield for each enumeration of a term whether its wording is there."""
    if isinstance(term, PaymentTerm):
        starts = wordings.STARTS.get(term.counts_from)
        yield starts is None or bool(starts.search(around))
        days = wordings.DAY_TYPES.get(term.day_type)
        yield days is None or bool(days.search(around))
        if term.counts_from is CountsFrom.EVENT and term.event:
            yield bool(wordings.words_of(term.event) & wordings.words_of(around))
    if frequency := getattr(term, "frequency", None):
        wording = wordings.FREQUENCIES.get(frequency)
        listed = len(set(wordings.LISTED.findall(around))) > 1
        yield wording is None or listed or bool(wording.search(around))
    if per := getattr(term, "per", None):
        wording = wordings.PERIODS.get(per)
        said = wordings.words_of(per) <= wordings.words_of(around)
        yield per in wordings.WITHOUT_A_WORD or (bool(wording.search(around)) if wording else said)
    if isinstance(term, Escalator) and term.index:
        yield wordings.named(term.index, around)
    if isinstance(term, LateCharge) and term.base:
        yield bool(wordings.BASES[term.base].search(around))
    if isinstance(term, BillingSchedule) and term.timing:
        wording = wordings.TIMINGS.get(term.timing)
        yield wording is None or bool(wording.search(around))
    if isinstance(term, ExpenseRule):
        yield bool(wordings.EXPENSE.search(around))
    if isinstance(term, TaxTreatment):
        yield bool(wordings.TAX.search(around))
