"""Being let in with OAuth 2: tokens that end, and refresh tokens that change with each use.

A new refresh token is on the disk before the access token that came with it is used: whoever is
killed in between goes on with the new one.

Source: RFC 6749 (4.1, 6), RFC 7636 (PKCE).
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol
from urllib.parse import urlencode

import httpx2

from contract_ai.connectors.client import Answer, Client, Limits, NotThere, NotUnderstood
from contract_ai.connectors.clock import Clock
from contract_ai.connectors.raw import Unexpected, amount, needed, text
from contract_ai.connectors.trouble import refused, wrong_answer
from models.ledgers import Service

EARLY = timedelta(seconds=60)
"""How long before its end a token is renewed."""
_LIMITS = Limits(calls=5, seconds=1.0)
_REFUSED = 400


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a service asks people, and where it gives tokens.

    ``basic`` says how the program shows who it is: with HTTP's own way, else in the form.
    """

    authorize: str
    token: str
    scopes: str
    basic: bool = True


@dataclass(frozen=True, slots=True)
class Program:
    """How we are known to a service; ``back`` is the address that it sends people back to."""

    client_id: str
    client_secret: str = field(repr=False)
    back: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What lets us in.  ``address`` is where the service wants to be asked, if it says so."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    ends_at: datetime | None = None
    address: str = ""


class TokenStore(Protocol):
    """Where tokens lie, encrypted."""

    def load(self) -> Tokens:
        """Return the newest ones."""

    def save(self, tokens: Tokens) -> None:
        """Keep them for good before this returns."""


class Granter:
    """Asks a service for tokens."""

    def __init__(
        self,
        service: Service,
        provider: Provider,
        program: Program,
        clock: Clock,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.service, self._provider, self._program = service, provider, program
        self._clock, self._transport = clock, transport

    def address(self, state: str, verifier: str) -> str:
        """Return the address at which a person allows us to read."""
        asked = {
            "response_type": "code",
            "client_id": self._program.client_id,
            "redirect_uri": self._program.back,
            "scope": self._provider.scopes,
            "state": state,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
        }
        return f"{self._provider.authorize}?{urlencode(asked)}"

    def exchange(self, code: str, verifier: str) -> Tokens:
        """Turn a person's code into tokens.

        Raises:
            ServiceError: the service refuses the code, or does not answer.
        """
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._program.back,
            "code_verifier": verifier,
        }
        return self._tokens(fields, "")

    def refreshed(self, tokens: Tokens) -> Tokens:
        """Turn a refresh token into new tokens; it may be of no use afterwards.

        Raises:
            ServiceError: the service refuses it, or does not answer.
        """
        fields = {"grant_type": "refresh_token", "refresh_token": tokens.refresh}
        found = self._tokens(fields, tokens.refresh)
        if found.address or not tokens.address:
            return found
        return Tokens(found.access, found.refresh, found.ends_at, tokens.address)

    def _tokens(self, fields: Mapping[str, str], refresh: str) -> Tokens:
        program = self._program
        known: dict[str, str] = {}
        if not self._provider.basic:
            known = {"client_id": program.client_id, "client_secret": program.client_secret}
        auth = _Basic(program if self._provider.basic else None)
        url = httpx2.URL(self._provider.token)
        base = str(url.copy_with(path="/", query=None))
        client = Client(self.service, base, auth, self._clock, _LIMITS, transport=self._transport)
        try:
            answer = client.form(url.path, {**fields, **known})
        except NotUnderstood as error:
            raise refused(self.service, _REFUSED) from error
        except NotThere as error:
            raise wrong_answer(self.service, "It gives no tokens at its address.") from error
        finally:
            client.close()
        return self._read(answer, refresh)

    def _read(self, answer: Answer, refresh: str) -> Tokens:
        try:
            said = answer.json()
            access = needed(said, "access_token")
            seconds = amount(said, "expires_in")
        except Unexpected as error:
            raise wrong_answer(self.service, "It holds no token.") from error
        now = self._clock.now()
        ends = None if seconds is None else now + timedelta(seconds=int(seconds))
        address = text(said, "instance_url") or ""
        return Tokens(access, text(said, "refresh_token") or refresh, ends, address)


class OAuth:
    """Lets us in with the newest tokens, and renews them."""

    def __init__(self, granter: Granter, store: TokenStore, clock: Clock) -> None:
        self._granter, self._store, self._clock = granter, store, clock
        self._tokens = store.load()

    def headers(self) -> Mapping[str, str]:
        """Return the access token; one that is about to end is renewed first.

        Raises:
            ServiceError: it cannot be renewed.
        """
        ends = self._tokens.ends_at
        if ends is not None and self._clock.now() >= ends - EARLY:
            self.renew()
        return {"authorization": f"Bearer {self._tokens.access}"}

    def renew(self) -> bool:
        """Get a new access token, and keep what came with it before it is used.

        Raises:
            ServiceError: the service refuses, or does not answer.
        """
        if not self._tokens.refresh:
            return False
        tokens = self._granter.refreshed(self._tokens)
        self._store.save(tokens)
        self._tokens = tokens
        return True


class Key:
    """Lets us in with a key that stays."""

    def __init__(self, key: str) -> None:
        self._key = key

    def headers(self) -> Mapping[str, str]:
        """Return the key."""
        return {"authorization": f"Bearer {self._key}"}

    def renew(self) -> bool:
        """There is no other key."""
        return False


class _Basic:
    """Shows who the program is; nothing where it says so in the form."""

    def __init__(self, program: Program | None) -> None:
        self._program = program

    def headers(self) -> Mapping[str, str]:
        if self._program is None:
            return {}
        pair = f"{self._program.client_id}:{self._program.client_secret}"
        return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}

    def renew(self) -> bool:
        return False


def challenge(verifier: str) -> str:
    """Return what is sent of a verifier: its SHA-256, in base64 without padding.

    >>> challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    """
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
