"""Erased is erased: no word of a contract is left on disk; that it was there is."""

from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlmodel import col, select

from checks.billing.drafts import Head
from checks.billing.keeping import DraftLine
from contract_ai.cli.main import cli
from contract_ai.intake.erasure import NoSuchContract, erase, erase_leftovers
from contract_ai.intake.removal import ERASED, NoSuchDocument, restore
from contract_ai.pipeline import check, findings
from contract_ai.storage.contracts import load_contracts
from contract_ai.storage.draft_changes import Approval, approve, put_draft
from contract_ai.storage.drafts import draft, drafts
from contract_ai.storage.upgrade import open_database
from models.accounts import Actor
from models.evidence import Evidence
from models.findings import EvidenceRole, Proof
from models.invoices import Invoice, InvoiceDocument, InvoiceLine, InvoiceParty
from models.tables.audit import AuditEventRow
from models.tables.contracts import ContractRow
from models.tables.documents import DocumentRow
from models.tables.intake import UploadItemRow
from models.tables.reminders import ReminderLetterRow, ReminderRow
from models.tables.terms import TermRow
from tests.contract_ai import papers
from tests.contract_ai.intake.desk import ANN, START, TODAY, FrontDesk

WORDS = (b"Larchmont", b"thirty (30) days", b"Tidewater", b"Roe-Agreement")
"""What only the contract says; the invoice names the parties as well and is not erased."""


@pytest.fixture
def loaded(desk: FrontDesk) -> FrontDesk:
    desk.give("Roe-Agreement.pdf", papers.pdf(*papers.AGREEMENT))
    desk.worker().work()
    return desk


def _disk(desk: FrontDesk) -> bytes:
    folder = desk.root.parent
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def _erase(desk: FrontDesk, name: str = "Roe-Agreement") -> list[str]:
    forgotten: list[str] = []
    database = desk.database.acting(Actor("carol", "administrator"))
    erase(
        database,
        desk.vault,
        desk.reader,
        name,
        reason="Retention ended.",
        now=START,
        forget=[forgotten.append],
    )
    return forgotten


@pytest.mark.on_sqlite("the file is searched")
def test_no_word_is_left_and_the_hash_is(loaded: FrontDesk) -> None:
    before = _disk(loaded)
    assert all(word in before for word in WORDS)
    forgotten = _erase(loaded)
    with loaded.database.read() as session:
        document = session.exec(select(DocumentRow)).one()
        contract = session.exec(select(ContractRow)).one()
        terms = session.exec(select(TermRow)).all()
        item = session.exec(select(UploadItemRow)).one()
        event = session.exec(
            select(AuditEventRow).where(AuditEventRow.action == "contract.erased")
        ).one()
    assert forgotten == [document.sha256]
    assert (document.stamp, document.file, document.retired_at) == (ERASED, "erased-1", START)
    assert (contract.stem, contract.provider, contract.customer) == ("erased-1", None, None)
    assert terms
    assert {(term.quote, str(term.values), str(term.evidence)) for term in terms} == {
        ("", "{}", "{}")
    }
    assert (item.name, item.document_id) == ("erased-1", document.id)
    assert (event.actor, event.reason) == ("carol", "Retention ended.")
    assert document.sha256[:16] in event.object
    assert loaded.vault.original(document.sha256) is None
    after = _disk(loaded)
    # The trail names contracts by their file's name, and is never changed.
    assert [word for word in WORDS[:3] if word in after] == []


def test_the_checks_go_on_without_it(loaded: FrontDesk) -> None:
    loaded.give("billing.csv", papers.INVOICE_CSV.replace("MSA", "Roe-Agreement").encode())
    loaded.worker().work()
    assert findings(loaded.database).audit.findings
    _erase(loaded)
    said = str(findings(loaded.database).audit.findings)
    assert "thirty" not in said
    check(loaded.database, as_of=TODAY, now=START)
    with loaded.database.read() as session:
        assert load_contracts(session) == ()
    assert not any(
        one.contract == "Roe-Agreement" for one in findings(loaded.database).audit.findings
    )


def _letter(state: str, text: str) -> ReminderLetterRow:
    return ReminderLetterRow(
        supplier="Us",
        customer="Them",
        language="en",
        tone="firm",
        receivers=[],
        items=[],
        subject=text,
        text=text,
        html=text,
        state=state,
        made_at=START,
    )


