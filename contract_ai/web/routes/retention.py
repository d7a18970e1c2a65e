"""How long contracts are kept: the rule, legal holds, and erasing.  For administrators."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response

from contract_ai.desk import contract_detail
from contract_ai.intake import retention
from contract_ai.intake.ending import Ended, ended
from contract_ai.intake.erasure import NoSuchContract, OnHold, erase
from contract_ai.intake.expiry import Place, erase_ended
from contract_ai.intake.places import open_vault
from contract_ai.intake.retention import NotPossible, holds, is_held, is_known, rule, set_rule
from contract_ai.pagework.cache import cache_in
from contract_ai.web.access import Visiting, allow
from contract_ai.web.checking import Checking
from contract_ai.web.naming import no_such_contract
from contract_ai.web.pages import page
from contract_ai.web.said import go
from contract_ai.web.visit import Visit
from models.accounts import Role
from reports.wording import count

router = APIRouter()
Text = Annotated[str, Form()]
AT_ONCE = 50
"""So many contracts are erased by one press; the rest waits for the next, or for the command."""
_WORD = "ERASE"


@router.get("/retention")
@allow(Role.ADMINISTRATOR)
def show(request: Request, visit: Visiting) -> Response:
    """Show the rule, what it would erase today, and the holds."""
    return _page(request, visit)


@router.post("/retention/rule")
@allow(Role.ADMINISTRATOR)
def change_rule(
    request: Request, visit: Visiting, months: Text = "", reason: Text = ""
) -> Response:
    """Set the rule, or take it away; nothing is erased by that."""
    try:
        wanted = _months(months)
        with visit.write() as session:
            set_rule(session, wanted, reason.strip(), visit.now)
    except NotPossible as error:
        return _page(request, visit, str(error))
    said = f"Contracts are kept {count(wanted, 'month')}." if wanted else "They are kept for ever."
    return go("/retention", said, visit.site)


@router.post("/retention/holds")
@allow(Role.ADMINISTRATOR)
def put_on_hold(
    request: Request, visit: Visiting, contract: Text = "", reason: Text = ""
) -> Response:
    """Put a contract on legal hold."""
    try:
        with visit.write() as session:
            retention.put_on_hold(session, contract.strip(), reason.strip(), visit.now)
    except NotPossible as error:
        with visit.read() as session:
            known = not reason.strip() or is_known(session, contract.strip())
            said = str(error) if known else no_such_contract(session, visit.scope, contract.strip())
        return _page(request, visit, said)
    return go("/retention", f"{contract.strip()} is on hold.", visit.site)


@router.post("/retention/holds/lift")
@allow(Role.ADMINISTRATOR)
def lift_hold(
    request: Request, visit: Visiting, contract: Text = "", reason: Text = ""
) -> Response:
    """Lift the hold of a contract."""
    try:
        with visit.write() as session:
            retention.lift_hold(session, contract, reason.strip(), visit.now)
    except NotPossible as error:
        return _page(request, visit, str(error))
    return go("/retention", f"{contract} is not on hold any more.", visit.site)


@router.post("/retention/erase")
@allow(Role.ADMINISTRATOR)
def erase_due(
    request: Request,
    visit: Visiting,
    contract: Annotated[tuple[str, ...], Form()] = (),
    sure: Text = "",
) -> Response:
    """Erase the contracts that were shown as due, as far as they still are."""
    if sure.strip() != _WORD:
        return _page(request, visit, f"Nothing was erased: write {_WORD} to be sure.")
    gone = list(erase_ended(_place(visit), set(contract), visit.site.today(), visit.now))
    _check_again(request, visit)
    return go("/retention", f"{count(len(gone), 'document')} erased.", visit.site)


@router.get("/contracts/{stem}/erase")
@allow(Role.ADMINISTRATOR)
def ask(request: Request, visit: Visiting, stem: str) -> Response:
    """Ask whether one contract shall be erased."""
    return _ask(request, visit, stem)


@router.post("/contracts/{stem}/erase")
@allow(Role.ADMINISTRATOR)
def erase_one(
    request: Request, visit: Visiting, stem: str, name: Text = "", reason: Text = ""
) -> Response:
    """Erase one contract whose name was typed."""
    if name.strip() != stem:
        return _ask(request, visit, stem, "Nothing was erased: this is not its name.")
    if not reason.strip():
        return _ask(request, visit, stem, "Say why; it is kept in the audit trail.")
    _must_see(visit, stem)
    at = _place(visit)
    try:
        erase(
            at.database,
            at.vault,
            at.reader,
            stem,
            reason=reason.strip(),
            now=visit.now,
            forget=at.forget,
        )
    except OnHold:
        return _ask(request, visit, stem, "Nothing was erased: it is on legal hold.")
    except NoSuchContract:
        raise HTTPException(404) from None
    _check_again(request, visit)
    return go("/contracts", "The contract is erased.", visit.site)


def _page(request: Request, visit: Visit, trouble: str = "") -> Response:
    with visit.read() as session:
        set_ = rule(session)
        found = ended(session, set_, visit.site.today()) if set_ else ()
        on_hold = holds(session)
    due: list[Ended] = [one for one in found if not one.held]
    shown = {
        "rule": set_,
        "holds": on_hold,
        "due": due[:AT_ONCE],
        "later": len(due[AT_ONCE:]),
        "held": [one for one in found if one.held],
        "trouble": trouble,
        "word": _WORD,
    }
    return page(request, visit, "retention.html", shown, 400 if trouble else 200)


def _ask(request: Request, visit: Visit, stem: str, trouble: str = "") -> Response:
    _must_see(visit, stem)
    with visit.read() as session:
        held = is_held(session, stem)
    shown = {"stem": stem, "held": held, "trouble": trouble}
    return page(request, visit, "erase.html", shown, 400 if trouble else 200)


def _must_see(visit: Visit, stem: str) -> None:
    with visit.read() as session:
        if contract_detail.by_stem(session, visit.scope, stem) is None:
            raise HTTPException(404)


def _place(visit: Visit) -> Place:
    site = visit.site
    database = site.database.acting(visit.actor)
    vault = open_vault(site.settings.model_copy(update={"data": site.data}), database)
    return Place(database, vault, site.open_reader(), (cache_in(site.data).forget,))


def _months(text: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isascii() or not text.strip().isdigit() or len(text.strip()) > len("1200"):
        msg = "Write the months as a number, or leave the field empty."
        raise NotPossible(msg)
    return int(text)


def _check_again(request: Request, visit: Visit) -> None:
    """Have findings told without what is gone."""
    checking: Checking = request.app.state.checking
    checking.start(visit.actor, visit.now)
