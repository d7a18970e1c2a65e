"""Say what a file is from its content: contract, invoice, facts or unknown."""

from extractors.classify import classify
from models.forms import Json


def run(data: bytes, file: str, _extra: str) -> Json:
    """Classify one file."""
    return classify(data, file)
