"""What nobody may read in a log or on a page of errors: passwords, tokens, cookies, words of documents.

A server as people start it, with secrets that are known here; all that it writes is searched.
"""

import os
import re
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from contract_ai.web import demo
from contract_ai.web.last_resort import LastResort
from contract_ai.web.site import Site
from models.accounts import Role
from models.tables.contracts import ContractRow
from tests.contract_ai.web.sites import sample_site

WORDS = "CANARY-of-a-clause-7f3a"
KEY = b64encode(b"k" * 32).decode()  # that of the sample site
_CSRF = re.compile(r'name="csrf" content="([^"]+)"')
_SECRET = re.compile(r'class="secret"[^>]*>([^<]+)<')


@dataclass
class Visit:
    """Somebody at a running server; ``secrets`` are what was given or shown to them."""

    web: httpx.Client
    secrets: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    def post(self, address: str, **fields: str) -> str:
        """Send a form and return the page that comes of it."""
        token = _CSRF.findall(self.web.get("/account").text)[0]
        self.secrets.add(token)
        answer = self.web.post(address, data={"csrf": token} | fields)
        if answer.is_error:
            self.errors.append(answer.text)
        self.secrets.update(_SECRET.findall(answer.text))
        return answer.text

    def fail(self, address: str) -> int:
        """Ask for what cannot be shown, and keep the page that says so."""
        answer = self.web.get(address)
        self.errors.append(answer.text)
        return answer.status_code


@contextmanager
def running(site: Site, *more: str) -> Iterator[tuple[str, list[str]]]:
    """Start the program on a site's database; gives its address and, at the end, what it wrote."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "contract_ai", "serve", "--verbose", "--port", port, *more]
    environment = os.environ | {"CONTRACT_AI_SECRET_KEY": KEY}
    written: list[str] = []
    with subprocess.Popen(
        [*command, "--database", str(site.database.engine.url.database)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            _await(f"http://127.0.0.1:{port}/health")
            yield f"http://127.0.0.1:{port}", written
        finally:
            process.terminate()
            written.append(process.communicate(timeout=30)[0])


def _await(address: str) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            if httpx.get(address).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


@pytest.mark.on_sqlite("a program is given a file")
def test_no_secret_and_no_word_of_a_document_is_written_down(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    name, password = next(
        (user.name, secret) for user, secret in demo.people(site) if user.role is Role.ADMINISTRATOR
    )
    with site.database.write() as session:  # what no reader of ours would have written
        session.execute(update(ContractRow).values(body={"contract": WORDS, "terms": WORDS}))
    site.database.close()
    with (
        running(site) as (address, written),
        httpx.Client(base_url=address, follow_redirects=True) as web,
    ):
        somebody = Visit(web, {password, WORDS, KEY})
        _use(somebody, name, password)
        somebody.secrets |= {value for value in web.cookies.values() if len(value) > 20}
    (text,) = written
    assert '"event": "fault"' in text
    assert len(somebody.secrets) > 8
    for secret in somebody.secrets:
        assert secret not in text
    for page in somebody.errors:
        assert WORDS not in page
        assert password not in page
        assert "Traceback" not in page


def _use(somebody: Visit, name: str, password: str) -> None:
    """Sign in, be refused, make secrets, and run into faults."""
    web = somebody.web
    wrong = "CANARY-of-a-password-5c21"
    somebody.secrets.add(wrong)
    for given in (wrong, password):
        token = _CSRF.findall(web.get("/sign-in").text)[0]
        form = {"csrf": token, "name": name, "password": given}
        answer = web.post("/sign-in", data=form)
    assert answer.is_success
    somebody.post("/sign-in", name=wrong, password=wrong)
    somebody.post("/account/password", current=wrong, password=wrong, again=wrong)
    somebody.post("/account/tokens", name="program", scopes="read", password=password)
    somebody.post("/account/authenticator", password=password)
    somebody.post("/account/authenticator/confirm", code="000000")
    somebody.post("/people/invite", name="nora", role="auditor", contracts="*")
    link = next(one for one in somebody.secrets if "/welcome/" in one)
    web.post(link, data={"password": wrong, "again": password})
    assert somebody.fail("/contracts/MSA-2025-011-larchmont") == 500
    assert somebody.fail("/review/MSA-2025-011-larchmont") == 500
    assert somebody.fail(f"/people/{wrong}") == 400
    assert somebody.fail(f"/welcome/{wrong}") < 500
    somebody.fail(f"/documents/{wrong}/original")
    web.headers["Authorization"] = f"Bearer {wrong}"
    somebody.fail("/api/v1/contracts")


@pytest.mark.parametrize("begun", [True, False])
def test_an_error_ends_at_the_last_resort(begun: bool) -> None:  # noqa: FBT001 (a case)
    async def broken(_scope: Scope, _receive: Receive, send: Send) -> None:
        if begun:
            await PlainTextResponse("begun")(_scope, _receive, send)
        raise ValueError(WORDS)

    answer = TestClient(LastResort(broken)).get("/")
    assert answer.status_code == (200 if begun else 500)
    assert WORDS not in answer.text


def test_the_password_of_a_database_is_not_written_down() -> None:
    url = "postgresql+psycopg://user:CANARY-9d1e@127.0.0.1:9/nothing"
    for more in ({"DATABASE_URL": url}, {"DATABASE_URL": url.replace("psycopg", "no-driver")}):
        done = subprocess.run(
            [sys.executable, "-m", "contract_ai", "serve", "--verbose"],
            env=os.environ | more,
            capture_output=True,
            check=False,
        )
        assert done.returncode != 0
        assert b"database" in done.stderr
        assert b"CANARY-9d1e" not in done.stdout + done.stderr
