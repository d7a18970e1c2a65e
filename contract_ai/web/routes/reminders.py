"""Reminders: letters that wait for approval, what was sent, customers held back, policies."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from contract_ai.billing.house import reminding
from contract_ai.billing.posting import posting
from contract_ai.billing.reminding import Drafted, Sent, draft, send
from contract_ai.desk.named_customers import is_customer
from contract_ai.desk.reminders import (
    reminder_holds,
    reminder_letter,
    reminder_letters,
    reminder_policies,
)
from contract_ai.storage import reminder_policies as holds
from contract_ai.storage import reminders as store
from contract_ai.storage.reminders import LetterState
from contract_ai.web.access import Visiting, allow
from contract_ai.web.background import Background
from contract_ai.web.pages import page
from contract_ai.web.routes import Nav
from contract_ai.web.said import go
from contract_ai.web.visit import Visit
from models.accounts import Role
from models.errors import RequestError, SettingsError
from reports.wording import count

router = APIRouter()
MAY = (Role.FINANCE, Role.AUDITOR)
NAV = Nav("Reminders", "/reminders", 36, frozenset(MAY))
AT_ONCE, SHOWN = 20, 50
"""So many letters to approve, and so many that were sent, are on one page."""
WRITING, SENDING = "reminders written", "reminders sent"
Text = Annotated[str, Form(max_length=500)]


@router.get("/reminders")
@allow(*MAY)
def show(request: Request, visit: Visiting) -> Response:
    """Show the letters and what they wait for."""
    return _page(request, visit)


@router.get("/reminders/{number}")
@allow(*MAY)
def show_letter(request: Request, visit: Visiting, number: int) -> Response:
    """Show one letter with what became of it."""
    return _letter(request, visit, number)


@router.post("/reminders/write")
@allow(Role.FINANCE)
def write(request: Request, visit: Visiting) -> Response:
    """Write the letters that are due, in the background; withdraw those that no longer hold."""
    _must_see_all(visit)
    site, now, today = visit.site, visit.now, visit.site.today()
    database = site.database.acting(visit.actor)

    def work() -> str:
        return _drafted(draft(reminding(site.settings, database, today), now))

    begun = _background(request).start(WRITING, work, now)
    said = "Letters are being written." if begun else "Letters are being written already."
    return go("/reminders", said, site)


@router.post("/reminders/send")
@allow(Role.FINANCE)
def send_approved(request: Request, visit: Visiting) -> Response:
    """Send the approved letters, in the background."""
    _must_see_all(visit)
    site, today = visit.site, visit.site.today()
    try:
        mailer = site.settings.outbox
    except SettingsError as error:
        return _page(request, visit, f"{error.what} {error.do}")
    if mailer is None:
        return _page(request, visit, "No mail server is set: an administrator sets one.")
    database = site.database.acting(visit.actor)

    def work() -> str:
        hand = posting(mailer, site.clock)
        return _sent(send(reminding(site.settings, database, today), hand, site.clock))

    begun = _background(request).start(SENDING, work, visit.now)
    said = "Letters are being sent." if begun else "Letters are being sent already."
    return go("/reminders", said, site)


@router.post("/reminders/{number}/approve")
@allow(Role.FINANCE)
def approve(request: Request, visit: Visiting, number: int) -> Response:
    """Let a draft be sent."""
    said = f"Letter {number} is approved."
    return _change(
        request, visit, number, said, lambda session: store.approve(session, number, visit.now)
    )


@router.post("/reminders/{number}/withdraw")
@allow(Role.FINANCE)
def withdraw(request: Request, visit: Visiting, number: int, reason: Text = "") -> Response:
    """Take a letter back, with a reason; what is still due is written anew."""
    why = reason.strip()
    if not why:
        return _letter(request, visit, number, "Say why; it is kept in the audit trail.")
    said = f"Letter {number} is withdrawn."
    return _change(
        request,
        visit,
        number,
        said,
        lambda session: store.withdraw(session, number, why, visit.now),
    )


@router.post("/reminders/{number}/settle")
@allow(Role.FINANCE)
def settle(
    request: Request, visit: Visiting, number: int, left: Text = "", reason: Text = ""
) -> Response:
    """Say whether a letter left: one that a broken run left unsure, or one that went by post."""
    why, today = reason.strip(), visit.site.today()
    if not why or left not in {"yes", "no"}:
        return _letter(request, visit, number, "Say whether it left, and how that is known.")

    def change(session: Session) -> None:
        if left == "no":
            store.was_not_sent(session, number, why, visit.now)
        elif store.letter(session, number).state is LetterState.SENDING:
            store.was_sent(session, number, today, visit.now, why)
        else:
            store.sent_by_hand(session, number, today, why, visit.now)

    said = f"Letter {number} was sent." if left == "yes" else f"Letter {number} waits to be sent."
    return _change(request, visit, number, said, change)


@router.post("/reminders/holds")
@allow(Role.FINANCE)
def hold_back(
    request: Request, visit: Visiting, customer: Text = "", until: Text = "", reason: Text = ""
) -> Response:
    """Hold a customer back, with a reason, through a day or until released."""
    _must_see_all(visit)
    who, why = customer.strip(), reason.strip()
    try:
        day = date.fromisoformat(until) if until.strip() else None
    except ValueError:
        return _page(request, visit, "Write the day as 2026-03-31, or leave it empty.")
    if not who or not why:
        return _page(request, visit, "Name the customer, and say why; the audit trail keeps it.")
    if day is not None and day < visit.site.today():
        return _page(request, visit, "That day is over: give a later one, or none.")
    with visit.read() as session:
        known = is_customer(session, who)
    if not known:
        said = f"No invoice is to {who[:100]}. Write the name as the list of receivables has it."
        return _page(request, visit, said)
    with visit.write() as session:
        holds.hold_customer(session, who, until=day, note=why, at=visit.now)
    return go("/reminders", f"{who} is held back.", visit.site)


@router.post("/reminders/holds/release")
@allow(Role.FINANCE)
def release(
    request: Request, visit: Visiting, kind: Text = "", what: Text = "", reason: Text = ""
) -> Response:
    """Take back what holds a customer or an invoice back."""
    if not reason.strip():
        return _page(request, visit, "Say why; it is kept in the audit trail.")
    with visit.write() as session:
        seen = {(one.kind.value, one.what) for one in reminder_holds(session, visit.scope)}
        if (kind, what) not in seen:
            raise HTTPException(404)
        release = holds.release_customer if kind == holds.Hold.CUSTOMER else holds.release
        release(session, what, reason.strip(), visit.now)
    return go("/reminders", f"{what} is reminded again.", visit.site)


def _change(
    request: Request,
    visit: Visit,
    number: int,
    said: str,
    change: Callable[[Session], None],
) -> Response:
    try:
        with visit.write() as session:
            if reminder_letter(session, visit.scope, number) is None:
                raise HTTPException(404)
            change(session)
    except RequestError as error:
        return _letter(request, visit, number, error.what)
    return go("/reminders", said, visit.site)


def _page(request: Request, visit: Visit, trouble: str = "") -> HTMLResponse:
    with visit.read() as session:
        found = reminder_letters(session, visit.scope)
        held = reminder_holds(session, visit.scope)
        policies = reminder_policies(session, visit.scope)
    works = [_background(request).state(name) for name in (WRITING, SENDING)]
    shown = {
        "found": found,
        "drafts": found.drafts[:AT_ONCE],
        "sent": found.sent[:SHOWN],
        "holds": held,
        "policies": policies,
        "works": [one for one in works if one.since is not None],
        "trouble": trouble,
        "can_send": visit.site.settings.mail_host is not None,
        "whole": visit.scope.is_all,
        "may_change": visit.person.role is Role.FINANCE,
        "step_words": _step_words,
    }
    return page(request, visit, "reminders.html", shown, 400 if trouble else 200)


def _letter(request: Request, visit: Visit, number: int, trouble: str = "") -> HTMLResponse:
    with visit.read() as session:
        found = reminder_letter(session, visit.scope, number)
    if found is None:
        raise HTTPException(404)
    may_change = visit.person.role is Role.FINANCE
    shown = {"one": found, "trouble": trouble, "may_change": may_change}
    return page(request, visit, "reminder.html", shown, 400 if trouble else 200)


def _step_words(days: int) -> str:
    """Say when a step is, from the due date.

    >>> _step_words(-5), _step_words(0), _step_words(1)
    ('5 days before it is due', 'on the due date', '1 day after')
    """
    if not days:
        return "on the due date"
    return f"{count(-days, 'day')} before it is due" if days < 0 else f"{count(days, 'day')} after"


def _drafted(done: Drafted) -> str:
    unclear = f"; nobody can be reminded of {count(len(done.plan.unclear), 'invoice')}"
    return (
        f"{count(len(done.made), 'letter')} written, {len(done.withdrawn)} withdrawn"
        f"{unclear if done.plan.unclear else ''}."
    )


def _sent(done: Sent) -> str:
    parts = [f"{count(len(done.sent), 'letter')} sent"]
    parts += [f"{len(done.withdrawn)} withdrawn"] if done.withdrawn else []
    parts += [f"letter {number} waits: {left.value}" for number, left in done.left]
    parts += [f"letter {number} was not taken: {why}" for number, why in done.refused]
    parts += [f"letter {number} may have left or not" for number, _ in done.unsure]
    return f"{'; '.join(parts)}."


def _must_see_all(visit: Visit) -> None:
    if not visit.scope.is_all:
        raise HTTPException(403, "This is for somebody who sees every contract.")


def _background(request: Request) -> Background:
    found: Background = request.app.state.background
    return found
