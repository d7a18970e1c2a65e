"""Terms of one kind that selected words state, read by the grammars that read contracts.

Reads:  the passages that the selection touches: what they state within the selection, else in
        its sentences of its figures; where they state nothing of that kind, the selected words
        behind an opening that says what the person said: which kind it is.
Yields: a `Proposed` a statement, in the document's order; nothing but figures where no grammar
        speaks.
Leaves: whether it is a term: a person says so.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractors.terms.candidates import Candidate, Context
from extractors.terms.extract import readers
from extractors.terms.grammar.sentences import touched
from extractors.terms.judge.model import weighed
from extractors.terms.selection.figures import figures
from extractors.terms.selection.places import Selected
from models.contracts import ContractHeader
from models.document import Document, DocumentKind
from models.evidence import Evidence
from models.forms import Form, term_form
from models.passage import Passage, Piece
from models.terms import TERM_KINDS

OPENINGS = {
    "payment_term": "Invoices are payable within ",
    "late_charge": "Overdue amounts bear interest at ",
    "early_discount": "The Customer may take a discount for early payment of ",
    "rate": "The Customer shall pay ",
    "fee": "The Customer shall pay a fee of ",
    "percentage_fee": "The Customer shall pay a commission of ",
    "milestone": "The Customer shall pay ",
    "escalator": "The fees increase by ",
    "cap": "The total fees shall not exceed ",
    "minimum": "The Customer shall purchase at least ",
    "expense": "Expenses are ",
    "retainage": "The Customer shall withhold retainage of ",
    "billing": "The Provider shall invoice the Customer ",
    "dispute": "The Customer must dispute an invoice within ",
    "tax": "The fees are ",
    "discount": "The Customer receives a discount of ",
}
"""What a person says of a selection by naming its kind, in the words that the grammars know."""

_FAR = 0.5  # share of the best score
_FEW = 40  # words of a sentence; a longer selection says itself what it is
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?(?<!,)")
_OWN = ("kind", "evidence", "confidence", "review")


@dataclass(frozen=True, slots=True)
class Proposed:
    """One statement: the values of contract-terms/1 that the words give, and where they stand.

    ``missing`` are the fields without which there is no term of this kind.
    """

    kind: str
    values: Form
    missing: tuple[str, ...]
    evidence: Evidence


def proposed(
    document: Document, header: ContractHeader, selected: Selected, kind: str
) -> tuple[Proposed, ...]:
    """Read what a selection states of a kind; never nothing: a person fills what is missing.

    Raises:
        KeyError: there is no such kind.
    """
    TERM_KINDS[kind]
    context = Context(document, header)
    around = weighed([c for c in _read(selected, context, kind) if c.term.kind == kind], document)
    found = _likely(_once(c for c in around if selected.touches(c.passage, c.start, c.end)))
    if not found:
        found = _likely(_once(c for c in around if _meant(selected, c)))
    if found:
        return tuple(
            Proposed(
                kind, _values(c), (), selected.evidence if len(found) == 1 else c.term.evidence
            )
            for c in found
        )
    alone = _likely(_once(_alone(selected, header, kind)))
    if alone:
        return tuple(Proposed(kind, _said(c, selected), (), selected.evidence) for c in alone)
    values = figures(kind, selected.text, context.currency)
    return (Proposed(kind, values, missing(kind, values), selected.evidence),)


def missing(kind: str, values: Form) -> tuple[str, ...]:
    """Name the fields, as in contract-terms/1, that a term of this kind must have and has not."""
    fields = TERM_KINDS[kind].model_fields.items()
    needed = [info.alias or name for name, info in fields if info.is_required()]
    return tuple(name for name in needed if name not in values)


def _read(selected: Selected, context: Context, kind: str) -> Iterator[Candidate]:
    """Yield what the passages around the selection state within it."""
    parts = [part.passage for part in selected.stretches]
    tables = {p.table for p in parts if p.table is not None}
    own = {id(p) for p in context.document.passages}
    for reader in readers():
        found: list[object] = []
        if reader.read is not None and reader.kind == kind:
            found += (c for p in parts if id(p) in own for c in reader.read(p, context))
        if reader.read_table is not None:
            for table in sorted(tables):
                found += reader.read_table(context.document.tables[table], context)
        if reader.read_document is not None:
            found += reader.read_document(context)
        for one in found:
            if isinstance(one, Candidate):
                yield one


def _meant(selected: Selected, candidate: Candidate) -> bool:
    """Whether a statement beside the selection, in the same sentence, holds its figures."""
    start, end = touched(candidate.passage.text, candidate.start, candidate.end)
    if not selected.touches(candidate.passage, start, end):
        return False
    stated = {v for _, v in candidate.term if isinstance(v, int | Decimal) and v is not True}
    return all(
        Decimal(figure.replace(",", "")) in stated for figure in _FIGURE.findall(selected.text)
    )


def _likely(candidates: list[Candidate]) -> list[Candidate]:
    """Of several statements leave out those that are far less likely than the likeliest."""
    best = max((one.score for one in candidates), default=0.0)
    return [one for one in candidates if one.score >= _FAR * best]


def _alone(selected: Selected, header: ContractHeader, kind: str) -> Iterator[Candidate]:
    """Yield what a few selected words state behind an opening of ours."""
    opening = OPENINGS[kind]
    own = selected.passage
    if len(own.pieces) > _FEW:
        return
    pieces = tuple(Piece(p.start + len(opening), p.page, p.word) for p in own.pieces)
    passage = Passage(opening + own.text, pieces, section=own.section, heading=own.heading)
    document = Document("", "", DocumentKind.PDF, passages=(passage,))
    context = Context(document, header)
    for reader in readers():
        if reader.read is not None and reader.kind == kind:
            for one in reader.read(passage, context):
                if isinstance(one, Candidate) and one.end > len(opening) and one.term.kind == kind:
                    yield one


def _once(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Keep the strongest reading of each value, in the document's order."""
    best: dict[tuple[int, int, int], Candidate] = {}
    for one in candidates:
        place = (id(one.passage), one.start, one.end)
        if place not in best or one.score > best[place].score:
            best[place] = one
    distinct: list[Candidate] = []
    for one in best.values():
        if all(_values(one) != _values(other) for other in distinct):
            distinct.append(one)
    return distinct


def _values(candidate: Candidate) -> Form:
    form = term_form(candidate.term, candidate.term.evidence.file)
    return {name: value for name, value in form.items() if name not in _OWN}


def _said(candidate: Candidate, selected: Selected) -> Form:
    """The values without those that only our opening said, and without defaults."""
    fields = type(candidate.term).model_fields
    words = selected.text.lower()
    values: Form = {}
    for name, info in fields.items():
        key = info.alias or name
        value = _values(candidate).get(key)
        if value is None or (
            not info.is_required() and getattr(candidate.term, name) == info.default
        ):
            continue
        free = isinstance(getattr(candidate.term, name), str) and info.annotation == str | None
        if not free or str(value).lower() in words or name == "currency":
            values[key] = value
    return values
