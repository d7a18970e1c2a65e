"""Small books with every hole a list may have, and what SQL says that a list shows."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, and_, false, func, or_, select, text, update
from sqlmodel import Session

from benchmarks.desk_books import Size, fill
from contract_ai.desk.columns import FINDING
from contract_ai.desk.finding_filter import AGES, UNKNOWN, FindingFilter
from contract_ai.desk.scope import Scope
from contract_ai.storage.engine import Database, open_engine
from contract_ai.storage.upgrade import open_database
from models.tables.findings import FindingRow
from tests.contract_ai.storage.conftest import POSTGRES, empty_database

TODAY = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
ODD = "É"
SCOPES = tuple(map(Scope.of, ("*", "MSA-0000*", "MSA-00003, MSA-0001?", "MSA-9*", "")))
_COLUMNS = {
    "amount": FINDING.amount,
    "act_before": FINDING.act_before,
    "age": FINDING.found_on,
    "code": FINDING.code,
}
_DOWNWARDS = {"amount"}


@dataclass(frozen=True, slots=True)
class Books:
    """A database that is opened as often as one likes, as other processes do."""

    place: str

    def open(self) -> Database:
        return open_engine(self.place)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """Books that nobody changes."""
    return books_of(request.param, tmp_path_factory.mktemp("kept"), "kept", findings=400)


@pytest.fixture(params=["sqlite", "postgresql"])
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Books:
    """Books of one test."""
    return books_of(request.param, tmp_path, "held", findings=80)


@pytest.fixture
def database(books: Books) -> Iterator[Database]:
    opened = books.open()
    yield opened
    opened.close()


@pytest.fixture
def other(books: Books) -> Iterator[Database]:
    """The same books as another process has them open: nothing in memory is shared."""
    opened = books.open()
    yield opened
    opened.close()


@pytest.fixture
def empty() -> Iterator[Database]:
    opened = open_database("sqlite://")
    yield opened
    opened.close()


def books_of(kind: str, folder: Path, name: str, *, findings: int) -> Books:
    """Make books on one kind of database; skips where there is no server."""
    if kind == "postgresql" and POSTGRES not in os.environ:
        pytest.skip(f"{POSTGRES} names no PostgreSQL server on which databases may be made")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "only")
    place = (
        empty_database(os.environ[POSTGRES], f"contract_ai_{name}_{worker}")
        if kind == "postgresql"
        else str(folder / "books.db")
    )
    database = open_database(place)
    with database.write() as session:
        fill(session, Size(contracts=20, findings=findings))
        _make_holes(session)
    database.close()
    return Books(place)


def _make_holes(session: Session) -> None:
    """Leave out what a finding may lack, and make some alike in what lists are sorted by."""
    for every, values in (
        (7, {"contract": None}),
        (9, {"supplier": None, "customer": None}),
        (11, {"currency": None}),
        (8, {"invoice": None, "message": f"Nothing was billed under Caf{ODD}_50%."}),
        (5, {"amount": 1_000}),
        (13, {"found_on": None}),
        (6, {"found_on": TODAY - timedelta(days=91), "act_before": "2026-07-01"}),
    ):
        table = update(FindingRow).where(FINDING.id % every == 0)
        if "amount" in values:
            session.execute(text("UPDATE finding SET amount = 1000000000 WHERE id % 5 = 0"))
        else:
            session.execute(table.values(values))
    session.execute(text("UPDATE finding SET amount = -amount WHERE id % 17 = 0"))


def listed(session: Session, scope: Scope, wanted: FindingFilter) -> list[FindingRow]:
    """Return a list as SQL gives it, read by the rules of the filter and by no code of the lists."""
    key = wanted.sort.removeprefix("-")
    down = (key in _DOWNWARDS) is not wanted.sort.startswith("-")
    column, mark = _COLUMNS[key], FINDING.fingerprint
    order = (column.desc(), mark.desc()) if down else (column.asc(), mark.asc())
    query = select(FindingRow).where(*conditions(scope, wanted))
    return list(session.execute(query.order_by(column.is_(None), *order)).scalars())


def conditions(scope: Scope, wanted: FindingFilter) -> Iterator[ColumnElement[bool]]:
    """Say a filter in SQL."""
    yield scope.narrow(FINDING.contract)
    for key in "state direction severity code currency contract supplier customer".split():
        if values := getattr(wanted, key):
            column = getattr(FINDING, key)
            named = column.in_([value for value in values if value])
            yield or_(named, column.is_(None)) if "" in values else named
    if wanted.age:
        yield or_(*map(_aged, wanted.age))
    if wanted.review is not None:
        yield FINDING.review.is_(wanted.review)
    if wanted.least is not None:
        yield FINDING.amount >= wanted.least
    if wanted.most is not None:
        yield FINDING.amount <= wanted.most
    for word in wanted.q.lower().split():
        yield or_(false(), *(_has(name, word) for name in ("message", "invoice", "contract")))


def _has(name: str, word: str) -> ColumnElement[bool]:
    # SQLite's lower() knows the letters of English only.
    column = func.replace(getattr(FINDING, name), ODD, ODD.lower())
    return func.lower(column).contains(word, autoescape=True)


def _aged(bucket: str) -> ColumnElement[bool]:
    if bucket == UNKNOWN:
        return FINDING.found_on.is_(None)
    youngest, oldest = AGES[bucket]
    within: list[Any] = [FINDING.found_on.is_not(None)]
    if youngest:  # a day of the future counts as today
        within.append(FINDING.found_on <= TODAY - timedelta(days=youngest))
    if oldest is not None:
        within.append(FINDING.found_on >= TODAY - timedelta(days=oldest))
    return and_(*within)
