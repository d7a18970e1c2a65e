"""Why an invoice is billed under its contract, and what each of its lines is."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session

from checks.recognition.index import ContractIndex
from contract_ai.desk.agreed import AgreedLine, agreed_lines
from contract_ai.desk.casework import cases_for
from contract_ai.desk.kin import Kin, load_kin
from models.invoices import Invoice, as_credit


class Why(StrEnum):
    """What told the contract of an invoice, in the order in which it is looked for."""

    REFERENCE = "reference"
    PARTIES = "parties"
    OTHER = "other"
    """Its purchase order, or its lines name the contract's items."""


@dataclass(frozen=True, slots=True)
class Match:
    """The contract of an invoice, what told it, and what its lines should be."""

    contract: str
    why: Why
    lines: tuple[AgreedLine, ...]


def match_of(session: Session, invoice: Invoice, stem: str | None) -> Match | None:
    """Explain the contract that was found for an invoice; None where none was."""
    kin = load_kin(session, stem) if stem is not None else None
    if kin is None:
        return None
    counted = as_credit(invoice)
    cases = cases_for(kin, (counted,), [kin.stem], counted.issue_date or date.max)
    return Match(kin.stem, _why(kin, counted), agreed_lines(cases.invoices[0]))


def _why(kin: Kin, invoice: Invoice) -> Why:
    index = ContractIndex(tuple(kin.contracts.values()))
    if kin.contracts[kin.stem] in index.mentioned(invoice.contract_reference):
        return Why.REFERENCE
    between = index.having(invoice.supplier.name, invoice.customer.name)
    return Why.PARTIES if kin.contracts[kin.stem] in between else Why.OTHER
