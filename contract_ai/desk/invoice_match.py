"""Why an invoice is billed under its contract, and what each of its lines is."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session

from checks.recognition.index import ContractIndex
from contract_ai.desk.agreed import AgreedLine, agreed_lines
from contract_ai.desk.casework import cases_for
from contract_ai.desk.kin import Kin, load_kin
from contract_ai.storage.matching import load_corrections
from models.invoices import Invoice, as_credit
from models.matching import Told


class Why(StrEnum):
    """What told the contract of an invoice, in the order in which it is looked for."""

    HAND = "hand"
    LEARNED = "learned"
    REFERENCE = "reference"
    PARTIES = "parties"
    OTHER = "other"
    """Its purchase order, or its lines name the contract's items."""


@dataclass(frozen=True, slots=True)
class Match:
    """The contract of an invoice, what told it, and what its lines should be.

    ``told`` is the correction that told it, where one did.
    """

    contract: str
    why: Why
    lines: tuple[AgreedLine, ...]
    told: Told | None = None


def match_of(session: Session, invoice: Invoice, stem: str | None) -> Match | None:
    """Explain the contract that was found for an invoice; None where none was."""
    kin = load_kin(session, stem) if stem is not None else None
    if kin is None:
        return None
    counted = as_credit(invoice)
    said = load_corrections(session)
    day = counted.issue_date or date.max
    case = cases_for(kin, (counted,), [kin.stem], day, said).invoices[0]
    return Match(kin.stem, _why(kin, counted, case.told), agreed_lines(case), case.told)


def _why(kin: Kin, invoice: Invoice, told: Told | None) -> Why:
    if told is not None:
        return Why.LEARNED if told.learned else Why.HAND
    index = ContractIndex(tuple(kin.contracts.values()))
    if kin.contracts[kin.stem] in index.mentioned(invoice.contract_reference):
        return Why.REFERENCE
    between = index.having(invoice.supplier.name, invoice.customer.name)
    return Why.PARTIES if kin.contracts[kin.stem] in between else Why.OTHER
