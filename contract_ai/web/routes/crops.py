"""Parts of pages with the words that prove something marked."""

import math

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlmodel import Session

from contract_ai.desk import documents, finding_detail
from contract_ai.web.access import Visiting, allow
from contract_ai.web.drawing import pages
from contract_ai.web.pictures import read_boxes
from contract_ai.web.visit import Visit
from models.evidence import BBox

router = APIRouter()
_FARTHEST = 20_000.0  # points: no page is larger


@router.get("/documents/{sha256}/crop/{number}.webp")
@allow()
def crop(  # noqa: PLR0913, PLR0917 (the parts of the address)
    request: Request,
    visit: Visiting,
    sha256: str,
    number: int,
    boxes: str = "",
    finding: str = "",
) -> Response:
    """Send the part of a page around some words.

    They belong to a finding that the person sees, or the document does.
    """
    try:
        words = read_boxes(boxes)
    except ValueError as error:
        raise HTTPException(400) from error
    if not all(map(_is_box, words)):
        raise HTTPException(400)
    with visit.read() as session:
        shown = _proves(session, visit, finding, (sha256, number, words))
        if not shown and not documents.is_seen(session, visit.scope, sha256):
            raise HTTPException(404)
    picture = pages(request).crop(sha256, number, words)
    return Response(picture, media_type="image/webp")


def _proves(
    session: Session, visit: Visit, fingerprint: str, spot: tuple[str, int, tuple[BBox, ...]]
) -> bool:
    """Whether the words are of the evidence of a finding that the person sees."""
    detail = finding_detail.finding(session, visit.scope, fingerprint) if fingerprint else None
    if detail is None:
        return False
    sha256, number, words = spot
    there = {
        box
        for proof in detail.finding.finding.proofs
        if (proof.evidence.sha256, proof.evidence.page) == (sha256, number)
        for box in proof.evidence.boxes
    }
    return there.issuperset(words)


def _is_box(box: BBox) -> bool:
    fine = all(math.isfinite(number) and abs(number) <= _FARTHEST for number in box)
    return fine and box.x0 <= box.x1 and box.top <= box.bottom
