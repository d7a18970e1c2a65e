"""What the last run said is derived again from what is stored, and what was changed is seen."""

from decimal import Decimal

import pytest
from sqlmodel import Session, col, delete, select, update

from contract_ai.desk.scope import EVERYTHING
from contract_ai.desk.trail import TrailFilter, find
from contract_ai.fieldwork.deriving import Deriving, NothingChecked, part_of
from contract_ai.fieldwork.readings import readings
from contract_ai.storage.engine import Database
from contract_ai.storage.upgrade import open_database
from models.cases import CheckSettings
from models.tables.findings import FindingRow
from models.tables.tests import TestRow


def _derived(session: Session) -> Deriving:
    return Deriving.of(session, CheckSettings())


def test_the_whole_book_is_derived_equal(books: Database) -> None:
    with books.read() as session:
        made = list(_derived(session).parts(session))
        stored = len(session.exec(select(FindingRow.id)).all())
        tests = len(session.exec(select(TestRow.id)).all())
    assert all(part.same_inputs and part.equal for part in made)
    assert sum(len(part.findings) for part in made) == stored > 20
    assert sum(part.tests for part in made) == tests > 1000


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("amount", Decimal("0.01"), "Amount"),
        ("expected", "something else", "Expected"),
        ("working", "1 + 1", "Working"),
        ("severity", "info", "Severity"),
        ("proofs", [], "Evidence 1"),
    ],
)
def test_a_field_that_was_changed_is_named(
    books: Database, field: str, value: object, name: str
) -> None:
    with books.engine.connect() as connection, Session(bind=connection) as session:
        row = session.exec(select(FindingRow).where(FindingRow.code == "MS101")).first()
        assert row is not None
        mark = row.fingerprint
        key = part_of(session, mark)
        assert key is not None
        session.execute(
            update(FindingRow).where(col(FindingRow.id) == row.id).values({field: value})
        )
        (part,) = _derived(session).parts(session, [key])
        session.rollback()
    other = {one.fingerprint: one.other for one in part.findings if not one.equal}
    assert list(other) == [mark]
    assert name in other[mark]


def test_what_was_taken_out_and_a_result_that_was_changed_are_seen(books: Database) -> None:
    with books.engine.connect() as connection, Session(bind=connection) as session:
        row = session.exec(select(FindingRow).where(FindingRow.code == "MS101")).first()
        assert row is not None
        mark = row.fingerprint
        key = part_of(session, mark)
        assert key is not None
        session.execute(delete(FindingRow).where(col(FindingRow.id) == row.id))
        test = session.exec(select(TestRow).where(TestRow.result == "pass")).first()
        assert test is not None
        change = update(TestRow).where(col(TestRow.id) == test.id)
        session.execute(change.values(result="cannot_tell"))
        made = list(_derived(session).parts(session))
        session.rollback()
    assert [one.fingerprint for part in made for one in part.added] == [mark]
    ((before, after),) = (pair for part in made for pair in part.other_tests)
    assert before is not None
    assert after is not None
    assert (before[4], after[4]) == ("cannot_tell", "pass")


def test_other_settings_are_other_inputs(books: Database) -> None:
    with books.read() as session:
        made = Deriving.of(session, CheckSettings(duplicate_days=1)).parts(session)
        assert not any(part.same_inputs for part in made if part.key != "\n*")


def test_without_a_run_there_is_nothing_to_derive() -> None:
    empty = open_database("sqlite://")
    with empty.read() as session, pytest.raises(NothingChecked):
        _derived(session)
    empty.close()


def test_a_decision_is_shown_in_words_only_where_its_row_gives_the_hash(books: Database) -> None:
    with books.engine.connect() as connection, Session(bind=connection) as session:
        page = find(session, EVERYTHING, TrailFilter(action="finding.disputed"))
        (said,) = readings(session, page.items).values()
        assert said.before is None
        assert said.after is not None
        assert said.after.startswith("disputed: by phone, about ")
