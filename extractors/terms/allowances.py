"""Allowances that a clause grants on what another clause or a table prices.

"The first 150 calls of each month are covered by the platform charge" belongs to the price of a
call.  It is given to the one price whose name has the words of the thing; to none where several do.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.terms.candidates import Candidate
from extractors.terms.grammar.allowances import Allowance, allowance_in
from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.sentences import sentences
from extractors.terms.grammar.unit_words import singular
from models.document import Document
from models.terms import Rate

_HINTS = ("included", "covered", "free", "charge", "cost", "allowance", "comprised", "contained")
_BEYOND = re.compile(
    r"\b(?:beyond|above|over|excess|additional|further|extra|overage)\b", re.IGNORECASE
)
_LONG = 3  # letters of a word that tells one thing from another


def with_allowances(candidates: Sequence[Candidate], document: Document) -> list[Candidate]:
    """Give each allowance that stands apart to the price that it is about."""
    found = list(candidates)
    if not any(isinstance(one.term, Rate) for one in found):
        return found
    for one, said in _apart(document):
        named = list(_named(found, _words(one.thing)) or _counted(found, one.thing, said))
        if len({(rate.item or "").lower() for _, rate in named}) == 1:
            for place, rate in named:
                free = {"included_quantity": one.quantity, "included_per": one.per}
                found[place] = replace(found[place], term=rate.model_copy(update=free))
    return found


def _apart(document: Document) -> Iterator[tuple[Allowance, str]]:
    """The allowances of sentences that state no price, each with its sentence."""
    for passage in document.passages:
        if not any(hint in passage.text for hint in _HINTS):
            continue
        for sentence in sentences(passage.text):
            one = allowance_in(sentence.text)
            if one and one.thing and not any(amounts_in(sentence.text, "USD")):
                yield one, sentence.text


def _named(candidates: Sequence[Candidate], wanted: frozenset[str]) -> list[tuple[int, Rate]]:
    """The prices without an allowance of their own whose name has the words of a thing."""
    return [
        (place, rate)
        for place, rate in _bare(candidates)
        if wanted & (own := _words(rate.item or "")) and wanted <= own | _words(rate.unit or "")
    ]


def _counted(candidates: Sequence[Candidate], thing: str, said: str) -> Iterator[tuple[int, Rate]]:
    """The prices per unit of a thing that name what lies beyond an allowance, as the clause does.

    "500 gigabytes of log data are comprised in the fee" belongs to "Log ingestion beyond the allowance".
    """
    told = {word for word in _words(said) if len(word) >= _LONG}
    for place, rate in _bare(candidates):
        item = rate.item or ""
        if (
            _words(thing) == _words(rate.unit or "")
            and _BEYOND.search(item)
            and told & _words(item)
        ):
            yield place, rate


def _bare(candidates: Sequence[Candidate]) -> Iterator[tuple[int, Rate]]:
    for place, candidate in enumerate(candidates):
        term = candidate.term
        if isinstance(term, Rate) and not (term.included_quantity or term.min_quantity):
            yield place, term


def _words(text: str) -> frozenset[str]:
    return frozenset(singular(word) for word in text.lower().replace("-", " ").split())
