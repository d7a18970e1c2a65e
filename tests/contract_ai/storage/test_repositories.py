"""What goes into the database comes out equal, and nothing is there twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, text
from sqlmodel import select

from contract_ai.fact_tables import FactTable
from contract_ai.storage import documents as store
from contract_ai.storage.contracts import load_contracts, save_contract
from contract_ai.storage.engine import Database
from contract_ai.storage.facts import load_facts, save_facts
from contract_ai.storage.findings import (
    NoSuchFinding,
    decide,
    load_audit,
)
from contract_ai.storage.invoices import load_invoices, save_invoices
from contract_ai.storage.terms import (
    CONFIRMED,
    REJECTED,
    NoSuchTerm,
    correct,
    stored_terms,
)
from contract_ai.storage.terms import decide as decide_term
from models.evidence import Evidence
from models.facts import Facts, Payment, Usage
from models.findings import State
from models.lives import Decision
from models.tables.findings import FindingRow
from models.tables.invoice_lines import InvoiceLineRow
from models.tables.terms import TermRow
from models.terms import PaymentTerm
from tests.contract_ai import samples
from tests.contract_ai.samples import NOW, TODAY

CONTRACT = store.NewDocument("aa", store.CONTRACT, "MSA.pdf", "/in/MSA.pdf", "v1")
INVOICE = store.NewDocument("bb", store.INVOICE, "INV-1.pdf", "/in/INV-1.pdf", "v1")


def _put_contract(database: Database, new: store.NewDocument = CONTRACT) -> None:
    with database.write() as session:
        number = store.put_document(session, new, NOW)
        save_contract(session, number, samples.contract(new.file, new.sha256), NOW)


def _put_invoice(database: Database, new: store.NewDocument = INVOICE) -> None:
    with database.write() as session:
        number = store.put_document(session, new, NOW)
        save_invoices(session, number, [samples.invoice("INV-1", new.file, new.sha256)])


def test_a_contract_comes_back_equal(database: Database) -> None:
    _put_contract(database)
    with database.read() as session:
        assert load_contracts(session) == (samples.contract(),)


def test_an_invoice_comes_back_equal_to_the_last_digit(database: Database) -> None:
    _put_invoice(database)
    with database.read() as session:
        assert load_invoices(session) == (samples.invoice(),)


def test_the_same_document_again_doubles_nothing(database: Database) -> None:
    for _ in range(2):
        _put_contract(database)
        _put_invoice(database)
    with database.read() as session:
        assert len(load_contracts(session)) == 1
        assert session.exec(select(func.count()).select_from(TermRow)).one() == 4
        assert session.exec(select(func.count()).select_from(InvoiceLineRow)).one() == 2


def test_other_bytes_at_the_same_path_replace_the_document(database: Database) -> None:
    _put_invoice(database)
    _put_invoice(
        database, store.NewDocument("cc", store.INVOICE, "INV-1.pdf", "/in/INV-1.pdf", "v1")
    )
    with database.read() as session:
        (loaded,) = load_invoices(session)
    assert loaded.document.sha256 == "cc"


def test_only_the_documents_of_the_folder_count(database: Database) -> None:
    _put_invoice(database)
    _put_contract(database)
    with database.write() as session:
        store.keep_only(session, {(store.CONTRACT, "aa")}, NOW)
    with database.read() as session:
        assert load_invoices(session) == ()
        assert len(load_contracts(session)) == 1
    with database.write() as session:
        store.bring_back(session, {(store.INVOICE, "bb"): "/moved/INV-1.pdf"}, NOW)
    with database.read() as session:
        assert len(load_invoices(session)) == 1
        assert [row.path for row in store.documents(session, store.INVOICE)] == ["/moved/INV-1.pdf"]


def test_amounts_add_up_in_sql(database: Database) -> None:
    _put_invoice(database)
    with database.read() as session:
        total = session.exec(select(func.sum(InvoiceLineRow.amount))).one()
        whole = session.execute(text("SELECT sum(total) FROM invoice")).scalar_one()
    assert total == Decimal("1500.10")
    assert whole == 1500100000


def test_facts_come_back_equal_and_a_kind_without_a_file_is_none(database: Database) -> None:
    place = Evidence(quote="1,000", file="usage.csv", sha256="dd", anchor="row 2")
    usage = Usage(
        contract="MSA",
        meter="calls",
        quantity=Decimal("1000.12345678"),
        period_start=TODAY,
        period_end=TODAY,
        evidence=place,
    )
    new = store.NewDocument(
        "dd", store.FACTS, "usage.csv", "/in/usage.csv", "v1", {"kind": "usage"}
    )
    empty = store.NewDocument("ee", store.FACTS, "p.csv", "/in/p.csv", "v1", {"kind": "payments"})
    with database.write() as session:
        save_facts(session, store.put_document(session, new, NOW), FactTable("usage", (usage,)))
        save_facts(session, store.put_document(session, empty, NOW), FactTable("payments", ()))
    with database.read() as session:
        assert load_facts(session) == Facts(usage=(usage,), payments=())
        assert session.execute(text('SELECT quantity FROM "usage"')).scalar_one() == 1000123457


def test_facts_without_evidence_come_back_equal(database: Database) -> None:
    payment = Payment(invoice_number="INV-1", paid_on=TODAY, amount=Decimal("10.00"))
    new = store.NewDocument("ee", store.FACTS, "p.csv", "/in/p.csv", "v1", {"kind": "payments"})
    with database.write() as session:
        save_facts(
            session, store.put_document(session, new, NOW), FactTable("payments", (payment,))
        )
    with database.read() as session:
        assert load_facts(session).payments == (payment,)


def test_a_view_shows_the_values_of_its_kind(database: Database) -> None:
    _put_contract(database)
    with database.read() as session:
        row = session.execute(text("SELECT contract, days, counts_from FROM term_payment_term"))
        assert row.one() == ("MSA", 30, "invoice_date")
        total = session.execute(text("SELECT sum(amount) FROM term_rate WHERE unit = 'hour'"))
        assert total.scalar_one() == 187.5
        item = session.execute(text("SELECT item FROM term_rate WHERE amount = 187.5"))
        assert item.scalar_one() == "Engineer"


def test_a_confirmed_term_needs_no_review_and_the_reading_before_is_kept(
    database: Database,
) -> None:
    _put_contract(database)
    later = NOW + timedelta(days=1)
    with database.read() as session:
        number = stored_terms(session, "MSA")[1].number
    with database.write() as session:
        decide_term(session, number, CONFIRMED, later)
    with database.read() as session:
        terms = stored_terms(session, "MSA")
        old = session.get(TermRow, number)
    assert [one.state for one in terms] == ["proposed", "confirmed", "proposed", "proposed"]
    assert not terms[1].term.review
    assert old is not None
    assert (old.known_to, old.superseded_by) == (later, terms[1].number)


def test_a_rejected_term_no_longer_counts(database: Database) -> None:
    _put_contract(database)
    with database.read() as session:
        number = stored_terms(session)[0].number
    with database.write() as session:
        decide_term(session, number, REJECTED, NOW)
    with database.read() as session:
        (loaded,) = load_contracts(session)
        assert store.touched(session) == {(store.CONTRACT, "aa")}
    assert not [term for term in loaded.terms if isinstance(term, PaymentTerm)]


def test_a_corrected_term_keeps_its_quote(database: Database) -> None:
    _put_contract(database)
    with database.read() as session:
        number = stored_terms(session)[0].number
    with database.write() as session:
        correct(session, number, {"days": 45, "from": "invoice_receipt"}, NOW)
    with database.read() as session:
        (loaded,) = load_contracts(session)
    term, before = loaded.terms[0], samples.contract().terms[0]
    assert isinstance(term, PaymentTerm)
    assert (term.days, term.counts_from.value) == (45, "invoice_receipt")
    assert term.evidence == before.evidence


def test_a_correction_that_makes_no_term_changes_nothing(database: Database) -> None:
    _put_contract(database)
    with database.read() as session:
        number = stored_terms(session)[0].number
    with pytest.raises(ValueError, match="days"), database.write() as session:
        correct(session, number, {"days": -1}, NOW)
    with database.read() as session:
        assert load_contracts(session) == (samples.contract(),)


def test_a_term_that_is_not_there_cannot_be_decided(database: Database) -> None:
    with pytest.raises(NoSuchTerm), database.write() as session:
        decide_term(session, 999, CONFIRMED, NOW)


def test_an_audit_comes_back_equal(database: Database) -> None:
    with database.write() as session:
        samples.save_audit(session)
    with database.read() as session:
        stored = load_audit(session)
    assert stored is not None
    assert stored.as_of == TODAY
    assert stored.audit == samples.audit()


def test_a_second_run_replaces_the_first_and_keeps_what_people_decided(
    database: Database,
) -> None:
    fingerprint = samples.audit().findings[0].fingerprint
    with database.write() as session:
        samples.save_audit(session)
        decide(session, [fingerprint], Decision(State.DISPUTED, "We pay 187.50.", NOW, "ann"))
    with database.write() as session:
        samples.save_audit(session)
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(FindingRow)).one() == 1
        stored = load_audit(session)
        assert stored is not None
        assert [found.state for found in stored.audit.findings] == ["disputed"]


def test_before_the_first_run_there_is_no_audit(database: Database) -> None:
    with database.read() as session:
        assert load_audit(session) is None


def test_only_findings_of_the_last_run_can_be_decided(database: Database) -> None:
    with pytest.raises(NoSuchFinding), database.write() as session:
        decide(session, ["0123456789abcdef"], Decision(State.WAIVED, "too small", NOW))


def test_an_error_undoes_the_whole_transaction(database: Database) -> None:
    with pytest.raises(KeyError), database.write() as session:
        save_facts(session, store.put_document(session, CONTRACT, NOW), FactTable("no kind", ()))
    with database.read() as session:
        assert store.documents(session) == []
