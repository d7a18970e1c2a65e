"""Read a file of facts: its kind, the rows that count and the rows refused."""

from contract_ai.fact_tables import FactTable, fact_table_form
from extractors.facts.read import read_facts
from models.customs import Customs
from models.forms import Json
from models.scans import NO_SCANS, Scans


def run(data: bytes, file: str, extra: str, _scans: Scans = NO_SCANS) -> Json:
    """Read one file of facts; ``extra`` is what was answered about tables."""
    read = read_facts(data, file, Customs.read(extra))
    return fact_table_form(FactTable(read.kind, read.facts, read.refused), file)
