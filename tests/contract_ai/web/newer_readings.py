"""Readings of the sample company's contracts by newer extractors, compared and weighed as in a night."""

from collections.abc import Callable
from dataclasses import asdict, replace
from decimal import Decimal

from sqlmodel import Session, col, select

from contract_ai.pipeline import load_book
from contract_ai.rereading.book import Reading, note, note_findings
from contract_ai.rereading.readings import differences_of
from contract_ai.rereading.weighing import weigh
from contract_ai.web.site import Site
from models.contracts import Contract
from models.errors import DocumentError, ErrorCode
from models.forms import contract_form
from models.tables.documents import DocumentRow
from models.terms import Rate

ORDER = "SOW-2025-014-larchmont"
OTHER = "RET-2026-002-bramble"
VERSION = "n" * 64


def dearer(contract: Contract) -> Contract:
    """Read 10.00 more in every rate, on page 2."""
    return contract.model_copy(update={"terms": tuple(map(_dearer, contract.terms))})


def retitled(contract: Contract) -> Contract:
    """Read another title."""
    header = contract.contract.model_copy(update={"title": "Retainer Agreement of 2026"})
    return contract.model_copy(update={"contract": header})


def read_anew(site: Site, stem: str, change: Callable[[Contract], Contract] = dearer) -> int:
    """Let newer extractors read a contract in another way; return the reading's number."""
    with site.database.write() as session:
        document = _document(session, stem)
        book = load_book(session, site.today())
        contract = change(next(one for one in book.contracts if one.stem == stem))
        derived = [contract_form(contract)]
        found = differences_of(session, document, derived)
        assert found
        number = note(session, document, Reading(VERSION, "s", derived, found), site.clock())
    made = weigh(
        site.database,
        [number],
        as_of=site.today(),
        settings=site.settings.for_checks,
        now=site.clock(),
    )
    with site.database.write() as session:
        note_findings(session, number, [asdict(one) for one in made[number]], site.clock())
    return number


def fail(site: Site, stem: str) -> None:
    """Let newer extractors fail on a contract."""
    what, do = "The original is not there any more.", "Put the file back where it lay."
    error = DocumentError(ErrorCode.ORIGINAL_MISSING, what, where=stem, do=do)
    with site.database.write() as session:
        note(session, _document(session, stem), Reading(VERSION, error=error), site.clock())


def _document(session: Session, stem: str) -> DocumentRow:
    query = select(DocumentRow).where(col(DocumentRow.file).startswith(f"{stem}."))
    return session.exec(query).one()


def _dearer(term: object) -> object:
    if not isinstance(term, Rate) or term.amount is None:
        return term
    evidence = replace(term.evidence, page=2)
    return term.model_copy(update={"amount": term.amount + Decimal(10), "evidence": evidence})
