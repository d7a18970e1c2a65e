"""The page of connections: how reading went in words, reading now, disconnecting; no secret on it."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlmodel import select, update

from contract_ai.connectors import opening
from contract_ai.connectors.connections import Connection, Secrets, connections, save_connection
from contract_ai.storage.ledgers import counts
from contract_ai.web.background import Background, WorkState
from contract_ai.web.site import Site
from models.accounts import Role
from models.ledgers import RecordKind, Service
from models.tables.audit import AuditEventRow
from models.tables.ledgers import ServiceConnectionRow
from tests.contract_ai.web.sites import NOW, Browser, browser, sample_site
from tests.fakes.service import Time, status
from tests.fakes.stripe import KEY, FakeStripe

NOTICES = "whsec_of_the_test"


@pytest.fixture
def stripe(monkeypatch: pytest.MonkeyPatch) -> FakeStripe:
    time = Time()
    time.go(seconds=(NOW - time.at).total_seconds())
    fake = FakeStripe(time)
    fake.add(12)
    monkeypatch.setattr(opening, "outside", lambda: (time.clock(), fake.transport()))
    return fake


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = sample_site(tmp_path)
    secrets = Secrets(way="key", key=SecretStr(KEY), notices=SecretStr(NOTICES))
    with made.database.write() as session:
        known = Connection(Service.STRIPE, "Tidewater", secrets, {})
        save_connection(session, made.vault, known, made.clock())
    return made


def _read(who: Browser) -> WorkState:
    assert who.submit("/connections/stripe/sync").status_code == 303
    found: Background = who.app.state.background  # type: ignore[attr-defined]
    return found.wait("sync stripe", 60)


@pytest.mark.usefixtures("stripe")
def test_a_system_is_read_from_the_page(site: Site) -> None:
    who = browser(site, Role.ADMINISTRATOR)
    before = who.get("/connections").text
    assert "Nothing was read yet." in before
    assert "contract-ai connect xero" in before
    assert _read(who).trouble == ""
    with site.database.read() as session:
        assert counts(session, Service.STRIPE)[RecordKind.INVOICE] == 12
        actors = session.exec(
            select(AuditEventRow.actor).where(AuditEventRow.action == "service.synced")
        ).all()
    assert actors == ["admin"]
    text = who.get("/connections").text
    for words in ("records new", "2026-06-30 09:00", "not told", "Tidewater"):
        assert words in text
    for secret in (KEY, NOTICES):
        assert secret not in text


def test_what_went_wrong_is_said_in_words(site: Site, stripe: FakeStripe) -> None:
    stripe.faults += [status(401)] * 8
    who = browser(site, Role.ADMINISTRATOR)
    assert "does not let us read (status 401)" in _read(who).trouble
    text = who.get("/connections").text
    assert "Not read" in text
    assert "SERVICE_REFUSED" in text
    assert KEY not in text


def test_what_others_wrote_is_shown_as_text(site: Site) -> None:
    said = "<script>canary()</script>"
    with site.database.write() as session:
        change = update(ServiceConnectionRow).values(account=said, problem=said)
        session.execute(change.values(hint_at=site.clock() - timedelta(hours=1)))
    text = browser(site, Role.ADMINISTRATOR).get("/connections").text
    assert text.count("&lt;script&gt;canary()") == 2
    assert "<script>canary" not in text
    assert "2026-06-30 08:00" in text


@pytest.mark.usefixtures("stripe")
def test_a_system_is_disconnected_and_its_records_stay(site: Site) -> None:
    who = browser(site, Role.ADMINISTRATOR)
    _read(who)
    assert who.submit("/connections/stripe/disconnect").status_code == 303
    with site.database.read() as session:
        assert connections(session) == []
        assert counts(session, Service.STRIPE)[RecordKind.INVOICE] == 12
    assert "Nothing is connected" in who.get("/connections").text
    for address in ("stripe/sync", "stripe/disconnect", "sage/sync"):
        assert who.submit(f"/connections/{address}").status_code == 404


def test_only_administrators_come_here(site: Site) -> None:
    for role in (Role.FINANCE, Role.AUDITOR):
        who = browser(site, role)
        assert who.get("/connections").status_code == 403
        assert who.submit("/connections/stripe/sync").status_code == 403
