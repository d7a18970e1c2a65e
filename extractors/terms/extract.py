"""Reads the terms of a document: gate, one reader per kind, then the document as a whole.

A reader is a module of this package that defines ``READS``; it is found by its place.
"""

import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import cast

import extractors.terms
from extractors.coverage.undecided import undecided
from extractors.terms import gate
from extractors.terms.allowances import with_allowances
from extractors.terms.candidates import Candidate, Context
from extractors.terms.confidence import confident
from extractors.terms.judge.model import weighed
from extractors.terms.merge import Ours, Theirs, merge, told
from extractors.terms.order import ReadingOrder
from extractors.terms.proposals.answer import Answer
from extractors.terms.proposals.grounding import Ground
from extractors.terms.resolve import resolve
from extractors.terms.tier_modes import with_tier_modes
from models.contracts import ContractHeader
from models.document import Document, Table
from models.passage import Passage
from models.terms import Doubt, Term

Found = Candidate | Doubt
_Read = Callable[[Passage, Context], Iterable[Found]]
_ReadTable = Callable[[Table, Context], Iterable[Found]]
_ReadDocument = Callable[[Context], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read from one document, in the document's order.

    ``undecided`` are statements that were weighed and came near to being terms.
    """

    terms: tuple[Term, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    undecided: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """The functions of one reader module."""

    kind: str
    read: _Read | None = None
    read_table: _ReadTable | None = None
    read_document: _ReadDocument | None = None


def extract_terms(
    document: Document, header: ContractHeader | None = None, answer: Answer | None = None
) -> Extraction:
    """Read every term of a document; the same document always gives the same terms.

    ``answer`` is what a second reader proposes; see ``merge.py``.
    """
    context = Context(document, header or ContractHeader())
    candidates: list[Candidate] = []
    doubts: list[Doubt] = []
    for found in _read_all(context):
        if isinstance(found, Doubt):
            doubts.append(found)
        else:
            candidates.append(found)
    known = weighed(sorted(_whole(candidates, document), key=_Order(document).key), document)
    kept = resolve(known)
    if answer is None:
        terms = tuple(confident(candidate) for candidate in kept)
    else:
        proven = Ground(document, context.header).prove(answer.proposals)
        merged = merge(document, Ours(known, kept), Theirs(proven, answer.whole))
        terms = tuple(told(one) for one in merged)
    doubts += [candidate.doubt for candidate in kept if candidate.doubt is not None]
    return Extraction(terms, tuple(_distinct(doubts)), undecided(known, kept))


def candidates_of(document: Document, header: ContractHeader | None = None) -> list[Candidate]:
    """Return what the readers propose before anything is weighed: to measure readers alone."""
    context = Context(document, header or ContractHeader())
    found = [c for c in _read_all(context) if isinstance(c, Candidate)]
    return sorted(_whole(found, document), key=_Order(document).key)


def _whole(candidates: list[Candidate], document: Document) -> list[Candidate]:
    """Each sum once, with what other clauses say of it."""
    return with_tier_modes(with_allowances(_once(candidates), document), document)


def _once(candidates: list[Candidate]) -> list[Candidate]:
    """Keep the surest of what several readers make of one sum; the first of equal ones.

    A second lawful reading of the same reader (``Candidate.reading``) stays: the judge decides.
    """
    best: dict[tuple[str, int, int, int, int], Candidate] = {}
    for candidate in candidates:
        key = _place(candidate)
        if key not in best or candidate.score > best[key].score:
            best[key] = candidate
    prices = ("rate", "fee", "milestone", "minimum")
    return [c for c in candidates if c.term.kind not in prices or best[_place(c)] is c]


def _place(candidate: Candidate) -> tuple[str, int, int, int, int]:
    place = (id(candidate.passage), candidate.start, candidate.end)
    return (candidate.term.kind, *place, candidate.reading)


@cache
def readers() -> tuple[Reader, ...]:
    """Find the reader modules, in the order of their names."""
    found = []
    for module in sorted(pkgutil.iter_modules(extractors.terms.__path__), key=lambda m: m.name):
        if module.ispkg:
            continue
        functions = import_module(f"extractors.terms.{module.name}")
        kind = getattr(functions, "READS", None)
        if kind is not None:
            found.append(
                Reader(
                    kind,
                    cast("_Read | None", getattr(functions, "read", None)),
                    cast("_ReadTable | None", getattr(functions, "read_table", None)),
                    cast("_ReadDocument | None", getattr(functions, "read_document", None)),
                )
            )
    return tuple(found)


def _read_all(context: Context) -> Iterator[Found]:
    for passage in context.document.passages:
        if gate.passes(passage.text):
            for reader in readers():
                if reader.read is not None:
                    yield from reader.read(passage, context)
    for table in context.document.tables:
        for reader in readers():
            if reader.read_table is not None:
                yield from reader.read_table(table, context)
    for reader in readers():
        if reader.read_document is not None:
            yield from reader.read_document(context)


def _distinct(doubts: list[Doubt]) -> Iterator[Doubt]:
    seen: list[Doubt] = []
    for doubt in doubts:
        if doubt not in seen:
            seen.append(doubt)
            yield doubt


class _Order:
    """Sorts candidates by where their value stands in the document."""

    def __init__(self, document: Document) -> None:
        self._order = ReadingOrder(document)

    def key(self, candidate: Candidate) -> tuple[int, int, int, str, str]:
        term, place = candidate.term, self._order.place(candidate.passage)
        return place, candidate.start, candidate.end, term.kind, repr(term)