def test_reminders_quote_it_no_more(loaded: FrontDesk) -> None:
    quote = "Please pay within fourteen (14) days, says clause 4."
    with loaded.database.write() as session:
        for number, state in enumerate(("approved", "sent")):
            letter = _letter(state, quote)
            session.add(letter)
            session.flush()
            session.add(
                ReminderRow(
                    item=f"A-{number}",
                    step="after 7",
                    letter_id=letter.id or 0,
                    invoice=f"A-{number}",
                    contract="Roe-Agreement",
                    due_on=TODAY,
                    open_amount=Decimal("100.00"),
                    currency="USD",
                )
            )
    _erase(loaded)
    with loaded.database.read() as session:
        letters = session.exec(select(ReminderLetterRow).order_by(col(ReminderLetterRow.id))).all()
        asked = session.exec(select(ReminderRow)).one()
    assert [(one.state, one.text) for one in letters] == [("withdrawn", ""), ("sent", "")]
    assert (asked.item, asked.contract) == ("A-1", "erased-1")
    assert b"fourteen (14) days, says" not in _disk(loaded)


def test_erased_does_not_come_back(loaded: FrontDesk) -> None:
    _erase(loaded)
    with loaded.database.write() as session, pytest.raises(NoSuchDocument):
        restore(session, 1, "", START)
    with pytest.raises(NoSuchContract):
        _erase(loaded)


def test_uploaded_anew_it_is_read_anew(loaded: FrontDesk) -> None:
    _erase(loaded)
    again = loaded.give("MSA.pdf", papers.pdf(*papers.AGREEMENT))
    assert erase_leftovers(loaded.database, loaded.vault) == 0
    loaded.worker().work()
    assert loaded.states(again.batch) == {"MSA.pdf": "done"}
    with loaded.database.read() as session:
        (contract,) = load_contracts(session)
    assert contract.stem == "MSA"
    assert contract.terms


def test_an_original_that_a_kill_left_goes_later(loaded: FrontDesk) -> None:
    with loaded.database.read() as session:
        sha256 = session.exec(select(DocumentRow.sha256)).one()
    place = loaded.vault.original(sha256)
    assert place is not None
    kept = place.read_bytes()
    _erase(loaded)
    place.write_bytes(kept)
    assert erase_leftovers(loaded.database, loaded.vault) == 1
    assert loaded.vault.original(sha256) is None


def test_the_command(tmp_path: Path) -> None:
    place = str(tmp_path / "books.db")
    folder = papers.company(tmp_path / "company")
    run = CliRunner().invoke
    assert run(cli, ["add", str(folder), "--database", place, "--quiet"]).exit_code == 0
    asked = ["erase", "MSA", "--reason", "Retention ended.", "--database", place]
    assert run(cli, asked, input="n\n").exit_code == 1
    done = run(cli, asked, input="y\n")
    assert done.stdout.startswith("Erased document 1 (")
    assert f"Your own file stays: {folder / 'contracts' / 'MSA.pdf'}" in done.stderr
    again = run(cli, [*asked, "--yes"])
    assert again.exit_code == 2
    assert "No contract on file is named MSA" in again.stderr
    database = open_database(place)
    with database.read() as session:
        query = select(DocumentRow.kind).where(col(DocumentRow.retired_at).is_(None))
        assert sorted(session.exec(query)) == ["facts", "invoice"]
    database.close()
    assert (folder / "contracts" / "MSA.pdf").exists()
    assert ANN.name not in done.stdout


@pytest.mark.on_sqlite("the file is searched")
def test_drafts_of_invoices_quote_it_no_more(loaded: FrontDesk) -> None:
    quote = "The price of the lighthouse is due each quarter."
    party = InvoiceParty(name="Lighthouse Keepers Ltd")
    head = Head("Roe-Agreement", "USD", TODAY.replace(day=1), TODAY)
    proof = Proof(EvidenceRole.CONTRACT, Evidence(quote=quote))
    with loaded.database.write(ANN) as session:
        for number in (1, 2):
            line = InvoiceLine(number=1, description=quote, amount=Decimal("100.00"))
            invoice = Invoice(
                document=InvoiceDocument(file="draft Roe-Agreement"),
                customer=party,
                net_amount=Decimal("100.00"),
                lines=(line,),
            )
            kept = DraftLine(f"key {number}", head.contract, "USD", "fee", line, quote, (proof,))
            made, _ = put_draft(session, head, (invoice, [kept]), START)
            if number == 1:
                seen = draft(session, made).content
                approve(session, made, Approval(seen, "2026-", TODAY, START))
    assert quote.encode() in _disk(loaded)
    _erase(loaded)
    with loaded.database.read() as session:
        first, second = drafts(session)
    assert [(one.state.value, one.number) for one in (first, second)] == [
        ("approved", "2026-0001"),
        ("withdrawn", None),
    ]
    assert (first.contract, first.invoice.number) == ("erased-1", "2026-0001")
    assert (first.invoice.net_amount, first.lines[0].key) == (Decimal("100.00"), "key 1")
    left = _disk(loaded)
    assert (quote.encode() in left, b"Lighthouse" in left) == (False, False)
