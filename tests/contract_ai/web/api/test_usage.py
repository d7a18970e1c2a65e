"""Usage as a program: sent, kept once, refused one by one; read by month and only what is seen."""

import pytest
from sqlmodel import func, select

from contract_ai.accounts import users
from contract_ai.accounts.means import Means
from contract_ai.web.api.once import REPLAYED
from contract_ai.web.site import Site
from models.accounts import Role, Scope
from models.tables.usage import UsageEventRow
from tests.contract_ai.web.api.programs import Program, program
from tests.contract_ai.web.sites import person

OWN, OTHER = "SOW-2025-014-larchmont", "FPA-2025-021-ostrava"


def event(event_id: str, **given: str) -> dict[str, str]:
    usual = {"meter": "pages", "contract": OWN, "at": "2026-03-05T12:00:00Z", "quantity": "2.50"}
    return usual | {"id": event_id} | given


def sent(caller: Program, *events: dict[str, str], key: str | None = None) -> dict[str, object]:
    answer = caller.change("/usage-events", {"source": "app", "events": list(events)}, key)
    assert answer.status_code == 200, answer.text
    form: dict[str, object] = answer.json()
    return form


def results(form: dict[str, object]) -> list[tuple[object, object]]:
    found = form["results"]
    assert isinstance(found, list)
    return [(one["result"], one.get("code")) for one in found]


def test_events_are_kept_once_and_counted_by_month(finance: Program, auditor: Program) -> None:
    late = event("e3", at="2026-04-01T00:00:00Z")
    first = sent(finance, event("e1"), event("e2"), event("e1"), late)
    assert results(first) == [("stored", None), ("stored", None), ("known", None), ("stored", None)]
    assert (first["stored"], first["known"], first["refused"]) == (3, 1, 0)
    assert results(sent(finance, event("e2"))) == [("known", None)]
    (row,) = (one for one in auditor.all("/usage", period="2026-03") if one["meter"] == "pages")
    assert (row["contract"], row["zone"], row["aggregation"]) == (OWN, "UTC", "sum")
    assert (row["period_start"], row["period_end"], row["basis"]) == (
        "2026-03-01",
        "2026-03-31",
        "default",
    )
    assert row["amounts"] == [{"quantity": "5", "events": 2, "first_id": "e1", "last_id": "e2"}]
    assert list(auditor.all("/usage", period="2026-03", contract=OTHER)) == []


def test_each_refusal_says_why_and_the_others_are_stored(finance: Program) -> None:
    sent(finance, event("e1"))
    form = sent(finance, event("e1", quantity="9"), event("e2", at="soon"), event("e3"))
    assert results(form) == [
        ("refused", "USAGE_EVENT_DIFFERS"),
        ("refused", "USAGE_EVENT_INVALID"),
        ("stored", None),
    ]
    found = form["results"]
    assert isinstance(found, list)
    assert (found[0]["stored"]["quantity"], found[0]["sent"]["quantity"]) == ("2.5", "9")
    assert found[0]["stored"]["at"] == "2026-03-05T12:00:00Z"
    assert 'The moment "soon" cannot be read' in found[1]["detail"]


def test_a_key_sends_once(finance: Program, site: Site) -> None:
    body = {"source": "app", "events": [event("e1"), event("e2")]}
    first, again = (finance.change("/usage-events", body, "k") for _ in range(2))
    assert first.json() == again.json()
    assert again.headers[REPLAYED] == "true"
    with site.database.read() as session:
        assert session.exec(select(func.count()).select_from(UsageEventRow)).one() == 2


def test_what_this_person_does_not_see_is_not_there(site: Site, finance: Program) -> None:
    sent(finance, event("e1"), event("e2", contract=OTHER), event("e3", contract="unknown"))
    assert len(list(finance.all("/usage", period="2026-03"))) == 3
    with site.database.write() as session:
        means = Means(site.clock(), site.vault)
        users.set_contracts(session, person(site, Role.FINANCE), (OWN,), means)
    assert [one["contract"] for one in finance.all("/usage", period="2026-03")] == [OWN]
    form = sent(
        finance,
        event("e4", contract=OTHER),
        event("e5", contract="unknown"),
        event("e6"),
        event("e2", quantity="9"),
    )
    assert results(form) == [
        ("refused", "NOT_THERE"),
        ("refused", "NOT_THERE"),
        ("stored", None),
        ("refused", "USAGE_EVENT_DIFFERS"),
    ]
    found = form["results"]
    assert isinstance(found, list)
    assert "stored" not in found[3]


def test_meters_come_in_pages(finance: Program) -> None:
    sent(finance, *(event(f"e{n}", meter=f"meter {n}") for n in range(5)))
    found = [one["meter"] for one in finance.all("/usage", period="2026-03", limit=2)]
    assert found == [f"meter {n}" for n in range(5)]


@pytest.mark.parametrize(
    "body",
    [
        {"source": "app", "events": []},
        {"source": " ", "events": [event("e1")]},
        {"events": [event("e1")]},
        {"source": "app", "events": [event("e1") | {"quantity": 1}]},
        {"source": "app", "events": [event("e1", extra="x")]},
        {"source": "app", "events": [event(f"e{n}") for n in range(2001)]},
    ],
)
def test_a_batch_that_cannot_be_read_is_refused_whole(finance: Program, body: object) -> None:
    answer = finance.change("/usage-events", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "REQUEST_INVALID")


@pytest.mark.parametrize("period", ["2026", "2026-13", "1999-01", "9999-12"])
def test_a_month_is_asked_for_as_one(finance: Program, period: str) -> None:
    assert finance.read("/usage", period=period).status_code == 400


def test_a_token_needs_the_scope(site: Site, auditor: Program) -> None:
    reader = program(site, Role.FINANCE, [Scope.USAGE_READ])
    for caller in (reader, auditor):
        answer = caller.change("/usage-events", {"source": "app", "events": [event("e1")]})
        assert (answer.status_code, answer.json()["code"]) == (403, "SCOPE_MISSING")
    assert reader.read("/usage", period="2026-03").status_code == 200
