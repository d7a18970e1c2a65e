"""Takes files of banks in: read apart, and the movements that are new written down."""

from dataclasses import dataclass
from datetime import datetime

from contract_ai.bank_forms import read_bank_form
from contract_ai.reading import Job, Reader
from contract_ai.sources import Source
from contract_ai.storage import payments as store
from contract_ai.storage.documents import FACTS, bring_back
from contract_ai.storage.engine import Database
from contract_ai.storage.payment_facts import publish
from models.errors import DocumentError
from models.payments import BankFile


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of one file of a bank; ``error`` is why it was not taken."""

    name: str
    format: str = ""
    new: int = 0
    known: int = 0
    warnings: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    sha256: str = ""
    error: DocumentError | None = None


def add_bank_file(database: Database, reader: Reader, source: Source, *, now: datetime) -> Arrived:
    """Read a bank's file apart and write down the movements that are new."""
    read = reader.one("bank", Job(source, extra=reader.customs), _bank_file)
    if read.error is not None or read.value is None:
        return Arrived(source.shown, error=read.error)
    file = read.value
    with database.write() as session:
        place = (read.sha256, source.name, source.place)
        taken = store.save_bank_file(session, file, place, now)
        bring_back(session, {(FACTS, read.sha256): source.place}, now)
        publish(session, now)
    said = file.warnings, file.refused
    return Arrived(source.shown, file.format, taken.new, taken.known, *said, read.sha256)


def _bank_file(value: object, _file: str, _sha256: str) -> BankFile:
    return read_bank_form(value)  # type: ignore[arg-type]  # what a child answers is JSON
