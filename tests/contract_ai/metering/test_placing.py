"""Where events belong, also when contracts come later, and what is left of an erased contract's."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlmodel import select

from contract_ai.intake.erasure import erase
from contract_ai.metering.publishing import publish_changes
from contract_ai.metering.ruling import rule
from contract_ai.storage.contracts import save_contract
from contract_ai.storage.documents import CONTRACT, NewDocument, put_document
from contract_ai.storage.engine import Database
from contract_ai.storage.facts import load_facts
from contract_ai.storage.usage import Result, differences
from contract_ai.storage.usage_rules import Said
from models.contracts import Contract
from models.facts import Usage
from models.tables.documents import DocumentRow
from models.tables.usage import UsageDifferenceRow, UsageEventRow, UsageRuleRow, UsageStreamRow
from models.usage import Aggregation
from tests.contract_ai.metering.events import NOW, event
from tests.contract_ai.metering.test_counting import send


def put(database: Database, stem: str, number: str, *items: str, quote: str = "") -> None:
    """Put a contract of the customer Acme on file that prices some items."""
    terms = [
        {"kind": "rate", "item": item, "amount": "1", "evidence": {"quote": quote}}
        for item in items
    ]
    head = {"number": number, "parties": [{"name": "Acme GmbH", "role": "customer"}]}
    contract = Contract.model_validate(
        {"document": {"file": f"{stem}.pdf"}, "contract": head, "terms": terms}
    )
    with database.write() as session:
        new = NewDocument(f"sha of {stem}", CONTRACT, f"{stem}.pdf", f"/in/{stem}.pdf", "v1")
        save_contract(session, put_document(session, new, NOW), contract, NOW)


def usage(database: Database) -> list[Usage]:
    with database.read() as session:
        return list(load_facts(session).usage or ())


def homes(database: Database) -> list[tuple[str | None, Decimal]]:
    return [(row.contract, row.quantity) for row in usage(database)]


def test_events_wait_for_their_contract_and_its_words(database: Database) -> None:
    events = [event("e1", contract="A-1"), event("e2", contract="a 1"), event("e3", contract="msa")]
    send(database, *(replace(one, subject="u") for one in events))
    assert homes(database) == [("A-1", Decimal(2)), ("msa", Decimal(1))]
    put(database, "msa", "A-1", "API calls", quote="by unique users")
    publish_changes(database, NOW)
    (row,) = usage(database)
    assert (row.contract, row.quantity) == ("msa", Decimal(1))
    assert 'the different subjects of 3 events: msa says "unique users"' in row.evidence.quote


def test_two_contracts_of_one_number_are_not_chosen_between(database: Database) -> None:
    put(database, "one", "A-1", "API calls")
    put(database, "two", "A-1", "API calls")
    send(database, event("e1", contract="A-1"))
    assert homes(database) == [("A-1", Decimal(1))]


def test_a_customer_stands_for_the_contract_that_prices_the_meter(database: Database) -> None:
    put(database, "one", "A-1", "API calls")
    put(database, "two", "A-2", "storage")
    acme = {"contract": "", "customer": "ACME GmbH"}
    send(database, event("e1", **acme), event("e2", meter="storage", **acme))
    send(database, event("e3", meter="seats", **acme), event("e4", contract="", customer="Roe"))
    assert homes(database) == [("one", Decimal(1)), ("two", Decimal(1))]
    put(database, "three", "A-3", "seats")
    publish_changes(database, NOW)
    assert homes(database) == [("one", Decimal(1)), ("three", Decimal(1)), ("two", Decimal(1))]


@pytest.mark.parametrize("given", [{"contract": "A-1"}, {"contract": "", "customer": "Acme GmbH"}])
def test_erasing_a_contract_takes_its_usage_along(
    database: Database, given: dict[str, str]
) -> None:
    put(database, "msa", "A-1", "API calls")
    mine = event("e1", subject="Jane Roe", unit="calls", **given)
    others = event("e9", contract="other", subject="Jim")
    send(database, mine, others, replace(mine, subject="Jack Roe"))
    with database.write() as session:
        rule(session, Said("API calls", Aggregation.MAX, contract="msa"), NOW)
        rule(session, Said("API calls", Aggregation.MAX), NOW)
    erase(database, None, _NoReader(), "msa", reason="over", now=NOW)  # type: ignore[arg-type]  # it opens nothing
    with database.read() as session:
        rows = {row.event_id: row for row in session.exec(select(UsageEventRow))}
        streams = [str(one.model_dump()) for one in session.exec(select(UsageStreamRow))]
        kept = [row.body for row in session.exec(select(UsageDifferenceRow))]
        rules = [row.contract for row in session.exec(select(UsageRuleRow))]
        tables = [row.file for row in session.exec(select(DocumentRow)) if "usage" in row.path]
        assert differences(session) == []
    assert (rows["e1"].subject, rows["e1"].quantity, rows["e1"].unit) == ("", Decimal(0), "")
    assert rows["e9"].subject == "Jim"
    assert not any(word in one for one in streams for word in ("A-1", "Acme"))
    assert (kept, rules) == ([{}], [""])
    assert sorted(tables) == ["erased-2", "usage events of other"]
    assert homes(database) == [("other", Decimal(1))]
    assert send(database, mine) == [Result.KNOWN]
    publish_changes(database, NOW)
    assert homes(database) == [("other", Decimal(1))]


class _NoReader:
    """A reader of contracts without scanned pages."""

    def picture_keys(self, _source: object) -> tuple[str, ...]:
        return ()
