"""OAuth 2 as the services have it: access tokens end, and refresh tokens change with each use.

The last refresh token stays good until a token that came for it is used: whoever lost the answer
can ask again.  After that it is of no use.
"""

import base64
from datetime import datetime, timedelta

import httpx2

from contract_ai.connectors.oauth import challenge
from tests.fakes.service import Asked, Fake, Time

CLIENT, SECRET = "client-1", "client-secret-1"


class TokenFake(Fake):
    """A service with OAuth; ``life`` is how many seconds an access token is good for."""

    basic = True
    token_path = "/token"
    life = 1800

    def __init__(self, time: Time) -> None:
        super().__init__(time)
        self.number = 0
        self.ends: dict[str, datetime] = {}
        self.refresh = {"refresh-0"}
        self.came_of: dict[str, str] = {}
        self.renewals = 0
        self.codes: dict[str, str] = {}

    def token_answer(self, asked: Asked) -> httpx2.Response | None:
        if asked.path != self.token_path:
            self._used(asked.request.headers.get("authorization", "").removeprefix("Bearer "))
            return None
        form = asked.form
        if not self._known(asked, form):
            return httpx2.Response(401, json={"error": "invalid_client"})
        if form.get("grant_type") == "authorization_code":
            asked_with = self.codes.pop(form.get("code", ""), None)
            if asked_with is None or challenge(form.get("code_verifier", "")) != asked_with:
                return httpx2.Response(400, json={"error": "invalid_grant"})
        elif form.get("refresh_token") not in self.refresh:
            return httpx2.Response(400, json={"error": "invalid_grant"})
        self.renewals += 1
        return httpx2.Response(200, json=self._new())

    def allowed(self) -> set[str]:
        now = self.time.now()
        return {f"Bearer {one}" for one, ends in self.ends.items() if ends > now}

    def expire(self) -> None:
        """End every access token at once."""
        self.ends.clear()

    def _known(self, asked: Asked, form: dict[str, str]) -> bool:
        if not self.basic:
            return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        pair = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        return asked.request.headers.get("authorization") == f"Basic {pair}"

    def _new(self) -> dict[str, object]:
        self.number += 1
        access, refresh = f"access-{self.number}", f"refresh-{self.number}"
        self.ends[access] = self.time.now() + timedelta(seconds=self.life)
        self.tokens |= {access, refresh}
        self.refresh.add(refresh)
        self.came_of[access] = refresh
        return {
            "access_token": access,
            "refresh_token": refresh,
            "token_type": "bearer",
            "expires_in": self.life,
            **self.more(),
        }

    def more(self) -> dict[str, object]:
        return {}

    def _used(self, access: str) -> None:
        if f"Bearer {access}" in self.allowed():
            self.refresh = {self.came_of[access]}
