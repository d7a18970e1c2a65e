"""Allowances that a clause grants on what another clause or a table prices.

"The first 150 calls of each month are covered by the platform charge" belongs to the price of a
call.  It is given to the one price whose name has the words of the thing; to none where several do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.terms.candidates import Candidate
from extractors.terms.grammar.allowances import Allowance, allowance_in
from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.sentences import sentences
from extractors.terms.grammar.unit_words import singular
from models.document import Document
from models.terms import Rate

_HINTS = ("included", "covered", "free", "charge", "cost")


def with_allowances(candidates: Sequence[Candidate], document: Document) -> list[Candidate]:
    """Give each allowance that stands apart to the price that it is about."""
    found = list(candidates)
    if not any(isinstance(one.term, Rate) for one in found):
        return found
    for one in _apart(document):
        named = list(_named(found, _words(one.thing)))
        if len({(rate.item or "").lower() for _, rate in named}) == 1:
            for place, rate in named:
                free = {"included_quantity": one.quantity, "included_per": one.per}
                found[place] = replace(found[place], term=rate.model_copy(update=free))
    return found


def _apart(document: Document) -> Iterator[Allowance]:
    """The allowances of sentences that state no price."""
    for passage in document.passages:
        if not any(hint in passage.text for hint in _HINTS):
            continue
        for sentence in sentences(passage.text):
            one = allowance_in(sentence.text)
            if one and one.thing and not any(amounts_in(sentence.text, "USD")):
                yield one


def _named(candidates: Sequence[Candidate], wanted: frozenset[str]) -> Iterator[tuple[int, Rate]]:
    """The prices without an allowance of their own whose name has the words of a thing."""
    for place, candidate in enumerate(candidates):
        term = candidate.term
        if isinstance(term, Rate) and not (term.included_quantity or term.min_quantity):
            own = _words(term.item or "")
            if wanted & own and wanted <= own | _words(term.unit or ""):
                yield place, term


def _words(text: str) -> frozenset[str]:
    return frozenset(singular(word) for word in text.lower().replace("-", " ").split())
