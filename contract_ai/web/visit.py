"""Who calls: the person behind a request, and what they may change and see."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from secrets import token_urlsafe

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from contract_ai.accounts import sessions
from contract_ai.accounts.means import Means, Visitor
from contract_ai.accounts.sessions import WebSession
from contract_ai.audit.trail import Mark, newest_with_books
from contract_ai.desk.scope import Scope
from contract_ai.web.cookies import cookie_name, set_cookie
from contract_ai.web.said import forget_said, is_said
from contract_ai.web.site import Site
from models.accounts import Actor, User
from models.accounts import Scope as TokenScope

_NOBODY = Actor("nobody", "anonymous")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request's caller.

    ``user`` is None where nobody is signed in.  ``token`` is the web session's and ``key``
    its name, "" without one; ``visitor`` names a browser before that.  ``by_token`` is true where an API token was given
    instead, ``scopes`` are what that token may do.  ``lately`` is true where the person signed in
    a short while ago.  ``mark`` names the state of the database when the request came, by number
    and hash of the newest event; ``books`` does so for all but how people sign in; None where
    nobody looked.
    """

    site: Site
    now: datetime
    user: User | None = None
    token: str = field(default="", repr=False)
    key: str = ""
    csrf: str = field(default="", repr=False)
    address: str = ""
    agent: str = ""
    visitor: str = field(default="", repr=False)
    new_visitor: bool = False
    by_token: bool = False
    scopes: frozenset[TokenScope] = frozenset()
    said: bool = False
    lately: bool = False
    mark: Mark | None = None
    books: Mark | None = None

    @property
    def person(self) -> User:
        """The person who is signed in; `access.guard` made sure that there is one."""
        if self.user is None:
            msg = "a route for people of the house was called by nobody"
            raise AssertionError(msg)
        return self.user

    @property
    def lacks_authenticator(self) -> bool:
        """Whether this person has only a password where an authenticator is required."""
        wanted = self.site.settings.second_factor == "required"
        user = self.user
        return wanted and user is not None and user.has_password and not user.has_totp

    @property
    def actor(self) -> Actor:
        """Who the audit trail names."""
        return Actor(self.user.name, self.user.role.value) if self.user else _NOBODY

    @property
    def scope(self) -> Scope:
        """Which contracts this person may see."""
        return Scope(self.person.contracts)

    @property
    def means(self) -> Means:
        """What services of accounts take from the world."""
        return Means(self.now, self.site.vault)

    @property
    def origin(self) -> Visitor:
        """Where the request comes from."""
        return Visitor(self.address, self.agent)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that only reads."""
        with self.site.database.read() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a session that changes something in this person's name."""
        with self.site.database.write(self.actor) as session:
            yield session

    def leave(self, answer: Response) -> None:
        """Put onto an answer what the browser must keep or forget."""
        if self.said:
            forget_said(answer, self.site)
        if self.new_visitor:
            set_cookie(answer, self.site, VISITOR, self.visitor)


SESSION, VISITOR = "session", "visitor"


def visit_of(request: Request) -> Visit:
    """Find out who calls, by the cookie of the web session."""
    site: Site = request.app.state.site
    now = site.clock()
    visitor = request.cookies.get(cookie_name(site, VISITOR), "")
    known = visitor or token_urlsafe(32)
    plain = Visit(
        site=site,
        now=now,
        address=request.client.host if request.client else "",
        agent=request.headers.get("user-agent", "")[:200],
        visitor=known,
        new_visitor=not visitor,
        csrf=site.vault.sign(known, "csrf"),
        said=is_said(request, site),
    )
    token = request.cookies.get(cookie_name(site, SESSION), "")
    if not token:
        return plain
    found, mark, books = _session(site, token, now)
    if found is None:
        return plain
    return replace(
        plain,
        user=found.user,
        token=token,
        key=found.key,
        csrf=found.csrf,
        new_visitor=False,
        lately=found.signed_in_lately(now),
        mark=mark,
        books=books,
    )


def _session(site: Site, token: str, now: datetime) -> tuple[WebSession | None, Mark, Mark]:
    with site.database.read() as session:
        found = sessions.find(session, token, now)
        mark, books = newest_with_books(session)
    if found is not None and found.needs_touch(now):
        with site.database.write() as session:
            sessions.touch(session, token, now)
    return found, mark, books
