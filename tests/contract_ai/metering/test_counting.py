"""What events come to: the same in any order, however often and by whom they are sent."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func
from sqlmodel import select

from contract_ai.fact_tables import FactTable
from contract_ai.metering.publishing import publish_changes
from contract_ai.metering.ruling import rule
from contract_ai.metering.taking import take
from contract_ai.storage.documents import FACTS, NewDocument, documents, put_document
from contract_ai.storage.engine import Database
from contract_ai.storage.facts import load_facts, said_before, save_facts
from contract_ai.storage.upgrade import open_database
from contract_ai.storage.usage import Origin, Result, differences
from contract_ai.storage.usage_rules import Said
from models.evidence import Evidence
from models.facts import Usage
from models.tables.audit import AuditEventRow
from models.tables.usage import UsageBatchRow, UsageEventRow
from models.usage import Aggregation, MeterRule, Per, UsageEvent
from tests.contract_ai.metering.events import NOW, amounts, event
from tests.contract_ai.storage.conftest import place_of

_NUMBERS = count(2)
APP = Origin("app", "call")
ZONES = ("UTC", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu")


@pytest.fixture(scope="module")
def books() -> Iterator[Database]:
    opened = open_database("sqlite://")
    yield opened
    opened.close()


def send(database: Database, *events: UsageEvent, origin: Origin = APP) -> list[Result]:
    with database.write() as session:
        return list(take(session, origin, events, NOW).results)


def usage(database: Database) -> list[Usage]:
    with database.read() as session:
        return list(load_facts(session).usage or ())


def months(database: Database, contract: str = "A-1") -> dict[tuple[int, int], Decimal]:
    return {
        (row.period_start.year, row.period_start.month): row.quantity
        for row in usage(database)
        if row.contract == contract
    }


def test_an_event_is_stored_once_and_told_to_the_checks(database: Database) -> None:
    one, two = event("e1", quantity="1.5"), event("e2", quantity="2", at="2026-03-31T23:59:59Z")
    assert send(database, one, two, one) == [Result.STORED, Result.STORED, Result.KNOWN]
    assert send(database, two, one) == [Result.KNOWN, Result.KNOWN]
    (row,) = usage(database)
    assert (row.contract, row.meter, row.quantity) == ("A-1", "API calls", Decimal("3.5"))
    assert (f"{row.period_start}", f"{row.period_end}") == ("2026-03-01", "2026-03-31")
    assert row.evidence.file == "usage events of A-1"
    for words in (
        "the sum of 2 events",
        "neither the contract nor a person",
        "ids e1 to e2 of app",
    ):
        assert words in row.evidence.quote


def test_the_same_id_with_other_content_is_refused_and_kept(database: Database) -> None:
    send(database, event("e1", quantity="1"))
    other = event("e1", quantity="2")
    assert send(database, other, event("e2"), other) == [
        Result.REFUSED,
        Result.STORED,
        Result.REFUSED,
    ]
    send(database, other)
    with database.read() as session:
        (kept,) = differences(session)
        batch = session.exec(select(UsageBatchRow).where(UsageBatchRow.id == 2)).one()
    assert (kept.stored.quantity, kept.sent.quantity) == (Decimal(1), Decimal(2))
    assert (batch.stored, batch.known, batch.refused) == (1, 0, 2)
    assert months(database) == {(2026, 3): Decimal(2)}


def test_two_sources_have_ids_of_their_own(database: Database) -> None:
    send(database, event("e1", quantity="1"))
    assert send(database, event("e1", quantity="2"), origin=Origin("other", "call")) == [
        Result.STORED
    ]
    (row,) = usage(database)
    assert row.quantity == Decimal(3)
    assert "of app, other" in row.evidence.quote


def test_a_batch_leaves_one_event_with_the_hash_of_its_content(database: Database) -> None:
    send(database, event("e1"), event("e2"))
    send(database, event("e1"), event("e2"))
    with database.read() as session:
        told = session.exec(select(AuditEventRow.action)).all()
        first, again = session.exec(select(UsageBatchRow.sha256)).all()
    assert told[1:] == ["usage.added", "document.added", "usage.added"]
    assert first == again != ""


def test_a_late_event_changes_its_month_and_no_other(database: Database) -> None:
    send(database, event("e1", at="2026-02-10"), event("e2", at="2026-03-10"))
    send(database, event("e3", at="2026-02-11", quantity="5"))
    assert months(database) == {(2026, 2): Decimal(6), (2026, 3): Decimal(1)}
    send(database, event("e4", at="2026-02-12", quantity="-6"))
    assert months(database)[2026, 2] == Decimal(0)


@pytest.mark.parametrize(
    ("zone", "march", "april"),
    [
        ("UTC", "2026-03-01T00:00Z", "2026-04-01T00:00Z"),
        ("America/New_York", "2026-03-01T00:00-05:00", "2026-04-01T00:00-04:00"),
        ("Pacific/Kiritimati", "2026-03-01T00:00+14:00", "2026-04-01T00:00+14:00"),
        ("Asia/Kathmandu", "2026-03-01T00:00+05:45", "2026-04-01T00:00+05:45"),
    ],
)
def test_months_are_half_open_in_the_zone_of_the_rule(
    books: Database, zone: str, march: str, april: str
) -> None:
    contract, instant = f"A-{next(_NUMBERS)}", timedelta(microseconds=1)
    with books.write() as session:
        rule(session, Said("api calls", Aggregation.SUM, zone=zone, contract=contract), NOW)
    starts = [datetime.fromisoformat(march), datetime.fromisoformat(april)]
    moments = [at - apart for at in starts for apart in (instant, timedelta(0))]
    for number, at in enumerate(moments):
        one = event(f"{contract}-{number}", contract=contract, at=at.isoformat())
        assert send(books, one) == [Result.STORED]
    found = {month: quantity for (_, month), quantity in months(books, contract).items()}
    assert found == {2: Decimal(1), 3: Decimal(2), 4: Decimal(1)}


SOME = st.lists(
    st.builds(
        lambda day, hour, quantity, subject: (day, hour, quantity, subject),
        st.integers(0, 70),
        st.integers(0, 23),
        st.decimals(-1000, 1000, places=6),
        st.sampled_from("abc"),
    ),
    min_size=1,
    max_size=20,
)


@settings(max_examples=25)
@given(SOME, st.builds(MeterRule, per=st.sampled_from(Per), zone=st.sampled_from(ZONES)), st.data())
@pytest.mark.parametrize("how", Aggregation)
def test_any_order_and_any_repetition_give_what_the_plain_way_gives(
    books: Database,
    how: Aggregation,
    some: list[tuple[int, int, Decimal, str]],
    plain: MeterRule,
    data: st.DataObject,
) -> None:
    wanted = replace(plain, aggregation=how)
    contract = f"A-{next(_NUMBERS)}"
    events = [
        event(
            f"{contract}-{number}",
            contract=contract,
            at=f"2026-{1 + day // 28:02}-{1 + day % 28:02}T{hour:02}:00:00Z",
            quantity=f"{quantity}",
            subject=subject,
        )
        for number, (day, hour, quantity, subject) in enumerate(some)
    ]
    sent = data.draw(st.permutations(events + events[::2]))
    cut = data.draw(st.integers(0, len(sent)))
    with books.write() as session:
        rule(session, Said("API calls", how, wanted.per, wanted.zone, contract), NOW)
    for batch in (sent[:cut], sent[cut:]):
        send(books, *batch)
    assert months(books, contract) == amounts(events, wanted)


def test_each_way_of_counting_on_every_database(database: Database) -> None:
    events = [
        event(f"e{n}", at=f"2026-03-{1 + n % 7:02}T{n % 5:02}:00Z", quantity=q, subject=f"s{n % 3}")
        for n, q in enumerate(["0.000001", "-2.5", "7", "999999999999", "3", "7", "-0.000001"] * 3)
    ]
    send(database, *events)
    for how, per in product(Aggregation, Per):
        with database.write() as session:
            rule(session, Said("API calls", how, per), NOW)
        assert months(database) == amounts(events, MeterRule(how, per)), (how, per)


def test_the_highest_of_two_units_and_nameless_subjects_give_no_row(database: Database) -> None:
    send(database, event("e1", unit="GB"), event("e2", unit="MB"), event("e3", meter="users"))
    with database.write() as session:
        rule(session, Said("API calls", Aggregation.MAX), NOW)
        rule(session, Said("users", Aggregation.UNIQUE), NOW)
    assert usage(database) == []
    with database.read() as session:
        (table,) = documents(session, FACTS)
    assert table.detail["refused"] == [
        "API calls (GB), 2026-03: they have several units (GB, MB); send one",
        "API calls (MB), 2026-03: they have several units (GB, MB); send one",
        "users, 2026-03: 1 of them name no subject, so the different ones are not known",
    ]


def test_what_a_file_says_already_counts_once(database: Database) -> None:
    send(database, event("e1", quantity="7"), event("e2", at="2026-04-02", quantity="9"))
    march = Usage(
        contract="a 1",
        meter="API call",
        quantity=Decimal(8),
        period_start=NOW.date().replace(month=3, day=1),
        period_end=NOW.date().replace(month=3, day=31),
        evidence=Evidence(quote="March: 8", file="usage.csv", anchor="row 2"),
    )
    with database.write() as session:
        file = NewDocument("aa", FACTS, "usage.csv", "/in/usage.csv", "v1", {"kind": "usage"})
        save_facts(session, put_document(session, file, NOW), FactTable("usage", (march,)))
    assert len(usage(database)) == 3
    publish_changes(database, NOW)
    assert sorted(row.quantity for row in usage(database)) == [Decimal(8), Decimal(9)]
    with database.read() as session:
        (ours,) = (one for one in documents(session, FACTS) if one.sha256 != "aa")
        assert ours.detail["refused"] == [
            "API calls, 2026-03: usage.csv, row 2, gives these days already, and counts"
        ]
        assert said_before(session) == {}


def test_refreshing_what_did_not_change_writes_nothing(database: Database) -> None:
    send(database, event("e1"))
    with database.read() as session:
        before = session.exec(select(func.count()).select_from(AuditEventRow)).one()
    publish_changes(database, NOW)
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(AuditEventRow)).one() == before


@pytest.mark.parametrize("kind", ["file", "postgresql"])
def test_sixteen_writers_of_the_same_events_store_each_once(kind: str, tmp_path: Path) -> None:
    place = place_of(kind, tmp_path)
    opened = open_database(place)
    events = [event(f"e{n}", quantity="2") for n in range(40)]

    def write(number: int) -> int:
        mine = events[number:] + events[:number]
        return send(opened, *mine).count(Result.STORED)

    with ThreadPoolExecutor(16) as writers:
        stored = list(writers.map(write, range(16)))
    assert sum(stored) == len(events)
    assert months(opened) == {(2026, 3): Decimal(80)}
    with opened.read() as session:
        assert session.exec(select(func.count()).select_from(UsageEventRow)).one() == len(events)
    opened.close()
