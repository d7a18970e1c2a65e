"""A program that calls the interface: it has a token, and gives each change a key."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from contract_ai.accounts import tokens
from contract_ai.accounts.means import Means
from contract_ai.accounts.tokens import Grant
from contract_ai.web.api import PREFIX
from contract_ai.web.app import create_app
from contract_ai.web.site import Site
from models.accounts import SCOPES, Role, Scope, User
from tests.contract_ai.web.sites import ADDRESS, person

_KEYS = count(1)


def token_of(site: Site, user: User, scopes: Iterable[Scope] | None = None) -> str:
    """Make a token for a person; None is for all that the role may."""
    chosen = SCOPES[user.role] if scopes is None else frozenset(scopes)
    with site.database.write(user.actor) as session:
        grant = Grant("test", chosen, timedelta(days=30))
        return tokens.issue(session, user, grant, Means(site.clock(), site.vault))


class Program(TestClient):
    """Calls addresses below /api/v1."""

    def __init__(self, site: Site, token: str, *, hears_faults: bool = True) -> None:
        super().__init__(
            create_app(site),
            base_url=ADDRESS,
            follow_redirects=False,
            raise_server_exceptions=hears_faults,
        )
        self.site, self.token = site, token
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def read(self, path: str, **query: object) -> Response:
        """Ask for something."""
        return self.get(f"{PREFIX}{path}", params={key: str(value) for key, value in query.items()})

    def change(self, path: str, body: object = None, key: str | None = None) -> Response:
        """Change something, under a new key where none is given."""
        headers = {"Idempotency-Key": key or f"key {next(_KEYS)}"}
        return self.post(f"{PREFIX}{path}", json=body, headers=headers)

    def give(self, name: str, data: bytes, key: str | None = None, **query: str) -> Response:
        """Upload a file."""
        headers = {"Idempotency-Key": key or f"key {next(_KEYS)}"}
        files = {"file": (name, data)}
        return self.post(f"{PREFIX}/uploads", files=files, params=query, headers=headers)

    def all(self, path: str, **query: object) -> Iterator[dict[str, Any]]:
        """Walk through a list by its cursors."""
        while True:
            body = self.read(path, **query).json()
            yield from body["items"]
            if "next" not in body:
                return
            query["cursor"] = body["next"]


def program(site: Site, role: Role, scopes: Iterable[Scope] | None = None) -> Program:
    """Return a program that acts for the sample company's person of a role."""
    return Program(site, token_of(site, person(site, role), scopes))
