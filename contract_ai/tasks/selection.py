"""Read a term of a named kind from words that a person selected."""

import json

from contract_ai.sandbox.limits import allow_cpu_again
from contract_ai.tasks import contract
from extractors.header import read_header
from extractors.readers.read import read_document
from extractors.terms.selection.places import of_characters, of_words
from extractors.terms.selection.propose import Proposed, proposed
from models.errors import DocumentError, ErrorCode
from models.forms import Form, Json, evidence_form
from models.scans import NO_SCANS, Scans

warm = contract.warm


def run(data: bytes, file: str, extra: str, scans: Scans = NO_SCANS) -> Json:
    """Return proposals; ``extra`` is JSON: the kind and the selection.

    A selection is [page, indexes of words], or [anchor, which of that name, start, end].

    Raises:
        DocumentError: the file cannot be used, or nothing of it is selected.
        PagesWanted: text recognition must read some of its pages first.
    """
    kind, selection = json.loads(extra)
    document = read_document(data, file, scans)
    if isinstance(selection[0], int):
        selected = of_words(document, *selection)
    else:
        anchor, nth, start, end = selection
        selected = of_characters(document, anchor, nth, (start, end))
    if selected is None:
        what, do = "No words of the document are selected.", "Select words and try again."
        raise DocumentError(ErrorCode.SELECTION_EMPTY, what, where=file, do=do)
    allow_cpu_again()
    header, _ = read_header(document)
    return [_form(one) for one in proposed(document, header, selected, kind)]


def _form(one: Proposed) -> Form:
    return {
        "kind": one.kind,
        "values": one.values,
        "missing": list(one.missing),
        "evidence": evidence_form(one.evidence, one.evidence.file),
    }
