"""Say what a file is from its content: contract, invoice, facts, bank or unknown."""

from extractors.classify import classify
from models.forms import Json
from models.scans import NO_SCANS, Scans


def run(data: bytes, file: str, _extra: str, scans: Scans = NO_SCANS) -> Json:
    """Classify one file."""
    return classify(data, file, scans)
