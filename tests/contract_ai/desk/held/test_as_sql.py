"""What is held in memory gives every list, count and sum that SQL gives, for any filter."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlmodel import Session

from contract_ai.desk import dashboard, finding_summary, findings
from contract_ai.desk.columns import FINDING
from contract_ai.desk.finding_filter import AGES, SORTS, UNKNOWN, FindingFilter
from contract_ai.desk.held.columns import Amounts, Coded, Words
from contract_ai.desk.held.open_findings import UNSETTLED
from contract_ai.desk.scope import Scope
from contract_ai.storage.engine import Database
from models.findings import Direction, Severity, State
from models.tables.findings import FindingRow
from tests.contract_ai.desk.held.conftest import ODD, SCOPES, TODAY, Books, conditions, listed

STEMS = ("", "MSA-00000", "MSA-00003", "MSA-00011", "nobody's")
CODES = ("DU101", "QT101", "PT101", "ID102", "XX999")
WORDS = (
    "",
    "fee",
    "SERVICE desk",
    "inv-00001",
    "msa-00003 travel",
    f"caf{ODD}_50%",
    "%",
    "zebra",
    "a",
)
SUMS = st.none() | st.decimals("-20000", "20000", places=2) | st.just(Decimal(1000))


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.just(()) | st.lists(st.sampled_from(values), max_size=3, unique=True).map(tuple)


FILTERS = st.builds(
    FindingFilter,
    state=some(tuple(map(str, State))),
    direction=some(tuple(map(str, Direction))),
    severity=some(tuple(map(str, Severity))),
    code=st.just(()) | some(CODES),
    currency=some(("", "USD", "EUR", "JPY")),
    age=some((*AGES, UNKNOWN)),
    contract=st.just(()) | some(STEMS),
    supplier=st.just(()) | some(("", "Supplier 165 Ltd", "nobody")),
    customer=st.just(()),
    review=st.sampled_from((None, None, True, False)),
    q=st.sampled_from(WORDS),
    least=SUMS,
    most=SUMS,
    sort=st.sampled_from([*SORTS, *(f"-{sort}" for sort in SORTS)]),
)
ASKED = settings(max_examples=150, deadline=None)


@pytest.fixture(scope="module")
def session(kept: Books) -> Iterator[Session]:
    database = kept.open()
    with database.read() as reading:
        yield reading
    database.close()


@ASKED
@given(scope=st.sampled_from(SCOPES), wanted=FILTERS, page=st.integers(1, 9))
@example(scope=SCOPES[0], wanted=FindingFilter(), page=2)
def test_a_page_of_a_list(session: Session, scope: Scope, wanted: FindingFilter, page: int) -> None:
    rows = listed(session, scope, wanted)
    marks = [row.fingerprint for row in rows]
    assert list(findings.marks(session, scope, wanted, TODAY, limit=1000)) == marks
    found = findings.find(session, scope, wanted, TODAY, page).items
    shown = rows[(page - 1) * findings.PAGE : page * findings.PAGE]
    assert [replace(one, invoice_id=None) for one in found] == [*map(findings.item_of, shown)]


@ASKED
@given(scope=st.sampled_from(SCOPES), wanted=FILTERS)
def test_counts_and_sums(session: Session, scope: Scope, wanted: FindingFilter) -> None:
    rows = listed(session, scope, wanted)
    found = finding_summary.summary(session, scope, wanted, TODAY)
    assert found.count == len(rows)
    for key in ("state", "direction", "severity", "code", "currency", "supplier"):
        empty: object = ()
        others = listed(session, scope, replace(wanted, **{key: empty}))  # type: ignore[arg-type]  # the key's own type
        counts = Counter(getattr(row, key) or "" for row in others)
        shown = {one.value: one.count for one in found.facet(key).values}
        assert {name: number for name, number in shown.items() if number} == {
            name: number for name, number in counts.items() if name in shown
        }
        assert found.facet(key).more or not counts.keys() - shown.keys()
    for total in found.totals:
        query = select(func.sum(FINDING.amount), func.count(FINDING.amount)).where(
            *conditions(scope, wanted),
            func.coalesce(FINDING.currency, "") == total.currency,
            FINDING.direction == total.direction,
        )
        assert session.execute(query).one() == (total.amount, total.findings)
        stake = session.execute(query.where(FINDING.state.in_(UNSETTLED))).one()
        assert (stake[0] or 0) == total.at_stake
    assert sum(total.findings for total in found.totals) == sum(
        row.amount is not None for row in rows
    )


@settings(max_examples=60, deadline=None)
@given(scope=st.sampled_from(SCOPES), wanted=FILTERS, size=st.integers(1, 70))
def test_leafing_through(session: Session, scope: Scope, wanted: FindingFilter, size: int) -> None:
    last, marks = None, []
    while items := findings.find_after(session, scope, wanted, TODAY, last, size):
        marks += [one.fingerprint for one in items]
        last = findings.place_of(items[-1], wanted.sort)
    assert marks == [row.fingerprint for row in listed(session, scope, wanted)]


@settings(max_examples=60, deadline=None)
@given(scope=st.sampled_from(SCOPES), wanted=FILTERS, number=st.integers(0, 399))
def test_neighbours(session: Session, scope: Scope, wanted: FindingFilter, number: int) -> None:
    every = session.execute(select(FINDING.fingerprint, FINDING.contract).order_by(FINDING.id))
    mark, contract = every.all()[number]
    marks = [row.fingerprint for row in listed(session, scope, wanted)]
    beside = findings.neighbours(session, scope, wanted, TODAY, mark)
    if mark not in marks:
        assert beside is None
    else:
        at = marks.index(mark)
        before = marks[at - 1] if at else None
        after = dict(pairwise(marks)).get(mark)
        assert beside == findings.Neighbours(before, after, at + 1)
    anywhere = findings.neighbours(session, scope, wanted, TODAY, mark, anywhere=True)
    assert (anywhere is not None) == scope.sees(contract)
    assert [row.fingerprint for row in listed(session, scope, wanted)] == list(
        findings.marks(session, scope, wanted, TODAY, limit=1000)
    ), "asking for neighbours changed a list"


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_the_dashboard(session: Session, scope: Scope) -> None:
    unsettled = scope.narrow(FINDING.contract), FINDING.state.in_(UNSETTLED)
    found = dashboard.dashboard(session, scope, TODAY)
    query = (
        select(
            func.coalesce(FINDING.currency, ""),
            FINDING.direction,
            func.sum(FINDING.amount),
            func.count(FINDING.amount),
        )
        .where(*unsettled, FINDING.amount.is_not(None))
        .group_by(FINDING.currency, FINDING.direction)
    )
    assert {(s.currency, s.direction, s.amount, s.findings) for s in found.stakes} == {
        tuple(row) for row in session.execute(query)
    }
    for name, condition in (
        ("findings", FINDING.review.is_(True)),
        ("overdue", FINDING.act_before < TODAY.isoformat()),
    ):
        counted = select(func.count()).select_from(FindingRow).where(*unsettled, condition)
        assert getattr(found.waiting, name) == session.execute(counted).scalar_one()
    ahead = select(func.min(FINDING.act_before)).where(
        *unsettled, FINDING.act_before >= TODAY.isoformat()
    )
    day = session.execute(ahead).scalar_one()
    assert found.waiting.next_day == (date.fromisoformat(day) if day else None)


@given(st.lists(st.lists(st.none() | st.text(), min_size=1, max_size=3)), st.text(min_size=1))
@example([["a\nb", None], ["", "İSTANBUL"], ["ß"]], "i̇s")
def test_words_are_found_where_they_stand(rows: list[list[str | None]], word: str) -> None:
    for one in word.split():
        inside = [any(one.lower() in (part or "").lower() for part in row) for row in rows]
        assert Words(rows).having(one).tolist() == inside


@given(
    st.lists(st.tuples(st.integers(0, 2), st.none() | st.integers(-(2**63), 2**63 - 1)), min_size=1)
)
def test_sums_of_the_largest_amounts_are_exact(rows: list[tuple[int, int | None]]) -> None:
    amounts = Amounts.of([value for _, value in rows])
    groups = np.array([group for group, _ in rows], np.intp)
    assert amounts.sums(groups, 3) == [
        sum(value or 0 for group, value in rows if group == number) for number in range(3)
    ]


@given(st.lists(st.none() | st.sampled_from("dacb")), st.sampled_from("abcde"))
def test_a_column_keeps_its_values(column: list[str | None], value: str) -> None:
    coded = Coded.of(column)
    assert [coded.values[code] for code in coded.codes.tolist()] == column
    assert coded.before(value).tolist() == [one is not None and one < value for one in column]
    assert coded.lacking.tolist() == [one is None for one in column]
    rows = np.arange(len(column))
    assert coded.counts(rows) == dict(Counter(column))


def test_empty_books(empty: Database) -> None:
    with empty.read() as session:
        assert findings.find(session, SCOPES[0], FindingFilter(q="a"), TODAY).items == ()
        assert finding_summary.summary(session, SCOPES[1], FindingFilter(), TODAY).count == 0
        assert dashboard.dashboard(session, SCOPES[1], TODAY).stakes == ()
