"""Read a contract: bytes to contract-terms/1."""

import json

from contract_ai.confirmed import with_confirmed
from contract_ai.readable import must_be_readable
from contract_ai.sandbox.limits import allow_cpu_again
from contract_ai.tasks import SECOND
from extractors.contracts import extract_contract
from extractors.readers.read import read_document
from extractors.terms.proposals.answer import read_answer
from models.document import Document, DocumentKind
from models.forms import Json, contract_form, read_contract_form
from models.passage import Passage
from models.scans import NO_SCANS, Scans

_CLAUSE = (
    "The Customer shall pay each invoice within thirty (30) days after its date. The Provider shall "
    "invoice monthly in arrears; late amounts bear interest at 1.5% per month."
)


def warm() -> None:
    """Read a clause of our own, so that children share all that readers load at first use."""
    passage = Passage(_CLAUSE, file="clause")
    extract_contract(Document("clause", "", DocumentKind.PDF, passages=(passage,)))


def run(data: bytes, file: str, extra: str, scans: Scans = NO_SCANS) -> Json:
    """Read one contract.

    ``extra`` is empty; or contract-terms/1 that a person confirmed: its terms are kept, their
    quotes are looked up in the document, and the document's own doubts are added; or what a
    second reader said, which is merged with our own reading.

    Raises:
        DocumentError: the file cannot be used, or no page of it holds text.
    """
    document = read_document(data, file, scans)
    allow_cpu_again()
    given = json.loads(extra) if extra else {}
    second = given.get(SECOND)
    if second is not None or not extra:
        must_be_readable(document)
    if second is not None:
        form = second["answer"]
        answer = read_answer(form, whole=second["whole"]) if form is not None else None
        contract = extract_contract(document, answer)
        notices = (*contract.notices, *second["notices"])
        return contract_form(contract.model_copy(update={"notices": notices}))
    contract = extract_contract(document)
    if extra:
        contract = with_confirmed(read_contract_form(given), contract, document)
    return contract_form(contract)
