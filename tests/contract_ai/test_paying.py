"""Files of banks into the database, matched, applied, undone; what the checks know of them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import Session, select

from contract_ai import paying
from contract_ai.audit.trail import newest
from contract_ai.bank_files import Arrived, add_bank_file
from contract_ai.engines.choice import LocalEngine
from contract_ai.intake.removal import retire
from contract_ai.paying import Matched
from contract_ai.reading import Reader
from contract_ai.settings import Settings
from contract_ai.sources import Source
from contract_ai.storage import payments as store
from contract_ai.storage.documents import FACTS, INVOICE, NewDocument, documents, put_document
from contract_ai.storage.engine import Database
from contract_ai.storage.facts import load_facts
from contract_ai.storage.invoices import save_invoices
from contract_ai.storage.payment_facts import publish
from contract_ai.storage.upgrade import open_database
from extractors.bank.read import read_bank_file
from models.tables.audit import AuditEventRow
from models.tables.payments import AllocationRow
from tests.checks.builders import invoice

NOW = datetime(2026, 6, 30, tzinfo=UTC)
AS_OF = date(2026, 6, 30)
HEAD = "Booking date,Amount,Currency,Payer,Description,Transaction ID\n"
ROWS = (
    "2026-06-20,1000.00,USD,Customer LLC,Invoice INV-0001,B1\n"
    "2026-06-21,700.00,USD,Customer LLC,thank you,B2\n"
    "2026-06-22,55.00,USD,City Bank,interest,B3\n"
    "2026-06-23,-100.00,USD,Landlord,INV-0001,B4\n"
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a database with two open invoices."""
    opened = open_database(tmp_path / "books.db")
    with opened.write() as session:
        for number, total in (("INV-0001", "1000.00"), ("INV-0002", "700.00")):
            new = NewDocument(number, INVOICE, f"{number}.xml", number, "s")
            one = invoice(number, total=total, net_amount=total, due_date="2026-03-31")
            save_invoices(session, put_document(session, new, NOW), [one])
    yield opened
    opened.close()


def taken(database: Database, text: str, name: str = "june.csv") -> store.Taken:
    """Take a table in."""
    with database.write() as session:
        read = read_bank_file(text.encode(), name)
        made = store.save_bank_file(session, read, (name + str(len(text)), name, name), NOW)
        publish(session, NOW)
    return made


def said(session: Session) -> dict[str | None, Decimal]:
    """Return what the checks know of payments."""
    return {p.invoice_number: p.amount for p in load_facts(session).payments or ()}


def match(database: Database) -> Matched:
    return paying.match_all(database, as_of=AS_OF, now=NOW)


def test_what_is_exact_is_applied_and_the_checks_know(database: Database) -> None:
    """Likely ones wait, unknown money is a payment without a number, money that went out is none."""
    assert taken(database, HEAD + ROWS).new == 4
    assert match(database) == Matched(payments=3, exact=1, likely=1, unknown=1)
    with database.read() as session:
        held = store.held_lines(session)
        assert [one.state for one in held] == ["applied", "proposed", "open", "out"]
        rows = [(p.invoice_number, p.amount) for p in load_facts(session).payments or ()]
        assert rows == [("INV-0001", Decimal(1000)), (None, Decimal(700)), (None, Decimal(55))]
        open_now = {one.number: one.open for one in paying.items_of(session, AS_OF)}
    assert open_now == {"INV-0001": Decimal(0), "INV-0002": Decimal(700)}


def test_a_company_that_trusts_likely_ones_has_them_applied(database: Database) -> None:
    """Only where that much is open, and not what a person took back."""
    more = "2026-06-25,700.00,USD,Customer LLC,thank you,B5\n"
    taken(database, HEAD + ROWS + more)
    trusting = paying.Manner(trust_likely=True)
    found = paying.match_all(database, as_of=AS_OF, now=NOW, manner=trusting)
    assert (found.exact, found.likely, found.trusted, found.unknown) == (1, 1, 1, 2)
    with database.read() as session:
        held = store.held_lines(session)
        assert [one.state for one in held] == ["applied", "applied", "open", "out", "open"]
        assert held[1].shares[0].certainty == store.TRUSTED
        assert said(session)["INV-0002"] == Decimal(700)
        applied = select(AuditEventRow).where(AuditEventRow.action == "payment.applied")
        assert [row.reason for row in session.exec(applied)] == ["exact", "trusted"]
    paying.change(database, lambda s: store.undo(s, 2, "it was for rent", NOW), NOW)
    again = paying.match_all(database, as_of=AS_OF, now=NOW, manner=trusting)
    with database.read() as session:
        states = {one.number: one.state for one in store.held_lines(session)}
    assert (again.trusted, states[2], states[5]) == (0, "proposed", "open")


