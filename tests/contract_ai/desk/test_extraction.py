"""How good the reading is: each term counts by where it ended, what was taken back does not."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from contract_ai.desk.extraction import extraction_quality
from contract_ai.desk.scope import EVERYTHING
from contract_ai.storage.engine import Database
from contract_ai.storage.term_decisions import add_term, undo
from contract_ai.storage.terms import CONFIRMED, REJECTED, correct, current, decide, stored_terms
from models.terms import Fee

AT = datetime(2026, 6, 30, 9, 0, tzinfo=UTC)


def _do(session: Session, steps: Sequence[str]) -> None:
    """Take steps with one fee, each a minute after the other."""
    stored = next(one for one in stored_terms(session) if isinstance(one.term, Fee))
    number = stored.number
    contract = current(session, number).contract_id
    for minute, step in enumerate(steps):
        at = AT + timedelta(minutes=minute)
        if step == "undo":
            (undone,) = undo(session, contract, at)
            number = undone.now or 0
        elif step == "correct":
            number = correct(session, number, {"amount": "17.00"}, at)
        elif step == "add":
            number = add_term(session, contract, stored.term, at)
        else:
            number = decide(session, number, step, at)


@pytest.mark.parametrize(
    ("steps", "ended"),
    [
        ([CONFIRMED], (1, 0, 0)),
        (["correct"], (0, 1, 0)),
        (["correct", CONFIRMED], (0, 1, 0)),
        (["correct", REJECTED], (0, 0, 1)),
        (["correct", "undo"], (0, 0, 0)),
        (["correct", "undo", CONFIRMED], (1, 0, 0)),
        (["correct", CONFIRMED, "undo", "undo", CONFIRMED], (1, 0, 0)),
        (["correct", CONFIRMED, "undo"], (0, 1, 0)),
        ([REJECTED, "undo", "correct"], (0, 1, 0)),
        (["add", CONFIRMED], (0, 0, 0)),
    ],
)
def test_a_term_counts_by_where_it_ended(
    company: Database, steps: list[str], ended: tuple[int, int, int]
) -> None:
    with company.write() as session:
        before = extraction_quality(session, EVERYTHING)
        _do(session, steps)
        session.flush()
        after = extraction_quality(session, EVERYTHING)
        counts = tuple(
            sum(getattr(one, name) for one in after) - sum(getattr(one, name) for one in before)
            for name in ("confirmed", "corrected", "rejected")
        )
        session.rollback()
    assert counts == ended
