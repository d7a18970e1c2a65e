"""The evidence folder: what to take away, and the archive itself."""

import os
from datetime import date
from pathlib import Path
from tempfile import mkstemp
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, Response
from starlette.background import BackgroundTask

from contract_ai.fieldwork import samples
from contract_ai.fieldwork.deriving import NothingChecked
from contract_ai.fieldwork.evidence import NothingThere, name_of
from contract_ai.fieldwork.orders import order_of, take_away
from contract_ai.fieldwork.selections import About
from contract_ai.web.access import Visiting, allow
from contract_ai.web.drawing import vault_of
from contract_ai.web.naming import no_such_contract
from contract_ai.web.pacing import OF_ALL, costly
from contract_ai.web.pages import page
from contract_ai.web.routes.audit import AUDITORS
from contract_ai.web.visit import Visit

router = APIRouter()
Text = Annotated[str, Form(max_length=400)]
_FOLDER = "evidence"


@router.get("/audit/evidence")
@allow(*AUDITORS)
def show(request: Request, visit: Visiting, contract: str = "") -> Response:
    """Show what may be taken away."""
    return _form(request, visit, {"kind": "contract", "contract": contract} if contract else {})


@router.post("/audit/evidence")
@allow(*AUDITORS)
@costly(OF_ALL)
def take(  # noqa: PLR0913, PLR0917 (the fields of the form)
    request: Request,
    visit: Visiting,
    kind: Text = "",
    sample: Text = "",
    contract: Text = "",
    since: Text = "",
    until: Text = "",
) -> Response:
    """Write the folder and send it."""
    given = {
        "kind": kind,
        "sample": sample,
        "contract": contract.strip(),
        "since": since,
        "until": until,
    }
    try:
        about = _about(given)
        with visit.read() as session:
            order = order_of(session, visit.site.settings, about, visit.scope)
    except (ValueError, NothingChecked) as trouble:
        said = str(trouble) or "No run of the checks is whole. Check again first."
        return _form(request, visit, given, said)
    target = _target(visit.site.data)
    try:
        site = visit.site
        database = site.database.acting(visit.actor)
        take_away(database, site.open_reader(), order, vault=vault_of(site), target=target)
    except NothingThere:
        target.unlink(missing_ok=True)
        return _form(request, visit, given, _nothing(visit, about), 404)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    sent = BackgroundTask(target.unlink, missing_ok=True)
    return FileResponse(
        target, media_type="application/zip", filename=name_of(about), background=sent
    )


def _nothing(visit: Visit, about: About) -> str:
    if about.contract:
        with visit.read() as session:
            return no_such_contract(session, visit.scope, about.contract)
    return "There is nothing of this that you may take away: choose another sample, or other days."


def _about(given: dict[str, str]) -> About:
    """Read the form.

    Raises:
        ValueError: it says too little; the message is for the user.
    """
    if given["kind"] == "sample" and given["sample"].isascii() and given["sample"].isdecimal():
        return About(sample=int(given["sample"][:9]))
    if given["kind"] == "contract" and given["contract"]:
        return About(contract=given["contract"])
    if given["kind"] == "period" and (given["since"] or given["until"]):
        try:
            since, until = (
                date.fromisoformat(given[key]) if given[key] else None for key in ("since", "until")
            )
        except ValueError as error:
            msg = "Days are written as 2026-03-31."
            raise ValueError(msg) from error
        return About(since=since, until=until)
    msg = "Choose a sample, name a contract, or give a first or last day."
    raise ValueError(msg)


def _target(data: Path) -> Path:
    folder = data / _FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    handle, place = mkstemp(prefix="evidence-", suffix=".zip", dir=folder)
    os.close(handle)
    return Path(place)


def _form(
    request: Request, visit: Visit, given: dict[str, str], trouble: str = "", status: int = 400
) -> Response:
    with visit.read() as session:
        drawn = samples.samples(session, visit.scope)
    usual = {
        "kind": "sample" if drawn else "contract",
        "sample": "",
        "contract": "",
        "since": "",
        "until": "",
    }
    shown = {
        "given": usual | given,
        "trouble": trouble,
        "drawn": drawn,
        "anchored": visit.site.settings.audit_anchors is not None,
    }
    return page(request, visit, "audit_evidence.html", shown, status if trouble else 200)
