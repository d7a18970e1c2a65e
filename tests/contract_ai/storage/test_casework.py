"""Decisions as pages saw them, taken back, and by several people at once; comments and saved lists."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from contract_ai.lives import Moment
from contract_ai.storage.comments import Comment, add_comment, comments
from contract_ai.storage.deciding import DecidedMeanwhile, decide_as_seen, numbers, undo
from contract_ai.storage.engine import Database
from contract_ai.storage.findings import NoSuchFinding
from contract_ai.storage.lives import decisions
from contract_ai.storage.saved_views import SavedView, delete_view, save_view, saved_views
from models.findings import State
from models.lives import Decision
from models.tables.accounts import UserRow
from models.tables.findings import DecisionRow, FindingRow
from models.tables.runs import PartRow, RunRow

NOW = datetime(2026, 6, 30, 9, tzinfo=UTC)
TODAY = date(2026, 6, 30)
ONE, OTHER = "1" * 16, "2" * 16
MOMENT = Moment(TODAY, NOW)


@pytest.fixture
def book(database: Database) -> Database:
    """Fill a database with two findings."""
    with database.write() as session:
        session.add(
            PartRow(id=1, key="a", fingerprint="a", as_of=TODAY, findings=2, tests=0, crashes=[])
        )
        session.add(RunRow(finished_at=NOW, as_of=TODAY, findings=2, tests=0, crashes=[]))
        session.flush()
        for position, mark in enumerate((ONE, OTHER)):
            session.add(_finding(position, mark))
    return database


def test_a_decision_that_was_not_seen_stops_all(book: Database) -> None:
    seen = {ONE: 0, OTHER: 0}
    _decide(book, {OTHER: 0}, State.ACCEPTED)
    with pytest.raises(DecidedMeanwhile) as caught:
        _decide(book, seen, State.WAIVED)
    assert caught.value.fingerprint == OTHER
    assert caught.value.latest.state is State.ACCEPTED
    assert _states(book) == {ONE: "open", OTHER: "accepted"}


def test_a_finding_of_another_contract_is_none(book: Database) -> None:
    made = _made(State.WAIVED)
    with pytest.raises(NoSuchFinding), book.write() as session:
        decide_as_seen(session, {ONE: 0}, made, lambda column: column == "another")
    with pytest.raises(NoSuchFinding):
        _decide(book, {"f" * 16: 0}, State.WAIVED)
    assert _states(book)[ONE] == "open"


def test_of_many_who_decide_at_once_one_does(book: Database) -> None:
    together = 1 if str(book.engine.url) == "sqlite://" else 8  # in memory there is one connection

    def try_it(number: int) -> bool:
        try:
            _decide(book, {ONE: 0, OTHER: 0}, list(State)[1 + number % 4])
        except DecidedMeanwhile:
            return False
        return True

    with ThreadPoolExecutor(together) as pool:
        done = list(pool.map(try_it, range(16)))
    assert done.count(True) == 1
    with book.read() as session:
        assert len(session.exec(select(DecisionRow)).all()) == 2


@pytest.mark.parametrize(
    ("before", "again"),
    [
        ((), State.OPEN),
        ((Decision(State.DISPUTED, "so", NOW, by="anna"),), State.DISPUTED),
        ((Decision(State.WAIVED, "so", NOW, by="anna", until=TODAY),), State.WAIVED),
        ((Decision(State.WAIVED, "so", NOW, by="anna", until=date(2026, 6, 29)),), State.OPEN),
    ],
)
def test_undoing_gives_back_what_held_before(
    book: Database, before: tuple[Decision, ...], again: State
) -> None:
    for made in (*before, _made(State.RESOLVED)):
        with book.write() as session:
            decide_as_seen(session, numbers(session, [ONE]), made)
    with book.write() as session:
        assert undo(session, ONE, numbers(session, [ONE])[ONE], "anna", MOMENT) is again
    with book.read() as session:
        last = decisions(session)[ONE][-1]
    assert (last.state, last.reason) == (again, "undone")
    assert last.until == (before[0].until if before and again is not State.OPEN else None)
    assert _states(book)[ONE] == again


def test_comments_stand_in_their_order(book: Database) -> None:
    with book.write() as session:
        for minutes, text in enumerate(("first", "second")):
            said = Comment("anna", NOW + timedelta(minutes=minutes), text)
            add_comment(session, ONE, said, "msa")
    with book.read() as session:
        assert [one.text for one in comments(session, ONE)] == ["first", "second"]
        assert comments(session, OTHER) == ()


def test_saved_lists_are_replaced_shared_and_deleted(book: Database) -> None:
    with book.write() as session:
        for number, name in ((1, "anna"), (2, "bert")):
            session.add(_user(number, name))
    with book.write() as session:
        save_view(session, 1, SavedView(0, "Large", "least=1000", shared=False, own=True), NOW)
        save_view(session, 1, SavedView(0, "Large", "least=2000", shared=True, own=True), NOW)
        save_view(session, 2, SavedView(0, "Small", "most=10", shared=False, own=True), NOW)
    with book.read() as session:
        (large,) = saved_views(session, 1)
        assert (large.query, large.own) == ("least=2000", True)
        assert [(one.name, one.own) for one in saved_views(session, 2)] == [
            ("Large", False),
            ("Small", True),
        ]
    with book.write() as session:
        assert delete_view(session, 2, large.id, NOW) is None
        assert delete_view(session, 1, large.id, NOW) == "Large"
    with book.read() as session:
        assert saved_views(session, 1) == ()


def _made(state: State) -> Decision:
    return Decision(state, "so", NOW, by="anna")


def _decide(book: Database, seen: dict[str, int], state: State) -> None:
    with book.write() as session:
        decide_as_seen(session, seen, _made(state))


def _states(book: Database) -> dict[str, str]:
    with book.read() as session:
        rows = session.execute(select(FindingRow.fingerprint, FindingRow.state))
        return {mark: state for mark, state in rows}  # noqa: C416 (rows are no pairs to mypy)


def _finding(position: int, mark: str) -> FindingRow:
    return FindingRow(
        part_id=1,
        position=position,
        fingerprint=mark,
        code="PR101",
        slug="rate-differs",
        severity="high",
        direction="overbilled",
        contract="msa",
        amount=Decimal("12.50"),
        currency="EUR",
        message="Too much.",
        review=False,
        key="",
        proofs=[],
    )


def _user(number: int, name: str) -> UserRow:
    return UserRow(
        id=number, name=name, full_name="", role="finance", contracts="*", created_at=NOW
    )
