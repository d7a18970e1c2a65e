"""Invoices on file that are like one that a person decided about, and what would change of them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from checks.matching import named_by, orders_of
from checks.recognition.clues import clue_of, clues_of, is_same_matter, name_of, pair_of
from checks.recognition.index import ContractIndex
from checks.recognition.parties import core_name
from checks.taught import Taught, clue_alike, home_of
from contract_ai.desk.casework import CaseWork, cases_for, load_cases
from contract_ai.desk.columns import (
    CONTRACT,
    CONTRACTS,
    DOCUMENT,
    DOCUMENTS,
    INVOICE,
    INVOICES,
    TESTED,
    TESTED_ON,
)
from contract_ai.desk.contract_rows import in_use
from contract_ai.desk.kin import load_kin
from contract_ai.desk.scope import Scope
from contract_ai.storage.bulk import batched
from contract_ai.storage.facts import FactIndex
from contract_ai.storage.invoices import invoices_of
from contract_ai.storage.matching import load_corrections
from models.cases import Charge, InvoiceCase
from models.contracts import Contract, ContractHeader, DocumentInfo
from models.invoices import Invoice, as_credit
from models.matching import Clues, Correction


@dataclass(frozen=True, slots=True)
class AlikeInvoice:
    """An invoice on file that a decision about another one holds for.

    ``lines`` are the numbers of its lines that it holds for; none where it is about the contract.
    ``changes`` says that its match would be another one.
    """

    row: int
    names: frozenset[str]
    contract: str | None
    changes: bool
    lines: tuple[int, ...] = ()


def alike(session: Session, scope: Scope, rule: Correction) -> tuple[AlikeInvoice, ...]:
    """Return the invoices on file that a decision holds for when it is not held back.

    Those about which a person decided, and the one that it was made on, are left out.
    """
    others = Taught(one for one in load_corrections(session) if one.number != rule.number)
    if rule.line is not None:
        found = list(_by_line(session, others, rule))
    else:
        found = list(_by_contract(session, others, rule))
    return tuple(one for one in found if scope.sees(one.contract))


def spared_by(found: Collection[AlikeInvoice]) -> frozenset[str]:
    """Return the names of invoices, to hold what is learnt back from them."""
    return frozenset(name for one in found for name in one.names)


def _by_contract(session: Session, others: Taught, rule: Correction) -> Iterator[AlikeInvoice]:
    if rule.contract is None:
        return
    index, followed = _index(session), Taught((*others.decisions, rule))
    facts = FactIndex(session)
    held = facts.load(session, {"purchase_orders": facts.others("purchase_orders", set())})
    orders = orders_of(held.purchase_orders or (), index)
    for row, stem, invoice in _between(session, rule.clues):
        own = set(name_of(invoice)) & set(rule.invoice)
        if own or others.of_invoice(invoice) or not is_same_matter(rule.clues, clues_of(invoice)):
            continue
        if followed.of_corrected(as_credit(invoice)):  # it goes along without being told
            continue
        named = named_by(invoice, index, orders)
        if len(named) != 1:
            yield AlikeInvoice(row, frozenset(name_of(invoice)), stem, stem != rule.contract)


def _by_line(session: Session, others: Taught, rule: Correction) -> Iterator[AlikeInvoice]:
    home = home_of(rule)
    kin = load_kin(session, home) if home else None
    if kin is None:
        return
    work = load_cases(session, kin, rule.at.date())
    with_rule = _with(work, (*others.decisions, replace(rule, teaches=True, spared=frozenset())))
    for row, before, after in zip(work.rows, work.cases.invoices, with_rule, strict=True):
        if set(name_of(before.invoice)) & set(rule.invoice):
            continue
        if pair_of(before.invoice) != (rule.clues.supplier, rule.clues.customer):
            continue
        pairs = list(zip(before.charges, after.charges, strict=True))
        held = [(old, new) for old, new in pairs if _holds(rule, new, others, before)]
        if held:
            yield AlikeInvoice(
                row=row,
                names=frozenset(name_of(before.invoice)),
                contract=before.contract.stem if before.contract else None,
                changes=any(_meaning(old) != _meaning(new) for old, new in held),
                lines=tuple(new.line.number for _, new in held),
            )


def _holds(rule: Correction, charge: Charge, others: Taught, case: InvoiceCase) -> bool:
    own = others.of_line(case.invoice, charge.line)
    return own is None and clue_alike(rule, clue_of(charge.line))


def _meaning(charge: Charge) -> tuple[object, ...]:
    return charge.kind, charge.item, charge.terms


def _with(work: CaseWork, said: tuple[Correction, ...]) -> tuple[InvoiceCase, ...]:
    """Build the cases of the same invoices as if other corrections counted."""
    invoices = tuple(case.invoice for case in work.cases.invoices)
    stems = [case.contract.stem for case in work.cases.invoices if case.contract]
    as_of = work.cases.invoices[0].book.as_of if invoices else None
    if as_of is None:
        return ()
    return cases_for(work.kin, invoices, stems, as_of, said).invoices


def _index(session: Session) -> ContractIndex:
    """Return all contracts on file by their names alone."""
    query = in_use(select(CONTRACT.stem, CONTRACT.number, CONTRACT.title).select_from(CONTRACTS))
    return ContractIndex(
        Contract(
            document=DocumentInfo(file=f"{stem}.pdf"),
            contract=ContractHeader(number=number, title=title),
        )
        for stem, number, title in session.execute(query.order_by(CONTRACT.stem))
    )


def _between(session: Session, clues: Clues) -> Iterator[tuple[int, str | None, Invoice]]:
    """Yield the invoices in use between two companies with the contract that the last run found."""
    suppliers = _spelled(session, INVOICE.supplier, clues.supplier)
    query = (
        select(INVOICE.id, TESTED_ON.contract)
        .select_from(INVOICES)
        .join(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
        .outerjoin(TESTED, TESTED_ON.invoice_id == INVOICE.id)
        .where(DOCUMENT.retired_at.is_(None), INVOICE.supplier.in_(suppliers))
        .order_by(INVOICE.id)
    )
    stems = dict(session.execute(query).all())
    for chunk in batched(stems):
        for row, invoice in zip(chunk, invoices_of(session, chunk), strict=True):
            if pair_of(invoice) == (clues.supplier, clues.customer):
                yield row, stems[row], invoice


def _spelled(session: Session, column: ColumnElement[str | None], wanted: str) -> list[str]:
    """Return the spellings of a company that stand in a column."""
    names = session.execute(select(column).where(column.is_not(None)).distinct()).scalars()
    return [name for name in names if name and core_name(name).replace(" ", "") == wanted]
