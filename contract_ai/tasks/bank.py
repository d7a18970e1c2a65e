"""Read a file of a bank: its statements, with balances checked."""

from contract_ai.bank_forms import bank_form
from extractors.bank.read import read_bank_file
from models.customs import Customs
from models.forms import Json
from models.scans import NO_SCANS, Scans


def run(data: bytes, file: str, extra: str, _scans: Scans = NO_SCANS) -> Json:
    """Read one file; ``extra`` is what was answered about tables."""
    return bank_form(read_bank_file(data, file, Customs.read(extra)))
