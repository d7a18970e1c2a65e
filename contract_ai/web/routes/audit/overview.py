"""The way in: how the trail stands, the latest samples, and verifying it now."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contract_ai.audit.anchors import Anchor, load_anchors
from contract_ai.audit.checking import checked
from contract_ai.audit.guards import unguarded
from contract_ai.audit.keys import load_public_key
from contract_ai.audit.trail import newest
from contract_ai.audit.verify import Verdict
from contract_ai.desk import trail
from contract_ai.fieldwork import samples
from contract_ai.web.access import Visiting, allow
from contract_ai.web.fieldwork import action_words
from contract_ai.web.pacing import OF_ALL, costly
from contract_ai.web.pages import page
from contract_ai.web.routes import Nav
from contract_ai.web.routes.audit import AUDITORS
from contract_ai.web.visit import Visit
from models.errors import SettingsError

router = APIRouter()
NAV = Nav("Audit", "/audit", 70, frozenset(AUDITORS))
_LATEST = 5


@dataclass(frozen=True, slots=True)
class Outside:
    """What is kept outside the database: anchors, oldest first, and why they cannot be used."""

    anchors: Sequence[Anchor] = ()
    trouble: str = ""
    wanted: bool = True


@router.get("/audit")
@allow(*AUDITORS)
def show(request: Request, visit: Visiting) -> Response:
    """Show how the trail stands."""
    return _page(request, visit)


@router.get("/audit/verify")
@allow(*AUDITORS)
@costly(OF_ALL)
def verify_now(request: Request, visit: Visiting) -> Response:
    """Compute every hash of the trail again, and say what came of it."""
    outside = _outside(visit)
    place = visit.site.settings.audit_public_key
    keys, trouble = [], outside.trouble
    if outside.anchors and place is not None:
        try:
            keys = [load_public_key(place)]
        except SettingsError as error:
            trouble = f"{error.what} {error.do}"
    verdict = checked(visit.site.database, outside.anchors, keys)
    signed = bool(keys)
    return _page(request, visit, verdict, signed=signed, trouble=trouble)


def _page(
    request: Request,
    visit: Visit,
    verdict: Verdict | None = None,
    *,
    signed: bool = False,
    trouble: str = "",
) -> Response:
    outside = _outside(visit)
    with visit.read() as session:
        seq, seal = newest(session)
        last = trail.find(session, visit.scope, trail.TrailFilter()).items[:_LATEST]
        drawn = samples.samples(session, visit.scope)[:_LATEST]
        missing = unguarded(session)
    shown = {
        "seq": seq,
        "seal": seal,
        "last": last,
        "drawn": drawn,
        "missing": missing,
        "outside": outside,
        "action_words": action_words,
        "verdict": verdict,
        "signed": signed,
        "trouble": trouble or outside.trouble,
    }
    return page(request, visit, "audit.html", shown)


def _outside(visit: Visit) -> Outside:
    place = visit.site.settings.audit_anchors
    if place is None:
        return Outside(wanted=False)
    try:
        return Outside(load_anchors(place))
    except SettingsError as error:
        return Outside(trouble=f"{error.what} {error.do}")
