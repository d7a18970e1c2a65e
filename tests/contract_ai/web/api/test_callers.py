"""Who calls: by a token alone, with its scopes, for what its person may do and see now."""

import json
import logging
from pathlib import Path

import pytest
from httpx2 import Response

from contract_ai.accounts import tokens, users
from contract_ai.accounts.means import Means
from contract_ai.settings import Settings
from contract_ai.storage.documents import documents
from contract_ai.web.access import SAFE
from contract_ai.web.api import PREFIX
from contract_ai.web.app import create_app
from contract_ai.web.matrix import Row, matrix
from contract_ai.web.site import Site
from models.accounts import SCOPES, Role, Scope
from models.errors import ErrorCode
from tests.contract_ai.web.api.programs import Program, program, token_of
from tests.contract_ai.web.casework import RATE, mark
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.sites import Clock, browser, person

OWN, OTHER = "SOW-2025-014-larchmont", "FPA-2025-021-ostrava"


@pytest.fixture
def empty(tmp_path: Path, clock: Clock) -> Site:
    return fresh_site(tmp_path, clock)


def rows(site: Site) -> list[Row]:
    return [row for row in matrix(create_app(site)) if row.token]


def call(caller: Program, row: Row) -> Response:
    path = row.path.replace("{stem}", "0").replace("{fingerprint}", "0")
    for name in ("number", "row", "batch", "order", "line"):
        path = path.replace(f"{{{name}}}", "0")
    headers = {} if row.method in SAFE else {"Idempotency-Key": row.line[:150]}
    return caller.request(row.method, path, headers=headers)


@pytest.mark.parametrize("role", Role)
def test_a_token_does_what_its_scopes_say_and_nothing_else(empty: Site, role: Role) -> None:
    table = rows(empty)
    for scope in SCOPES[role]:
        caller = program(empty, role, [scope])
        for row in table:
            answer = call(caller, row)
            if row.token in ("any", scope):
                assert answer.status_code not in (401, 403), (scope, row.line)
                assert answer.status_code < 500, (scope, row.line)
            else:
                assert answer.status_code == 403, (scope, row.line)
                assert answer.json()["code"] == "SCOPE_MISSING"


def test_each_scope_is_asked_for_somewhere(empty: Site) -> None:
    assert {row.token for row in rows(empty)} == {*Scope, "any"}


def test_the_roles_of_a_route_are_those_that_may_have_its_scope(empty: Site) -> None:
    for row in rows(empty):
        if row.token != "any":
            may = frozenset(role for role in Role if Scope(row.token) in SCOPES[role])
            assert row.roles == may, row.line


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer cai_guessed", "Basic Y2FpOng=", "cai_x", "Bearer x"]
)
def test_without_a_token_that_holds_nothing_is_answered(empty: Site, header: str) -> None:
    caller = Program(empty, "")
    caller.headers["Authorization"] = header
    for row in rows(empty):
        answer = call(caller, row)
        assert (answer.status_code, answer.json()["code"]) == (401, "TOKEN_INVALID"), row.line
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_session_opens_no_route_of_programs_and_a_token_no_page(empty: Site) -> None:
    who = browser(empty, Role.ADMINISTRATOR)
    assert who.get("/account").status_code == 200
    assert who.get(f"{PREFIX}/me").status_code == 401
    caller = program(empty, Role.ADMINISTRATOR)
    assert caller.read("/me").status_code == 200
    for page in ("/account", "/people", "/findings", "/"):
        assert caller.get(page).status_code == 303, page
    assert caller.post("/people/invite", data={"name": "eve"}).status_code == 303


def test_a_token_tells_whose_it_is(empty: Site, clock: Clock) -> None:
    caller = program(empty, Role.AUDITOR)
    told = caller.read("/me").json()
    assert (told["name"], told["role"], told["contracts"]) == ("auditor", "auditor", ["*"])
    assert told["token"]["scopes"] == sorted(SCOPES[Role.AUDITOR])
    assert told["token"]["last_used_at"] == "2026-06-30T09:00:00Z"
    clock.pass_(minutes=1)
    assert caller.read("/me").json()["token"]["last_used_at"] == "2026-06-30T09:01:00Z"


