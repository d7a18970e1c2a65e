"""A provider of OpenID Connect: real sockets, a key of its own, and lies on demand."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

Form = dict[str, Any]
CLIENT_ID, CLIENT_SECRET = "contract-ai", "a secret of the client"
_BASIC = "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()


@cache
def new_key(_name: str) -> RSAKey:
    """Make a key; one for all tests that call it the same."""
    return RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class Provider:
    """Who signs in next, and what it says.  ``codes`` are those given out, each good once.

    ``lie`` changes the claims, ``sign`` the token, ``metadata`` adds to what discovery says.
    """

    person: Form
    now: int
    key: RSAKey | ECKey = field(default_factory=lambda: new_key("its own"))
    lie: Callable[[Form], Form] = lambda claims: claims
    sign: Callable[[Form], str] | None = None
    metadata: Form = field(default_factory=dict)
    userinfo: Form = field(default_factory=dict)
    codes: dict[str, Form] = field(default_factory=dict)
    url: str = ""

    def visit(self, address: str) -> Form:
        """Do what the person's browser does there; returns what it is sent back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["client_id"] == CLIENT_ID
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"state": asked["state"], "code": code, "iss": self.url}

    def discovery(self) -> Form:
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
        found = {name: f"{self.url}/{name}" for name in names}
        return {"issuer": self.url, **found, **self.metadata}

    def redeem(self, form: Form, authorization: str | None) -> tuple[int, Form]:
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(
            sha256(form.get("code_verifier", "").encode()).digest()
        )
        if asked is None or authorization != _BASIC:
            return 400, {"error": "invalid_grant"}
        if challenge.decode().rstrip("=") != asked["code_challenge"]:
            return 400, {"error": "invalid_grant", "error_description": "verifier"}
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "iat": self.now,
            "exp": self.now + 300,
            "nonce": asked["nonce"],
            **self.person,
        }
        claims = self.lie(claims)
        token = self.sign(claims) if self.sign else self.token(claims)
        return 200, {"access_token": "at", "token_type": "Bearer", "id_token": token}

    def token(self, claims: Form, key: RSAKey | None = None) -> str:
        signing = key or self.key
        algorithm = "ES256" if isinstance(signing, ECKey) else "RS256"
        return jwt.encode({"alg": algorithm, "kid": "one"}, claims, signing)


@contextmanager
def running(provider: Provider) -> Iterator[Provider]:
    """Serve the provider on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            if path == "/.well-known/openid-configuration":
                self._answer(200, provider.discovery())
            elif path == "/jwks_uri":
                self._answer(200, {"keys": [provider.key.as_dict(private=False)]})
            elif path == "/userinfo_endpoint" and self.headers["Authorization"] == "Bearer at":
                self._answer(200, provider.userinfo)
            else:
                self._answer(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(*provider.redeem(form, self.headers["Authorization"]))

        def _answer(self, status: int, body: Form) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its base's name)
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    provider.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