def test_the_same_lines_again_add_nothing(database: Database) -> None:
    """The same file, and a statement that overlaps; two equal payments of one file stay two."""
    taken(database, HEAD + ROWS)
    assert taken(database, HEAD + ROWS) == store.Taken(1, 0, 4)
    more = "2026-06-24,5.00,USD,Twice,same,\n2026-06-24,5.00,USD,Twice,same,\n"
    again = taken(database, HEAD + ROWS + more, "july.csv")
    assert (again.new, again.known) == (2, 4)
    assert taken(database, HEAD + more, "twice.csv").new == 0
    match(database)
    with database.read() as session:
        assert len(store.held_lines(session)) == 6
        assert len(session.exec(select(AllocationRow)).all()) == 2


def test_a_person_applies_and_undoes(database: Database) -> None:
    """Each step tells the checks and the trail; what was undone is only proposed again."""
    taken(database, HEAD + ROWS)
    match(database)
    paying.change(database, lambda s: store.apply_proposed(s, 2, "asked them", NOW), NOW)
    with database.read() as session:
        assert said(session) == {
            "INV-0001": Decimal(1000),
            "INV-0002": Decimal(700),
            None: Decimal(55),
        }
    paying.change(database, lambda s: store.undo(s, 1, "wrong", NOW), NOW)
    assert match(database) == Matched(payments=2, exact=0, likely=1, unknown=1)
    with database.read() as session:
        assert "INV-0001" not in said(session)
        assert "It was undone before." in store.held_lines(session)[0].verdict
        actions = [row.action for row in session.exec(select(AuditEventRow))]
    assert {"bank_file.added", "payment.applied", "payment.undone", "payment.matched"} <= set(
        actions
    )
    with pytest.raises(store.NoSuchPayment):
        paying.change(database, lambda s: store.undo(s, 3, "", NOW), NOW)


def test_amounts_of_a_person_and_money_set_aside(database: Database) -> None:
    """A person's amounts count; what is set aside is no payment for the checks."""
    taken(database, HEAD + ROWS)
    match(database)
    shares = {"INV-0002": Decimal(600), "INV-0001": Decimal(100)}
    paying.change(
        database, lambda s: store.allocate(s, 2, shares, store.Words("by letter"), NOW), NOW
    )
    paying.change(database, lambda s: store.set_aside(s, 3, "interest", NOW), NOW)
    with database.read() as session:
        states = [one.state for one in store.held_lines(session)]
        rows = {(p.invoice_number, p.amount) for p in load_facts(session).payments or ()}
    assert states == ["applied", "applied", "aside", "out"]
    assert rows == {
        ("INV-0001", Decimal(1000)),
        ("INV-0002", Decimal(600)),
        ("INV-0001", Decimal(100)),
    }


def test_a_promise_is_the_newest(database: Database) -> None:
    for day in (date(2026, 7, 1), date(2026, 7, 9)):
        paying.change(database, lambda s, d=day: store.promise(s, "INV-0002", d, "", NOW), NOW)  # type: ignore[misc]
    with database.read() as session:
        assert store.promises(session) == {"INV-0002": date(2026, 7, 9)}


def test_a_file_is_read_apart(database: Database, tmp_path: Path) -> None:
    """The reader's child reads it; a file that is none has its error."""
    settings = Settings(workers=1)
    reader = Reader(LocalEngine(settings), settings)
    good, bad = tmp_path / "june.csv", tmp_path / "bad.csv"
    good.write_text(HEAD + ROWS)
    bad.write_text("nothing\n1\n")
    found = add_bank_file(database, reader, Source(good), now=NOW)
    assert (found.format, found.new, found.error) == ("table", 4, None)
    refused: Arrived = add_bank_file(database, reader, Source(bad), now=NOW)
    assert refused.error is not None
    assert refused.error.code == "BANK_FILE_UNKNOWN"


def test_a_file_out_of_use_stays_out_until_it_is_added_again(
    database: Database, tmp_path: Path
) -> None:
    """What a person took out of use is not brought back by the next match."""
    settings = Settings(workers=1)
    reader = Reader(LocalEngine(settings), settings)
    file = tmp_path / "june.csv"
    file.write_text(HEAD + ROWS)
    add_bank_file(database, reader, Source(file), now=NOW)
    with database.write() as session:
        (document,) = documents(session, FACTS)
        retire(session, document.id or 0, "a wrong file", NOW)
    match(database)
    with database.read() as session:
        assert said(session) == {}
    add_bank_file(database, reader, Source(file), now=NOW)
    with database.read() as session:
        assert said(session)["INV-0001"] == 1000


def test_looking_again_in_vain_writes_nothing(database: Database) -> None:
    taken(database, HEAD + ROWS)
    match(database)
    with database.read() as session:
        before, proposed = newest(session), store.held_lines(session)[1].shares[0].id
    assert match(database) == Matched(payments=2, exact=0, likely=1, unknown=1)
    with database.read() as session:
        assert newest(session) == before
        assert store.held_lines(session)[1].shares[0].id == proposed