def test_a_token_ends(empty: Site, clock: Clock) -> None:
    caller = program(empty, Role.FINANCE)
    clock.pass_(days=29, hours=23)
    assert caller.read("/me").status_code == 200
    clock.pass_(hours=1)
    assert caller.read("/me").status_code == 401


def test_a_token_that_was_revoked_or_whose_person_is_disabled_opens_nothing(empty: Site) -> None:
    finance, auditor = program(empty, Role.FINANCE), program(empty, Role.AUDITOR)
    means = Means(empty.clock(), empty.vault)
    with empty.database.write() as session:
        user = person(empty, Role.FINANCE)
        (one,) = tokens.tokens_of(session, user, means.now)
        tokens.revoke(session, user, one.key, means.now)
        users.disable(session, person(empty, Role.AUDITOR), means, "left")
    assert finance.read("/me").status_code == 401
    assert auditor.read("/me").status_code == 401


def test_a_token_never_may_more_than_its_person_now(empty: Site) -> None:
    caller = program(empty, Role.FINANCE)
    with empty.database.write() as session:
        means = Means(empty.clock(), empty.vault)
        users.set_role(session, person(empty, Role.FINANCE), Role.AUDITOR, means)
    assert caller.change("/checks").status_code == 403
    assert caller.read("/findings").status_code == 200
    assert caller.read("/audit/events").status_code == 403  # the token was never for it


def test_what_is_of_other_contracts_is_not_there(site: Site) -> None:
    everything = program(site, Role.FINANCE)
    others = {
        "contract": OTHER,
        "term": str(next(everything.all(f"/contracts/{OTHER}/terms"))["number"]),
        "invoice": str(next(everything.all("/invoices", contract=OTHER))["id"]),
        "finding": next(everything.all("/findings", contract=OTHER))["fingerprint"],
    }
    upload = everything.give("a.pdf", b"%PDF-1.4 one").json()["upload"]
    with site.database.write() as session:
        means = Means(site.clock(), site.vault)
        users.set_contracts(session, person(site, Role.AUDITOR), (OWN,), means)
        users.set_contracts(session, person(site, Role.FINANCE), (OWN,), means)
        admin = person(site, Role.ADMINISTRATOR)
        users.set_contracts(session, admin, (OWN,), means)
    auditor = program(site, Role.AUDITOR)
    caller = everything  # the same token, which sees less now
    for path in (
        "/contracts/{contract}",
        "/contracts/{contract}/terms",
        "/contracts/{contract}/terms-in-force",
        "/contracts/{contract}/timeline",
        "/terms/{term}/history",
        "/invoices/{invoice}",
        "/invoices/{invoice}/match",
        "/findings/{finding}",
        "/findings/{finding}/comments",
        "/tests?contract={contract}",
        "/invoices/{invoice}/candidates",
        "/invoices/{invoice}/lines/1/candidates",
    ):
        answer = caller.get(PREFIX + path.format_map(others))
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_THERE"), path
        assert OTHER not in answer.text.replace(path.format_map(others), "")
    for path, body in (
        ("/terms/{term}/confirm", {}),
        ("/terms/{term}/reject", {}),
        ("/terms/{term}/correct", {"changes": {"days": 1}}),
        ("/findings/{finding}/decisions", {"verb": "accept", "reason": "r", "version": 0}),
        ("/findings/{finding}/comments", {"text": "x"}),
        ("/invoices/{invoice}/match", {"to": OWN, "version": 0}),
        ("/invoices/{invoice}/match/undo", {"version": 0}),
        ("/invoices/{invoice}/match/1/apply", None),
        ("/checks", {"contract": OTHER}),
    ):
        assert caller.change(path.format_map(others), body).status_code == 404, path
    assert program(site, Role.ADMINISTRATOR).read(f"/uploads/{upload}").status_code == 200
    second = token_of(site, person(site, Role.FINANCE))
    assert Program(site, second).read(f"/uploads/{upload}").status_code == 200
    with site.database.read() as session:
        stems = {row.file.rsplit(".", 1)[0] for row in documents(session) if row.kind == "contract"}
    hidden = stems - {OWN, "MSA-2025-011-larchmont"}
    for path in ("/contracts", "/invoices", "/findings", "/report", "/tests"):
        text = caller.read(path, **({} if path in ("/report", "/tests") else {"limit": 200})).text
        assert [stem for stem in hidden if stem in text] == [], path
    events = auditor.read("/audit/events", limit=200)
    assert {one.get("contract") for one in events.json()["items"]} == {OWN}
    assert [one["stem"] for one in caller.all("/contracts")] == [OWN]


