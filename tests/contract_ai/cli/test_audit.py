"""The audit trail as a user meets it."""

import csv
import io
import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from contract_ai.audit.trail import record
from contract_ai.storage.upgrade import open_database
from models.accounts import Actor
from tests.contract_ai.cli.invoke import Program
from tests.on_postgresql import stands_in

BOOKS = ("--database", "books.db")
KEPT = ("--key", "audit.pem", "--anchors", "anchors.jsonl")
CHECKED = ("--anchors", "anchors.jsonl", "--public-key", "audit.pem.pub")


@pytest.fixture
def books(program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A database in which one person did three things, and a key."""
    monkeypatch.setenv("CONTRACT_AI_USER", "Anna")
    program("db", "upgrade", *BOOKS)
    program("audit", "key", "--key", "audit.pem")
    for number, stem in ((1, "MSA-1"), (2, "MSA-2"), (3, "MSA-1")):
        _work(f"term {number} of {stem}", stem, "=1+1")
    return tmp_path / "books.db"


def _work(thing: str, stem: str, reason: str) -> None:
    database = open_database("books.db")
    with database.write(Actor("Anna", "finance")) as session:
        record(session, action="term.confirmed", object=thing, contract=stem, reason=reason)
    database.close()


def _change(statement: str) -> None:
    database = open_database("books.db")
    with database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER IF EXISTS audit_event_no_update"))
            connection.execute(text("DROP TRIGGER IF EXISTS audit_event_no_delete"))
        else:
            connection.execute(text("DROP TRIGGER audit_event_no_change ON audit_event"))
        connection.execute(text(statement))
    database.close()


@pytest.mark.on_sqlite("who makes the file is told")
@pytest.mark.usefixtures("books")
def test_the_newest_events_are_listed(program: Program) -> None:
    out = program("audit", "log", *BOOKS).out
    assert re.search(r"1 +\S+ \S+ +Anna +command line +database\.created", out)
    assert re.search(r"4 +\S+ \S+ +Anna +finance +term\.confirmed +term 3 of MSA-1 +=1\+1", out)
    some = program("audit", "log", "--limit", "2", "--format", "json", *BOOKS).json
    assert [one["seq"] for one in some] == [3, 4]
    own = program("audit", "log", "--contract", "MSA-1", "--format", "json", *BOOKS).json
    assert [one["seq"] for one in own] == [2, 4]


@pytest.mark.usefixtures("books")
def test_a_trail_is_anchored_and_verified(program: Program) -> None:
    made = program("audit", "anchor", *KEPT, *BOOKS)
    assert made.out == Path("anchors.jsonl").read_text(encoding="utf-8")
    assert made.json["seq"] == 4
    _work("term 5 of MSA-1", "MSA-1", "")
    whole = program("audit", "verify", *CHECKED, *BOOKS)
    assert whole.code == 0
    assert "Whole: 5 events" in whole.out
    assert "no anchor protects: 1." in whole.out
    assert not whole.err


@pytest.mark.usefixtures("books")
def test_what_was_not_verified_is_said(program: Program) -> None:
    assert "No anchor protects them" in program("audit", "verify", *BOOKS).out
    program("audit", "anchor", *KEPT, *BOOKS)
    unsigned = program("audit", "verify", "--anchors", "anchors.jsonl", *BOOKS)
    assert "Signatures of anchors were not checked" in unsigned.err
    assert program("audit", "verify", "--public-key", "audit.pem.pub", *BOOKS).code == 2


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit_event SET actor = 'Bob' WHERE seq = 3", "BROKEN at event 3.  Event 3 is"),
        ("DELETE FROM audit_event WHERE seq = 4", "BROKEN at event 4.  Anchor 1 of"),
    ],
)
@pytest.mark.usefixtures("books")
def test_the_first_bad_event_is_named(program: Program, statement: str, said: str) -> None:
    program("audit", "anchor", *KEPT, *BOOKS)
    _change(statement)
    found = program("audit", "verify", *CHECKED, *BOOKS)
    assert found.code == 1
    assert said in found.out


@pytest.mark.usefixtures("books")
def test_anchors_that_were_changed_are_told(program: Program) -> None:
    program("audit", "anchor", *KEPT, *BOOKS)
    place = Path("anchors.jsonl")
    place.write_text(place.read_text(encoding="utf-8").replace('"seq":4', '"seq":3'), "utf-8")
    found = program("audit", "verify", *CHECKED, *BOOKS)
    assert found.code == 1
    assert found.out.startswith("BROKEN.  Anchor 1 was not signed with the key given.\n")


@pytest.mark.usefixtures("books")
def test_triggers_that_are_gone_are_told_though_the_chain_is_whole(program: Program) -> None:
    assert "by which the database refuses changes stand" in program("audit", "verify", *BOOKS).out
    _change("SELECT 1")
    found = program("audit", "verify", *BOOKS)
    assert found.code == 1
    assert "Whole: 4 events" in found.out
    gone = (
        "changing, deleting and emptying" if stands_in() else "changing an event, deleting an event"
    )
    assert f"no longer refuses {gone}." in found.out


@pytest.mark.usefixtures("books")
def test_the_foot_of_a_report_is_an_anchor(program: Program) -> None:
    last = program("audit", "log", "--limit", "1", "--format", "json", *BOOKS).json[0]
    good = f"{last['seq']}:{last['hash'][:32]}"
    assert program("audit", "verify", "--printed", good, *BOOKS).code == 0
    assert program("audit", "verify", "--printed", f"4:{'0' * 32}", *BOOKS).code == 1
    assert program("audit", "verify", "--printed", "4:abc", *BOOKS).code == 2


@pytest.mark.usefixtures("books")
def test_hashes_can_be_computed_from_an_export(program: Program) -> None:
    program("audit", "export", "-o", "trail.json", *BOOKS)
    assert program("audit", "export", *BOOKS).json == json.loads(Path("trail.json").read_text())
    prev = "0" * 64
    for event in json.loads(Path("trail.json").read_text(encoding="utf-8")):
        said = event.pop("hash")
        assert event["prev"] == prev
        form = json.dumps(event, sort_keys=True, separators=(",", ":"))
        prev = sha256(form.encode()).hexdigest()
        assert prev == said


@pytest.mark.usefixtures("books")
def test_a_table_of_events_holds_no_formula(program: Program) -> None:
    out = program("audit", "export", "--format", "csv", *BOOKS).out
    made = list(csv.DictReader(io.StringIO(out)))
    assert [row["seq"] for row in made] == ["1", "2", "3", "4"]
    assert made[1]["reason"] == "'=1+1"


@pytest.mark.usefixtures("books")
def test_the_foot_of_a_report_names_the_newest_anchor_or_the_newest_event(program: Program) -> None:
    program("check", *BOOKS)
    plain = program("report", *BOOKS).out
    found = re.search(r"Newest event of the audit trail: (\d+:[0-9a-f]{64})<", plain)
    assert found is not None
    assert program("audit", "verify", *BOOKS, "--printed", found[1]).code == 0
    made = program("audit", "anchor", *KEPT, *BOOKS).json
    named = program("report", *BOOKS, "--anchors", "anchors.jsonl").out
    assert f"Newest audit anchor, {made['at'][:10]}: {made['seq']}:{made['hash']}<" in named
    other = Path("anchors.jsonl").read_text("utf-8").replace(made["hash"], "0" * 64)
    Path("other.jsonl").write_text(other, "utf-8")
    refused = program("report", *BOOKS, "--anchors", "other.jsonl")
    assert refused.code == 2
    assert "ANCHORS_UNUSABLE" in refused.err
