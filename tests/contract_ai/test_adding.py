"""Documents are read once; changed ones again; what people decided is kept."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from contract_ai.adding import Added, Adder
from contract_ai.folder import Folder
from contract_ai.sources import Source
from contract_ai.storage import documents as store
from contract_ai.storage.contracts import load_contracts
from contract_ai.storage.engine import Database
from contract_ai.storage.facts import load_facts
from contract_ai.storage.invoices import load_invoices
from contract_ai.storage.terms import CONFIRMED, decide, stored_terms
from contract_ai.storage.upgrade import open_database
from models.errors import ErrorCode
from models.forms import Json, contract_form, invoice_form, json_text
from models.scans import NO_SCANS, Scans
from tests.contract_ai import samples
from tests.contract_ai.fakes import Echo, reader
from tests.contract_ai.storage.conftest import place_of

FACTS = '{"kind": "payments", "rows": [{"paid_on": "2026-03-31", "amount": "10.00"}], "refused": ["row 3"]}'


class Books:
    """A folder of echo documents and its database."""

    def __init__(
        self, root: Path, monkeypatch: pytest.MonkeyPatch, place: str | Path = "sqlite://"
    ) -> None:
        self.root, self.task = root, Echo()
        self.database: Database = open_database(place)
        self._reader = reader(monkeypatch, self.task)
        self.write("MSA.pdf", json_text(contract_form(samples.contract())))
        self.write("INV-1.pdf", json_text([dict(invoice_form(samples.invoice()))]))
        self.write("payments.csv", FACTS)

    def write(self, name: str, text: str) -> Source:
        (self.root / name).write_text(text, encoding="utf-8")
        return Source(self.root / name)

    def source(self, name: str) -> Source:
        return Source(self.root / name)

    @property
    def folder(self) -> Folder:
        return Folder(
            "books",
            contracts=(self.source("MSA.pdf"),),
            invoices=(self.source("INV-1.pdf"),),
            facts=(self.source("payments.csv"),),
        )

    def add(self, folder: Folder | None = None, program: str = "v1") -> Added:
        adder = Adder(self.database, self._reader, program=program, now=samples.NOW)
        return adder.add(folder or self.folder)


@pytest.fixture
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Books:
    return Books(tmp_path, monkeypatch)


def test_every_kind_of_document_is_put_down(books: Books) -> None:
    added = books.add()
    assert (added.read, added.already, added.errors) == (3, 0, [])
    with books.database.read() as session:
        assert [one.stem for one in load_contracts(session)] == ["MSA"]
        assert [one.number for one in load_invoices(session)] == ["INV-1"]
        payments = load_facts(session).payments
        rows = store.documents(session, store.FACTS)
    assert payments is not None
    assert len(payments) == 1
    assert rows[0].detail == {"kind": "payments", "rows": 1, "refused": ["row 3"]}


def test_the_same_bytes_are_not_read_again(books: Books) -> None:
    books.add()
    books.task.files.clear()
    added = books.add()
    assert (added.read, added.already) == (0, 3)
    assert books.task.files == []


def test_another_program_reads_again_and_doubles_nothing(books: Books) -> None:
    books.add()
    added = books.add(program="v2")
    assert (added.read, added.already) == (3, 0)
    with books.database.read() as session:
        assert len(load_contracts(session)) == len(load_invoices(session)) == 1


def test_a_contract_people_worked_on_is_not_read_again(books: Books) -> None:
    books.add()
    with books.database.write() as session:
        decide(session, stored_terms(session)[0].number, CONFIRMED, samples.NOW)
    added = books.add(program="v2")
    assert (added.read, added.already) == (2, 1)
    with books.database.read() as session:
        assert stored_terms(session)[0].state == CONFIRMED


def test_a_copy_of_a_document_counts_once_and_is_named(books: Books) -> None:
    copy = books.write("copy.pdf", (books.root / "INV-1.pdf").read_text(encoding="utf-8"))
    added = books.add(replace(books.folder, invoices=(books.source("INV-1.pdf"), copy)))
    assert added.read == 3
    assert "copy.pdf: not read again, as it holds the same bytes as INV-1.pdf." in added.notices[0]
    with books.database.read() as session:
        assert len(load_invoices(session)) == 1


def test_a_broken_file_costs_itself_only(books: Books) -> None:
    bad = (books.write("a.pdf", "damaged"), books.write("z.pdf", "crash"), books.source("none.pdf"))
    added = books.add(replace(books.folder, invoices=(*bad, books.source("INV-1.pdf"))))
    assert added.read == 3
    codes = {error.code for error in added.errors}
    assert codes == {ErrorCode.PDF_DAMAGED, ErrorCode.READER_FAILED, ErrorCode.FILE_NOT_FOUND}


def test_confirmed_terms_are_used_instead_of_reading(books: Books) -> None:
    known = samples.contract("MSA.pdf")
    known = known.model_copy(update={"terms": known.terms[:1], "confirmed": True})
    terms = books.write("MSA.json", json_text(contract_form(known)))
    stray = books.write("other.json", json_text(contract_form(known)))
    added = books.add(replace(books.folder, terms=(terms, stray)))
    assert added.errors == []
    assert added.notices == ["terms/other.json: not used, as there is no contract of this name."]
    with books.database.read() as session:
        (loaded,) = load_contracts(session)
        assert {one.state for one in stored_terms(session)} == {CONFIRMED}
    assert len(loaded.terms) == 1
    assert loaded.confirmed


def test_confirmed_terms_count_where_the_document_cannot_be_read(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = books.write("MSA.json", json_text(contract_form(samples.contract())))
    monkeypatch.setattr(books.task, "run", _damaged_contract(books.task))
    added = books.add(replace(books.folder, terms=(terms,)))
    assert [error.code for error in added.errors] == [ErrorCode.READER_FAILED]
    with books.database.read() as session:
        (loaded,) = load_contracts(session)
    assert loaded.confirmed
    assert loaded.document.sha256 != "aa"


def _damaged_contract(task: Echo) -> Callable[[bytes, str, str], Json]:
    plain = task.run

    def run(data: bytes, file: str, extra: str, _scans: Scans = NO_SCANS) -> Json:
        return plain(b"crash" if file == "MSA.pdf" else data, file, extra)

    return run


class Sorting(Echo):
    """Answers the first questions with a kind, as the flat folder is sorted first."""

    def __init__(self, questions: int) -> None:
        super().__init__()
        self.questions = questions

    def run(self, data: bytes, file: str, extra: str, _scans: Scans = NO_SCANS) -> Json:
        """Say the kind, or what the document holds."""
        self.questions -= 1
        if self.questions < 0:
            return super().run(data, file, extra)
        kinds = {"MSA.pdf": "contract", "INV-1.pdf": "invoice", "payments.csv": "facts"}
        return kinds.get(file, "unknown")


def test_a_flat_folder_is_sorted_by_content(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = tuple(books.source(name) for name in ("INV-1.pdf", "MSA.pdf", "payments.csv"))
    folder = Folder("flat", unsorted=(*sources, books.write("letter.pdf", "{}")))
    for questions, read in ((4, 3), (1, 0)):
        task = reader(monkeypatch, Sorting(questions))
        added = Adder(books.database, task, program="v1", now=samples.NOW).add(folder)
        assert (added.read, added.already) == (read, 3 - read)
        assert [error.code for error in added.errors] == [ErrorCode.KIND_UNKNOWN]


def test_a_document_with_confirmed_terms_is_a_contract(books: Books) -> None:
    terms = books.write("MSA.json", json_text(contract_form(samples.contract())))
    added = books.add(Folder("flat", unsorted=(books.source("MSA.pdf"),), terms=(terms,)))
    assert (added.read, added.errors) == (1, [])
    with books.database.read() as session:
        assert [one.confirmed for one in load_contracts(session)] == [True]


@pytest.mark.parametrize("kind", ["file", "postgresql"])
def test_nul_in_documents_is_a_question_mark_in_every_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    books = Books(tmp_path, monkeypatch, place_of(kind, tmp_path))
    deal, bill = samples.contract(), samples.invoice("INV\0-1")
    header = deal.contract.model_copy(update={"title": "Services\0"})
    lines = tuple(one.model_copy(update={"description": "Work\0"}) for one in bill.lines)
    books.write("MSA.pdf", json_text(contract_form(deal.model_copy(update={"contract": header}))))
    form = invoice_form(bill.model_copy(update={"lines": lines, "notices": ("\0",)}))
    books.write("INV-1.pdf", json_text([dict(form)]))
    books.write("payments.csv", FACTS.replace("row 3", "row \\u0000 3"))
    assert not books.add().errors
    with books.database.read() as session:
        (contract,), (invoice,) = load_contracts(session), load_invoices(session)
        (facts,) = (row for row in store.documents(session) if row.kind == store.FACTS)
    books.database.close()
    assert contract.contract.title == "Services?"
    assert (invoice.number, invoice.notices) == ("INV?-1", ("?",))
    assert {line.description for line in invoice.lines} == {"Work?"}
    assert facts.detail["refused"] == ["row ? 3"]
