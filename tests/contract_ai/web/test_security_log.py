"""What is written down of people who come, are refused, or change accounts; and what never is."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from contract_ai.accounts import changing_passwords, invitations
from contract_ai.accounts.means import Means
from contract_ai.logs import logging_to
from contract_ai.web.app import create_app
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.sites import ADDRESS, Browser, browser, person

PASSWORD = "quiet orbit lantern mango"
CANARY = "hunter2\n{}canary-word"
Line = dict[str, object]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return fresh_site(tmp_path)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    with logging_to(file=tmp_path / "log.jsonl"):
        yield tmp_path / "log.jsonl"


def lines(log: Path) -> list[Line]:
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def sign_in(site: Site, name: str, password: str) -> None:
    who = Browser(site)
    form = {"csrf": who.csrf("/sign-in"), "name": name, "password": password}
    who.post("/sign-in", data=form)


def test_signing_in_is_told_whether_it_works_or_not(site: Site, log: Path) -> None:
    with site.database.write() as session:
        means = Means(site.clock(), site.vault)
        token = invitations.offer_reset(session, person(site, Role.FINANCE), means)
        changing_passwords.reset_password(session, token, PASSWORD, means)
    sign_in(site, "finance", PASSWORD)
    sign_in(site, "finance", CANARY)
    sign_in(site, CANARY, CANARY)
    told = [
        (line["level"], line["action"], line.get("object"))
        for line in lines(log)
        if str(line.get("action")).startswith(("session.", "sign_in."))
    ]
    assert told == [
        ("info", "session.opened", "user finance"),
        ("warning", "sign_in.failed", "user finance"),
        ("warning", "sign_in.failed", None),
    ]
    for line in [one for one in lines(log) if one["event"] == "security"][-3:]:
        assert (line["address"], line["route"]) == ("testclient", "POST /sign-in")


def test_what_is_refused_is_told_with_who_where_and_when(site: Site, log: Path) -> None:
    auditor = browser(site, Role.AUDITOR)
    auditor.get("/people")
    auditor.get("/contracts/nobody-knows")
    auditor.post("/account/sessions/others")
    found = [line for line in lines(log) if line["event"] == "refused"]
    assert [(line["status"], line["route"], line["user"]) for line in found] == [
        (403, "GET /people", "auditor"),
        (404, "GET /contracts/{stem}", "auditor"),
        (403, "POST /account/sessions/others", "auditor"),
    ]
    assert all(str(line["timestamp"]).endswith("Z") for line in found)
    assert all(line["level"] == "warning" for line in found)


def test_a_change_of_an_account_is_told_with_the_hash_of_its_event(site: Site, log: Path) -> None:
    admin = browser(site, Role.ADMINISTRATOR)
    number = person(site, Role.FINANCE).id
    admin.submit(f"/people/{number}/disable", reason=CANARY)
    (line,) = (line for line in lines(log) if line.get("action") == "user.disabled")
    assert (line["actor"], line["object"]) == ("admin", "user finance")
    assert len(str(line["hash"])) == 64


def test_no_secret_and_no_line_of_a_stranger_gets_in(site: Site, log: Path) -> None:
    admin = browser(site, Role.ADMINISTRATOR)
    page = admin.submit("/people/invite", name="nora", role="auditor").text
    link = page.partition("/welcome/")[2].partition('"')[0].partition("<")[0].strip()
    assert len(link) > 30
    stranger = Browser(site)
    stranger.get(f"/welcome/{link}")
    stranger.get(f"/welcome/{link}x")
    stranger.get("/nowhere/" + CANARY.replace("\n", "%0a"), headers={"User-Agent": CANARY[:7]})
    sign_in(site, CANARY, CANARY)
    text = log.read_text("utf-8")
    assert all(isinstance(line, dict) for line in lines(log))
    for secret in (link, "canary-word", "hunter2", *admin.cookies.values()):
        assert secret not in text


def test_a_log_file_is_for_its_owner_alone(log: Path) -> None:
    assert log.stat().st_mode & 0o077 == 0


def test_a_fault_is_told_with_its_place_and_the_person_gets_a_sentence(
    site: Site, log: Path
) -> None:
    def broken() -> None:
        raise ZeroDivisionError(CANARY)

    app = create_app(replace(site, today=broken))  # type: ignore[arg-type]  # it never returns
    who = TestClient(app, base_url=ADDRESS, raise_server_exceptions=False)
    try:
        answer = who.get("/sign-in")
    except ZeroDivisionError:  # the page of the fault needs the day as well
        answer = None
    assert answer is None or "canary" not in answer.text
    (line,) = (line for line in lines(log) if line["event"] == "fault")
    assert (line["level"], line["kind"]) == ("error", "ZeroDivisionError")
    assert "test_security_log.py" in str(line["where"])
    assert "canary" not in log.read_text("utf-8")


def test_every_line_of_a_request_has_its_number_and_so_has_its_answer(
    site: Site, log: Path
) -> None:
    auditor = browser(site, Role.AUDITOR)
    given = {"X-Request-ID": CANARY[:7]}
    first, second = auditor.get("/people", headers=given), auditor.get("/nowhere")
    numbers = [one.headers["x-request-id"] for one in (first, second)]
    assert len(set(numbers)) == 2
    by_number = [[one["event"] for one in lines(log) if one["request"] == n] for n in numbers]
    assert by_number == [["refused", "request"], ["refused", "request"]]
    (end,) = (
        one for one in lines(log) if (one["request"], one["event"]) == (numbers[0], "request")
    )
    assert (end["status"], end["route"], end["user"]) == (403, "GET /people", "auditor")
    assert isinstance(end["seconds"], float)
    (lost,) = (
        one for one in lines(log) if (one["request"], one["event"]) == (numbers[1], "request")
    )
    assert "user" not in lost  # nothing of the request before it
    assert CANARY[:7] not in log.read_text("utf-8")


def test_those_who_watch_fill_no_log(site: Site, log: Path) -> None:
    who = Browser(site)
    for address in ("/health", "/healthz", "/healthz/live"):
        assert who.get(address).status_code == 200
    assert lines(log) == []