@pytest.mark.parametrize("number", [2**31, -(2**31), 10**30])
def test_a_number_that_no_row_can_have_is_not_there(empty: Site, number: int) -> None:
    caller, page = program(empty, Role.FINANCE), browser(empty, Role.FINANCE)
    for path in ("/invoices/{}", "/terms/{}/history", "/uploads/{}", "/checks/{}"):
        answer = caller.read(path.format(number))
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_THERE"), path
    assert caller.change(f"/terms/{number}/confirm", {}).status_code == 404
    assert page.get(f"/invoices/{number}").status_code == 404


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_a_text_that_no_database_keeps_is_refused(site: Site, text: str) -> None:
    caller = program(site, Role.FINANCE)
    body = json.dumps({"text": text})
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    path = f"{PREFIX}/findings/{mark(site, RATE)}/comments"
    answer = caller.post(path, content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "REQUEST_INVALID")
    term = next(caller.all(f"/contracts/{OWN}/terms"))["number"]
    body = json.dumps({"changes": {"item": {"deep": ["fine", text]}}})
    answer = caller.post(f"{PREFIX}/terms/{term}/correct", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "REQUEST_INVALID")


def test_a_token_asks_so_often_a_minute(tmp_path: Path, clock: Clock) -> None:
    from dataclasses import replace  # noqa: PLC0415

    few = Settings(workers=1, ocr="off", api_requests_per_minute=3)
    site = replace(fresh_site(tmp_path, clock), settings=few)
    caller, other = program(site, Role.FINANCE), program(site, Role.AUDITOR)
    assert [caller.read("/me").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = caller.read("/me")
    assert answer.json()["code"] == "TOO_MANY_REQUESTS"
    assert answer.headers["retry-after"] == "20"
    assert other.read("/me").status_code == 200
    clock.pass_(seconds=20)
    assert [caller.read("/me").status_code for _ in range(2)] == [200, 429]


def test_nothing_tells_a_token(
    empty: Site, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caller = program(empty, Role.ADMINISTRATOR)
    secret = caller.token
    assert len(secret) > 40
    with caplog.at_level(logging.DEBUG):
        told = [
            caller.read("/me").text,
            caller.read("/nothing").text,
            caller.read("/findings", sort="none").text,
            caller.change("/checks", key=secret).text,
            caller.post(f"{PREFIX}/uploads", content=b"x").text,
            caller.read("/audit/events", limit=200).text,
            browser(empty, Role.ADMINISTRATOR).get("/people").text,
        ]
    shown = capsys.readouterr()
    told += [caplog.text, shown.out, shown.err, repr(create_app(empty).state.__dict__)]
    assert [text for text in told if secret in text] == []


def test_every_code_of_programs_is_explained() -> None:
    words = Path("docs/errors.md").read_text("utf-8")
    assert [code for code in ErrorCode if f"`{code}`" not in words and code == code.upper()] == []


def test_a_fault_tells_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from contract_ai.web.api.routes import findings  # noqa: PLC0415

    def fails(*_: object) -> None:
        message = "canary of a fault"
        raise RuntimeError(message)

    monkeypatch.setattr(findings, "find_after", fails)
    caller = Program(site, token_of(site, person(site, Role.FINANCE)), hears_faults=False)
    answer = caller.read("/findings")
    assert (answer.status_code, answer.json()["code"]) == (500, "FAULT")
    assert "canary" not in answer.text
    assert mark(site, RATE) not in answer.text
