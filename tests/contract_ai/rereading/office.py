"""A small company on file, and extractors that read it in another way."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from contract_ai.adding import Adder
from contract_ai.folder import survey
from contract_ai.pipeline import check
from contract_ai.reading import Job, Read, Reader
from contract_ai.rereading.book import RereadState, listed
from contract_ai.rereading.differences import DIFFERENCES, Difference
from contract_ai.rereading.reread import Rereader
from contract_ai.rereading.saying import Reread
from contract_ai.settings import Settings
from contract_ai.storage.contracts import load_contracts
from contract_ai.storage.engine import Database
from contract_ai.storage.terms import StoredTerm, stored_terms
from models.contracts import Contract
from models.errors import DocumentError, ErrorCode
from models.invoices import Invoice
from models.tables.rereading import RereadRow
from models.terms import Term
from tests.contract_ai import papers
from tests.contract_ai.fakes import InProcess
from tests.contract_ai.samples import NOW, TODAY

ChangeContract = Callable[[Contract], Contract]
ChangeInvoices = Callable[[list[Invoice]], list[Invoice]]


class OtherReader(Reader):
    """A reader whose grammar is another one: it changes what was read."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(InProcess, settings)
        self.contract: ChangeContract = lambda one: one
        self.invoice: ChangeInvoices = lambda some: some
        self.broken = False
        self.files: list[str] = []

    def contracts(self, jobs: Iterable[Job]) -> Iterator[Read[Contract]]:
        """Read contracts, with what the other grammar makes of them."""
        for read in super().contracts(jobs):
            self.files.append(read.job.source.name)
            if self.broken:
                error = DocumentError(
                    ErrorCode.READER_DIED, "It died.", where="MSA.pdf", do="Wait."
                )
                yield replace(read, value=None, error=error)
            else:
                yield replace(read, value=self.contract(read.value) if read.value else None)

    def invoices(self, jobs: Iterable[Job]) -> Iterator[Read[list[Invoice]]]:
        """Read invoices, with what the other grammar makes of them."""
        for read in super().invoices(jobs):
            self.files.append(read.job.source.name)
            yield replace(read, value=self.invoice(read.value) if read.value else None)


@dataclass
class Office:
    """A company, its database, and the readers of before and of now."""

    database: Database
    root: Path
    settings: Settings = field(init=False)
    other: OtherReader = field(init=False)

    def __post_init__(self) -> None:
        self.settings = Settings(workers=1, data=self.root / "files")
        self.other = OtherReader(self.settings)

    def read_all(self) -> None:
        """Read and check the company with the extractors of before."""
        folder = survey(papers.company(self.root / "company"), self.root / "report")
        reader = Reader(InProcess, self.settings)
        Adder(self.database, reader, program="v1", now=NOW).add(folder)
        self.check()

    def check(self) -> int:
        """Run the checks; return how many findings there are."""
        return check(self.database, as_of=TODAY, now=NOW).findings

    def reread(
        self,
        program: str = "v2",
        *,
        limit: int | None = None,
        automatic: bool = False,
        retry: bool = False,
    ) -> Reread:
        """Read again by other extractors."""
        rereader = Rereader(self.database, self.other, now=NOW, program=program)
        return rereader.run(as_of=TODAY, limit=limit, automatic=automatic, retry=retry)

    def readings(self, *states: RereadState) -> list[RereadRow]:
        """Return the readings in these states; the open ones where none is named."""
        with self.database.read() as session:
            return [row for row, _ in listed(session, states or (RereadState.OPEN,))]

    def differences(self) -> list[Difference]:
        """Return how the open readings differ."""
        return [
            one for row in self.readings() for one in DIFFERENCES.validate_python(row.differences)
        ]

    def terms(self) -> dict[str, StoredTerm]:
        """Return the terms on file, by kind."""
        with self.database.read() as session:
            return {one.term.kind: one for one in stored_terms(session)}

    def contract(self) -> Contract:
        """Return the contract as it counts."""
        with self.database.read() as session:
            return load_contracts(session)[0]


def edit(kind: str, **values: object) -> ChangeContract:
    """Read other values in every term of a kind."""

    def one(term: Term) -> Term:
        return term.model_copy(update=values) if term.kind == kind else term

    return lambda read: read.model_copy(update={"terms": tuple(map(one, read.terms))})


def drop(kind: str) -> ChangeContract:
    """Read no term of a kind."""
    return lambda read: read.model_copy(
        update={"terms": tuple(one for one in read.terms if one.kind != kind)}
    )
