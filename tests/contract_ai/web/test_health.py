"""Health and figures: what they say, who may read them, and what they never tell."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from sqlalchemy import text

from contract_ai.settings import Settings
from contract_ai.storage.engine import open_engine
from contract_ai.web.app import create_app
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.sites import ADDRESS, Browser, browser, sample_site

HERE, THERE = ("127.0.0.1", 50000), ("192.0.2.1", 50000)
TOKEN = "t" * 32
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = fresh_site(tmp_path)
    yield made
    made.database.close()


def watched(site: Site, **settings: object) -> Site:
    return replace(site, settings=Settings.model_validate(dict(site.settings) | settings))


def caller(site: Site, client: tuple[str, int] = HERE) -> TestClient:
    return TestClient(create_app(site), base_url=ADDRESS, client=client, follow_redirects=False)


def samples(answer: str) -> Samples:
    return {
        (one.name, tuple(sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(answer)
        for one in family.samples
    }


def test_a_server_that_can_work_is_ready(site: Site) -> None:
    with caller(site) as who:
        answer = who.get("/healthz")
        assert (answer.status_code, answer.json()) == (
            200,
            {"database": "ok", "tables": "ok", "worker": "ok"},
        )


def test_without_its_worker_it_is_not_ready_but_alive(site: Site) -> None:
    with caller(site) as who:
        app = who.app
        app.state.worker.stop()  # type: ignore[attr-defined]  # an application of ours
        answer = who.get("/healthz")
        assert (answer.status_code, answer.json()["worker"]) == (503, "failing")
        assert who.get("/healthz/live").text == "ok"


def test_with_tables_of_another_version_it_is_not_ready(site: Site) -> None:
    with site.database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = caller(site).get("/healthz")
    assert (answer.status_code, answer.json()["tables"]) == (503, "failing")


def test_without_its_database_it_is_not_ready_and_says_no_more(site: Site) -> None:
    gone = open_engine("postgresql+psycopg://nobody@127.0.0.1:1/nowhere")
    who = caller(replace(site, database=gone))
    answer = who.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"database": "failing"})
    assert who.get("/healthz/live").status_code == 200


@pytest.mark.parametrize(
    ("settings", "client", "headers", "status"),
    [
        ({}, HERE, {}, 404),
        ({"metrics": "loopback"}, HERE, {}, 200),
        ({"metrics": "loopback"}, ("::1", 50000), {}, 200),
        ({"metrics": "loopback"}, ("testclient", 50000), {}, 404),
        ({"metrics": "loopback"}, THERE, {}, 404),
        ({"metrics": "loopback"}, HERE, {"X-Forwarded-For": "192.0.2.1"}, 404),
        ({"metrics": "loopback"}, HERE, {"Via": "1.1 proxy"}, 404),
        ({"metrics_token": SecretStr(TOKEN)}, THERE, {"Authorization": f"Bearer {TOKEN}"}, 200),
        ({"metrics_token": SecretStr(TOKEN)}, HERE, {}, 401),
        ({"metrics_token": SecretStr(TOKEN)}, HERE, {"Authorization": f"Bearer {TOKEN}x"}, 401),
        ({"metrics_token": SecretStr(TOKEN)}, HERE, {"Authorization": TOKEN}, 401),
    ],
)
def test_figures_are_for_whom_the_settings_name(
    site: Site,
    settings: dict[str, object],
    client: tuple[str, int],
    headers: dict[str, str],
    status: int,
) -> None:
    who = caller(watched(site, **settings), client)
    assert who.get("/metrics", headers=headers).status_code == status


def test_no_role_reads_figures_by_being_signed_in(site: Site) -> None:
    assert browser(site, Role.ADMINISTRATOR).get("/metrics").status_code == 404


def test_a_token_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32"):
        Settings(metrics_token=SecretStr("short"))


def test_requests_are_counted_by_their_route(site: Site) -> None:
    who = caller(watched(site, metrics="loopback"))
    for address in ("/sign-in", "/sign-in", "/welcome/a-secret-of-somebody", "/nowhere/at-all"):
        who.get(address)
    who.request("INVENTED", "/sign-in")
    answer = who.get("/metrics").text
    got = samples(answer)

    def count(method: str, route: str, status: str) -> float:
        labels = (("method", method), ("route", route), ("status", status))
        return got["contract_ai_requests_total", labels]

    assert count("GET", "/sign-in", "200") == 2
    assert count("GET", "none", "404") == 1
    timed = (("method", "GET"), ("route", "/sign-in"))
    assert got["contract_ai_request_duration_seconds_count", timed] == 2
    assert "a-secret-of-somebody" not in answer
    assert "INVENTED" not in answer


def test_errors_are_counted_by_code(site: Site) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    app = create_app(replace(watched(site, metrics="loopback"), today=broken))  # type: ignore[arg-type]  # it never returns
    who = TestClient(app, base_url=ADDRESS, client=HERE, raise_server_exceptions=False)
    who.get("/api/v1/contracts")
    who.get("/sign-in")
    got = samples(who.get("/metrics").text)
    told = {
        dict(labels)["code"]: value
        for (name, labels), value in got.items()
        if name == "contract_ai_errors_total"
    }
    assert told.pop("INTERNAL") == 1
    assert list(told.values()) == [1]
    failed = (("method", "GET"), ("route", "/sign-in"), ("status", "500"))
    assert got["contract_ai_requests_total", failed] == 1


def test_the_figures_of_the_books_are_those_of_the_database(tmp_path: Path) -> None:
    site = watched(sample_site(tmp_path), metrics="loopback")
    answer = caller(site).get("/metrics")
    got = samples(answer.text)
    with site.database.read() as session:
        findings = session.execute(text("SELECT count(*) FROM finding")).scalar_one()
        events = session.execute(text("SELECT max(seq) FROM audit_event")).scalar_one()
        names = session.execute(text("SELECT file FROM document")).scalars().all()
        parties = session.execute(text("SELECT DISTINCT supplier FROM finding")).scalars().all()
    counted = sum(value for (name, _), value in got.items() if name == "contract_ai_findings")
    assert (counted, got["contract_ai_audit_events", ()]) == (findings, events)
    assert got["contract_ai_check_crashes", ()] == 0
    assert got["process_open_fds", ()] > 0
    secrets = [*names, *(Path(name).stem for name in names), *filter(None, parties)]
    assert secrets
    assert [one for one in secrets if one in answer.text] == []
    site.database.close()


def test_a_program_of_people_is_not_counted_under_its_address(site: Site) -> None:
    who = Browser(watched(site, metrics="loopback"))
    who.get("/contracts/acme-secret-deal")
    counted = who.app.state.traffic.text().decode()  # type: ignore[attr-defined]  # an application of ours
    assert 'route="/contracts/{stem}"' in counted
    assert "acme" not in counted
