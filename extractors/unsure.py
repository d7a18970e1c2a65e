"""Figures that text recognition is not sure of: what rests on one is never accepted unseen."""

import re
from collections.abc import Iterable, Iterator, Mapping

from models.document import Document, Unsure
from models.evidence import BBox, Evidence
from models.terms import AnyTerm, Doubt

_LIST_NUMBER = re.compile(r"[(\"'“]?(?:\d{1,2}[.,)]+)+\d{0,2}[.,)]*")  # "11." before a clause
_CAUSE = "text_recognition"


def unsure_in(document: Document, evidence: Evidence | None) -> list[Unsure]:
    """Return the unsure figures that stand in a quote, its own number left out."""
    if evidence is None or evidence.page is None or evidence.sha256 != document.sha256:
        return []
    opening = evidence.quote.split(" ", 1)[0]
    return [
        unsure
        for page in document.pages
        if page.number == evidence.page
        for unsure in page.unsure
        if any(_holds(box, unsure.box) for box in evidence.boxes)
        and not (unsure.readings[0] == opening and _LIST_NUMBER.fullmatch(opening))
    ]


def reviewed(terms: Iterable[AnyTerm], document: Document) -> tuple[AnyTerm, ...]:
    """Mark the terms that rest on an unsure figure for review."""
    return tuple(
        term.model_copy(update={"review": True}) if unsure_in(document, term.evidence) else term
        for term in terms
    )


def unsure_doubts(
    terms: Iterable[AnyTerm], header: Mapping[str, Evidence], document: Document
) -> Iterator[Doubt]:
    """One doubt a figure: a person compares it with the page."""
    places: list[tuple[Evidence, str | None]] = [(t.evidence, t.kind) for t in terms]
    places += [(evidence, None) for evidence in header.values()]
    told = set()
    for evidence, kind in places:
        for unsure in unsure_in(document, evidence):
            if unsure in told:
                continue
            told.add(unsure)
            yield Doubt(
                reason=f"Text recognition is not sure of {said(unsure)}: compare it with the page.",
                evidence=evidence,
                cause=_CAUSE,
                term_kind=kind,
                readings=unsure.readings,
            )


def said(unsure: Unsure) -> str:
    """Name the readings: "30." or "30 (or 3O)"."""
    first, *others = unsure.readings
    return f"{first} (or {', '.join(other or 'nothing' for other in others)})" if others else first


def _holds(line: BBox, box: BBox) -> bool:
    across, down = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return line.x0 <= across <= line.x1 and line.top <= down <= line.bottom
