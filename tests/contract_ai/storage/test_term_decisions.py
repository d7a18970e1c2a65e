"""Terms that people add, and decisions that are taken back."""

from datetime import datetime, timedelta
from decimal import Decimal

from sqlmodel import Session, select

from contract_ai.storage import documents as store
from contract_ai.storage.contracts import load_contracts, save_contract
from contract_ai.storage.engine import Database
from contract_ai.storage.term_decisions import add_term, confirm_all, latest, undo
from contract_ai.storage.terms import CORRECTED, REJECTED, correct, decide, stored_terms
from models.accounts import Actor
from models.tables.audit import AuditEventRow
from models.tables.contracts import ContractRow
from models.terms import Fee, Frequency, PaymentTerm
from tests.contract_ai import samples
from tests.contract_ai.samples import NOW

ANNA, BEN = Actor("anna", "finance"), Actor("ben", "finance")
FEE = Fee(
    amount=Decimal(250),
    currency="USD",
    frequency=Frequency.MONTHLY,
    evidence=samples.evidence("a monthly fee of $250.00"),
)


def _put(database: Database) -> list[int]:
    with database.write() as session:
        new = store.NewDocument("aa", store.CONTRACT, "MSA.pdf", "/in/MSA.pdf", "v1")
        save_contract(session, store.put_document(session, new, NOW), samples.contract(), NOW)
    return _numbers(database)


def _numbers(database: Database) -> list[int]:
    with database.read() as session:
        return [one.number for one in stored_terms(session)]


def _states(database: Database) -> list[str]:
    with database.read() as session:
        return [one.state for one in stored_terms(session)]


def _contract(session: Session) -> int:
    return session.exec(select(ContractRow.id)).one() or 0


def _at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def _undo(database: Database, actor: Actor, minutes: int) -> int:
    with database.write(actor) as session:
        return len(undo(session, _contract(session), _at(minutes)))


def test_a_term_that_was_added_counts_and_keeps_its_place(database: Database) -> None:
    _put(database)
    with database.write(ANNA) as session:
        number = add_term(session, _contract(session), FEE, _at(1))
    with database.read() as session:
        (loaded,) = load_contracts(session)
        assert store.touched(session) == {(store.CONTRACT, "aa")}
        event = session.exec(select(AuditEventRow).order_by(AuditEventRow.seq.desc())).first()  # type: ignore[attr-defined]  # a column of the table
    added = loaded.terms[-1]
    assert isinstance(added, Fee)
    assert (added.amount, added.review, added.evidence) == (FEE.amount, False, FEE.evidence)
    assert event is not None
    assert (event.action, event.actor) == ("term.added", "anna")
    assert event.object == f"term {number} of MSA"


def test_the_last_decision_of_a_person_is_taken_back_and_then_the_one_before(
    database: Database,
) -> None:
    first, second, third, fourth = _put(database)
    with database.write(ANNA) as session:
        decide(session, first, REJECTED, _at(1))
    with database.write(BEN) as session:
        decide(session, second, REJECTED, _at(2))
    with database.write(ANNA) as session:
        now = correct(session, third, {"amount": "0.5"}, _at(3))
    with database.write(ANNA) as session:
        correct(session, now, {"amount": "0.7"}, _at(4))
    for minutes, states in (
        (5, ["rejected", "rejected", "corrected", "proposed"]),
        (6, ["rejected", "rejected", "proposed", "proposed"]),
        (7, ["proposed", "rejected", "proposed", "proposed"]),
    ):
        assert _undo(database, ANNA, minutes) == 1
        assert _states(database) == states
    assert _undo(database, ANNA, 8) == 0
    with database.read() as session:
        assert load_contracts(session)[0].terms == samples.contract().terms[:1] + tuple(
            samples.contract().terms[2:]
        )
        assert latest(session, third) is not None
    assert fourth in _numbers(database)


def test_terms_confirmed_together_are_taken_back_together(database: Database) -> None:
    numbers = _put(database)
    with database.write(ANNA) as session:
        confirm_all(session, numbers[:2], _at(1))
    assert _states(database) == ["confirmed", "confirmed", "proposed", "proposed"]
    assert _undo(database, ANNA, 2) == 2
    assert _states(database) == ["proposed"] * 4


def test_a_term_that_was_added_is_gone_when_that_is_taken_back(database: Database) -> None:
    _put(database)
    with database.write(ANNA) as session:
        number = add_term(session, _contract(session), FEE, _at(1))
    assert _states(database)[-1] == CORRECTED
    assert _undo(database, BEN, 2) == 0
    assert _undo(database, ANNA, 3) == 1
    assert len(_states(database)) == 4
    with database.read() as session:
        row = latest(session, number)
    assert row is not None
    assert row.known_to == _at(3)


def test_what_others_decided_since_is_theirs(database: Database) -> None:
    first = _put(database)[0]
    with database.write(ANNA) as session:
        now = decide(session, first, REJECTED, _at(1))
    with database.write(BEN) as session:
        correct(session, now, {"days": 60}, _at(2))
    assert _undo(database, ANNA, 3) == 0
    with database.read() as session:
        term = load_contracts(session)[0].terms[0]
    assert isinstance(term, PaymentTerm)
    assert term.days == 60
