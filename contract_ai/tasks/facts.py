"""Read a file of facts: its kind, the rows that count and the rows refused."""

from contract_ai.fact_tables import FactTable, fact_table_form
from extractors.facts.read import read_facts
from models.forms import Json
from models.scans import NO_SCANS, Scans


def run(data: bytes, file: str, _extra: str, _scans: Scans = NO_SCANS) -> Json:
    """Read one file of facts."""
    read = read_facts(data, file)
    return fact_table_form(FactTable(read.kind, read.facts, read.refused), file)
