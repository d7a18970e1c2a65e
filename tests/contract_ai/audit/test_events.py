"""What each change of state leaves in the trail."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from alembic import command
from sqlmodel import Session

from contract_ai.audit.sealing import digest
from contract_ai.storage import documents as store
from contract_ai.storage.contracts import save_contract
from contract_ai.storage.engine import Database
from contract_ai.storage.findings import decide, open_run
from contract_ai.storage.lessons import save_lessons
from contract_ai.storage.lives import live_on
from contract_ai.storage.terms import CONFIRMED, REJECTED, correct, stored_terms
from contract_ai.storage.terms import decide as decide_term
from contract_ai.storage.upgrade import migrations, open_database, upgrade
from models.findings import State
from models.lessons import Lesson, Place
from models.lives import Decision
from tests.contract_ai import samples
from tests.contract_ai.audit.trails import ANNA, rows, verdict
from tests.contract_ai.samples import NOW, TODAY

NEW = store.NewDocument("aa", store.CONTRACT, "MSA.pdf", "/in/MSA.pdf", "v1")
KEY = (store.CONTRACT, "aa")
TERMS = len(samples.contract().terms)
NEXT = TERMS + 1
FOUND = samples.audit().findings[0].fingerprint
WAIVED = Decision(State.WAIVED, "Agreed.", NOW, by="Anna")
Step = Callable[[Session], object]


def _put(new: store.NewDocument = NEW) -> Step:
    def step(session: Session) -> None:
        number = store.put_document(session, new, NOW)
        save_contract(session, number, samples.contract(new.file, new.sha256), NOW)

    return step


def _term(session: Session) -> int:
    return stored_terms(session)[0].number


def _lesson(label: str) -> Lesson:
    return Lesson(field="number", marks=("Tidewater",), place=Place.AFTER, label=label)


def _run(session: Session) -> None:
    samples.save_audit(session)
    live_on(session, TODAY, NOW)


# Steps one after the other, each in a transaction of its own; the events that the last one
# leaves: what was done, to what, and the contract.
CASES: dict[str, tuple[list[Step], list[tuple[str, str, str | None]]]] = {
    "a new contract": (
        [_put()],
        [
            ("document.added", "document 1 (contract), MSA.pdf", "MSA"),
            ("contract.read", f"contract of document 1, {TERMS} terms", "MSA"),
        ],
    ),
    "the same bytes read again": (
        [_put(), _put(replace(NEW, stamp="v2"))],
        [
            ("contract.dropped", "contract of document 1", "MSA"),
            ("document.read_again", "document 1 (contract), MSA.pdf", "MSA"),
            ("contract.read", f"contract of document 1, {TERMS} terms", "MSA"),
        ],
    ),
    "another file in its place": (
        [_put(), _put(replace(NEW, sha256="cc"))],
        [
            ("document.replaced", "document 1 (contract), MSA.pdf", "MSA"),
            ("document.added", "document 2 (contract), MSA.pdf", "MSA"),
            ("contract.read", f"contract of document 2, {TERMS} terms", "MSA"),
        ],
    ),
    "taken away": (
        [_put(), lambda session: store.keep_only(session, [], NOW)],
        [("document.retired", "document 1 (contract), MSA.pdf", "MSA")],
    ),
    "taken away twice": (
        [_put(), *[lambda session: store.keep_only(session, [], NOW)] * 2],
        [],
    ),
    "there again": (
        [
            _put(),
            lambda session: store.keep_only(session, [], NOW),
            lambda session: store.keep_only(session, [KEY], NOW),
        ],
        [("document.brought_back", "document 1 (contract), MSA.pdf", "MSA")],
    ),
    "brought back where it lies": (
        [
            _put(),
            lambda session: store.keep_only(session, [], NOW),
            lambda session: store.bring_back(session, {KEY: "/in/MSA.pdf"}, NOW),
        ],
        [("document.brought_back", "document 1 (contract), MSA.pdf", "MSA")],
    ),
    "moved": (
        [_put(), lambda session: store.bring_back(session, {KEY: "/other/MSA.pdf"}, NOW)],
        [("document.moved", "document 1 (contract), MSA.pdf", "MSA")],
    ),
    "there as before": (
        [_put(), lambda session: store.bring_back(session, {KEY: "/in/MSA.pdf"}, NOW)],
        [],
    ),
    "a term confirmed": (
        [_put(), lambda session: decide_term(session, _term(session), CONFIRMED, NOW, "Read.")],
        [("term.confirmed", f"term 1 of MSA, now term {NEXT}", "MSA")],
    ),
    "a term rejected": (
        [_put(), lambda session: decide_term(session, _term(session), REJECTED, NOW, "No.")],
        [("term.rejected", f"term 1 of MSA, now term {NEXT}", "MSA")],
    ),
    "a term corrected": (
        [_put(), lambda session: correct(session, _term(session), {"days": 45}, NOW, "Amended.")],
        [("term.corrected", f"term 1 of MSA, now term {NEXT}", "MSA")],
    ),
    "a run": (
        [_run],
        [
            ("checks.run", "checks as of 2026-06-30: 1 findings, 2 tests", None),
            ("findings.compared", "findings as of 2026-06-30", None),
        ],
    ),
    "a run that is written in pieces": (
        [lambda session: open_run(session, TODAY, NOW)],
        [("checks.begun", "checks as of 2026-06-30", None)],
    ),
    "a finding waived": (
        [_run, lambda session: decide(session, [FOUND], WAIVED)],
        [("finding.waived", f"finding {FOUND}", "MSA")],
    ),
    "a finding reopened for somebody else": (
        [
            _run,
            lambda session: decide(session, [FOUND], replace(WAIVED, state=State.OPEN, by="Bob")),
        ],
        [("finding.reopened", f"finding {FOUND}, decided by Bob", "MSA")],
    ),
    "a lesson": (
        [lambda session: save_lessons(session, [_lesson("Folio")], "a.pdf", NOW)],
        [("lesson.taught", "lesson 1 on number, from a.pdf", None)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_change_leaves_its_events(name: str) -> None:
    steps, expected = CASES[name]
    database, before = open_database("sqlite://"), 0
    for step in steps:
        before = len(rows(database))
        with database.write(ANNA) as session:
            step(session)
    made = rows(database)[before:]
    assert [(one["action"], one["object"], one["contract"]) for one in made] == expected
    assert {(one["actor"], one["role"], one["at"]) for one in made} <= {("Anna", "finance", NOW)}
    assert verdict(database).bad is None
    database.close()


def test_the_hashes_of_a_term_lead_from_one_event_to_the_next(database: Database) -> None:
    with database.write(ANNA) as session:
        _put()(session)
    with database.write(ANNA) as session:
        decide_term(session, _term(session), CONFIRMED, NOW, "Read.")
    with database.write(ANNA) as session:
        correct(session, NEXT, {"days": 45}, NOW + timedelta(days=1), "Amended.")
    confirmed, corrected = rows(database)[-2:]
    assert confirmed["before"] != confirmed["after"]
    assert confirmed["after"] == corrected["before"]
    assert corrected["after"] not in {None, corrected["before"]}
    assert [confirmed["reason"], corrected["reason"]] == ["Read.", "Amended."]


def test_what_is_dropped_is_what_was_read(database: Database) -> None:
    for stamp in ("v1", "v2"):
        with database.write(ANNA) as session:
            _put(replace(NEW, stamp=stamp))(session)
    _, _, read, dropped, again, read_again = rows(database)
    assert read["after"] == dropped["before"] == read_again["after"]
    assert again["before"] not in {None, again["after"]}


def test_a_run_that_decides_is_the_program_whoever_ran_it(database: Database) -> None:
    waived = replace(WAIVED, until=TODAY)
    with database.write(ANNA) as session:
        _run(session)
        decide(session, [FOUND], waived)
    with database.write(ANNA) as session:
        live_on(session, date(2026, 7, 31), NOW + timedelta(days=31))
    (reopened,) = [one for one in rows(database) if one["action"] == "finding.reopened"]
    assert (reopened["actor"], reopened["role"]) == ("program", "system")
    assert reopened["reason"] == "Waived until 2026-06-30, which has passed."


def test_a_second_lesson_names_the_first_one(database: Database) -> None:
    for label in ("Folio", "Bill"):
        with database.write(ANNA) as session:
            save_lessons(session, [_lesson(label)], "a.pdf", NOW)
    first, second = rows(database)[-2:]
    assert first["before"] is None
    assert second["before"] == first["after"] == digest(_lesson("Folio").model_dump(mode="json"))


def test_an_upgrade_of_the_tables_is_told_once(database: Database) -> None:
    upgrade(database)
    assert len(rows(database)) == 1
    config = migrations()
    with database.engine.execution_options(contract_ai_write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0007")
    upgrade(database.acting(ANNA))
    (event,) = rows(database)
    assert event["action"] == "database.upgraded"
    assert event["object"].startswith("database, from version 0007 to 00")
    assert (event["actor"], event["before"]) == ("Anna", digest("0007"))


def test_the_trail_holds_no_text_of_a_contract(database: Database) -> None:
    with database.write(ANNA) as session:
        _put()(session)
        decide_term(session, _term(session), CONFIRMED, NOW, "Read.")
    said = " ".join(str(value) for row in rows(database) for value in row.values())
    for words in ("payable", "Tidewater", "Larchmont", "187.5"):
        assert words not in said
