"""The invoices of one family of contracts as the checks see them; nothing else is loaded."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from checks.matching import Cases, Register, cases_of
from checks.recognition.index import ContractIndex
from checks.taught import Taught
from contract_ai.desk.columns import DOCUMENT, DOCUMENTS, INVOICE, INVOICES, TESTED, TESTED_ON
from contract_ai.desk.kin import Kin
from contract_ai.storage.invoices import invoices_of
from contract_ai.storage.matching import load_corrections
from models.cases import Book
from models.facts import Facts
from models.heads import head_order
from models.invoices import Invoice, as_credit
from models.matching import Correction


@dataclass(frozen=True, slots=True)
class CaseWork:
    """The cases of a tree; ``rows`` are the invoices' rows in the order of the cases."""

    kin: Kin
    cases: Cases
    rows: tuple[int, ...]


def load_cases(session: Session, kin: Kin, as_of: date) -> CaseWork:
    """Load every invoice that the last run found for a contract of a tree."""
    query = (
        select(INVOICE.id, TESTED_ON.contract)
        .select_from(INVOICES)
        .join(TESTED, TESTED_ON.invoice_id == INVOICE.id)
        .join(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
        .where(TESTED_ON.contract.in_(list(kin.contracts)), DOCUMENT.retired_at.is_(None))
        .order_by(INVOICE.id)
    )
    stems = dict(session.execute(query).all())
    loaded = invoices_of(session, stems)
    pairs = sorted(
        zip(stems, map(as_credit, loaded), strict=True), key=lambda pair: head_order(pair[1])
    )
    invoices = tuple(one for _, one in pairs)
    said = load_corrections(session)
    cases = cases_for(kin, invoices, [stems[row] for row, _ in pairs], as_of, said)
    return CaseWork(kin, cases, tuple(row for row, _ in pairs))


def cases_for(
    kin: Kin,
    invoices: tuple[Invoice, ...],
    stems: list[str],
    as_of: date,
    corrections: tuple[Correction, ...] = (),
) -> Cases:
    """Build the cases of invoices whose contracts are known; ``corrections`` tell of their lines."""
    contracts = tuple(kin.contracts.values())
    book = Book(contracts, invoices, Facts(), as_of, corrections=corrections)
    book = replace(book, forest=kin.forest)
    families = {stem: kin.forest.family(one) for stem, one in kin.contracts.items()}
    register = Register(book, ContractIndex(contracts), families, {}, Taught(corrections))
    return cases_of(book, register, [(kin.contracts[stem],) for stem in stems], contracts)
