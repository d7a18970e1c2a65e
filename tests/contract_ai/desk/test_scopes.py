"""No function of the desk shows a user anything of a contract outside of his scope."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select

import contract_ai.desk
from contract_ai.desk.contracts import ContractFilter
from contract_ai.desk.finding_detail import finding
from contract_ai.desk.finding_filter import FindingFilter
from contract_ai.desk.invoices import InvoiceFilter, invoice
from contract_ai.desk.ledger import customer_key
from contract_ai.desk.payments import PaymentFilter
from contract_ai.desk.reconciliation import ReconciliationFilter
from contract_ai.desk.reviews import QueueFilter
from contract_ai.desk.scope import EVERYTHING, Scope
from contract_ai.desk.trail import TrailFilter
from contract_ai.storage.engine import Database
from contract_ai.storage.invoices import load_invoices
from models.tables.audit import AuditEventRow
from models.tables.contracts import ContractRow
from models.tables.documents import DocumentRow
from models.tables.findings import FindingRow
from models.tables.invoices import InvoiceRow
from models.tables.payments import BankLineRow
from models.tables.terms import TermRow
from tests.contract_ai.desk.conftest import TODAY

UNSCOPED = {
    "agreed.agreed_lines",  # of a case that is given
    "billing.lines_of",  # of a draft that is given
    "alike.spared_by",  # of what was found within a scope
    "casework.cases_for",
    "casework.load_cases",
    "contract_rows.has_words",  # conditions
    "contract_rows.contract_id",  # rows and texts for functions that take a scope
    "contract_rows.in_use",
    "contract_rows.same",
    "contracts.item_of",
    "contracts.to_review",
    "contracts.unsettled",
    "contracts.waits",
    "contract_detail.versions_of",
    "contract_detail.terms_known",  # a statement, and it is narrowed
    "dashboard.last_run",  # says the same to everyone
    "deadlines.term_end",
    "finding_conditions.bucket_of",
    "finding_conditions.asked",  # keys of a filter, without a scope
    "finding_conditions.let_through",  # rows of a list in memory, by a scope
    "finding_conditions.through",
    "finding_detail.tests_of",
    "findings.invoice_ids",
    "findings.item_of",
    "findings.place_of",
    "invoice_match.match_of",
    "ledger.customer_key",
    "named_customers.is_customer",  # for who may see every contract
    "payments.unseen_numbers",  # what must not be told
    "kin.load_kin",
    "kin.relatives",
    "documents.sources",  # where documents lie, for who may see them
    "proof_input.gather",  # of what was found within a scope
    "proof_input.pursued_with",
    *(f"quality.{name}" for name in "by_kind by_month in_all".split()),  # of sums that are given
    "review_sheet.full_names",
    "review_sheet.progress_of",
    "review_sheet.review_term",
    "review_sheet.terms_of",
    *(f"filters.{name}" for name in "amount day many many_of one_of text yes_no".split()),
}
KEEP_PROOFS = (
    "finding_detail.finding",
    "proof_input.of_finding",
    "proof_input.of_invoice",
    "receivables.receivables",
    "ledger.ledger",
    "payment.payable_items",
)
NOTHING_IN_THE_SAMPLE = {  # nobody decided anything there
    "alike.alike",
    "billing.bill_draft",  # tests/contract_ai/web/test_billing.py has drafts
    "billing.bill_drafts",
    "billing.bill_months",
    "billing.count_bill_drafts",
    "changes.last_changes",
    "dashboard.recovered",
    "extraction.extraction_quality",
    "invoices.told_of",
    "learned.learned_rules",
    "reminders.reminder_holds",  # tests/contract_ai/web/test_reminders.py has letters and holds
    "reminders.reminder_letter",
    "reconciliation.closed_period",  # tests/contract_ai/web/test_reconciliation.py closes months
    "nights.last_night",  # no batch brought the company
    "removed.is_removed",
    "removed.removed",
    *(  # no newer extractors read it: tests/contract_ai/web/test_rereadings.py
        f"rereadings.{name}"
        for name in "compared_rereading count_rereadings rereading untouched_rereadings".split()
    ),
}
LATER = date(2100, 1, 1)  # the company is read at the moment of the test
PARTS = {
    "Larchmont's order": "SOW-2025-014-larchmont",
    "its master agreement": "MSA-2025-011-larchmont",
    "another": "FPA-2025-021-ostrava",
    "nothing": "no such contract",
}


def _public() -> Iterator[tuple[str, Callable[..., Any]]]:
    for found in pkgutil.iter_modules(contract_ai.desk.__path__):
        module = importlib.import_module(f"contract_ai.desk.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield f"{found.name}.{name}", function


SCOPED = {
    name: function
    for name, function in _public()
    if "scope" in inspect.signature(function).parameters and name not in UNSCOPED
}


def test_every_function_takes_a_scope_or_is_known_not_to() -> None:
    assert {name for name, _ in _public()} == SCOPED.keys() | UNSCOPED


def _calls(session: Session, name: str, function: Callable[..., Any], scope: Scope) -> list[object]:
    """Call a function for every thing on file that it can be asked for."""
    row = _rows(session, name)
    fixed: dict[str, list[object]] = {
        "session": [session],
        "scope": [scope],
        "today": [TODAY],
        "as_of": [TODAY],
        "day": [LATER if name.startswith("as_of.") else TODAY],
        "limit": [1000],
        "page": [1],
        "size": [1000],
        "last": [None],
        "wanted": [_filter(name)],
        "fingerprint": [*session.exec(select(FindingRow.fingerprint))],
        "stem": [*session.exec(select(ContractRow.stem))],
        "contract": [*session.exec(select(ContractRow.stem))],
        "contract_id": [*session.exec(select(ContractRow.id))],
        "number": _numbers(session, name),
        "key": _customers(session),
        "seq": [*session.exec(select(AuditEventRow.seq))],
        "row": row,
        "sha256": [*session.exec(select(DocumentRow.sha256))],
        "detail": _details(session, name, scope),
        "anywhere": [False],
        "words": [""],
        "place": [1],
        "rule": [],  # tests/contract_ai/web/test_matching.py has rules
        "invoice": [*load_invoices(session)[:3]],
        "line": [load_invoices(session)[0].lines[0]],
        "settings": [None],
        "keys": [()],
    }
    parameters = inspect.signature(function).parameters
    asked = next((key for key in parameters if len(fixed[key]) != 1), None)
    values = fixed[asked] if asked else [None]
    found = (
        function(**{key: value if key == asked else fixed[key][0] for key in parameters})
        for value in values
    )
    return [list(one) if isinstance(one, Iterator) else one for one in found]


def _details(session: Session, name: str, scope: Scope) -> list[object]:
    """Return the findings or invoices that are seen, for functions that go on from one."""
    if name == "proof_input.of_invoice":
        rows = [*session.exec(select(col(InvoiceRow.id)))]
        return [seen for row in rows if (seen := invoice(session, scope, row or 0))]
    marks = session.exec(select(FindingRow.fingerprint)).all()
    return [one for mark in marks if (one := finding(session, scope, mark))]


def _numbers(session: Session, name: str) -> list[object]:
    payment = name.partition(".")[0] in {"payment", "payments"}
    return list(session.exec(select(BankLineRow.id if payment else TermRow.id)))


def _customers(session: Session) -> list[object]:
    return [customer_key(one.customer.name or "") for one in load_invoices(session)]


def _rows(session: Session, name: str) -> list[object]:
    model = InvoiceRow if name.startswith("invoices.") else ContractRow
    return list(session.exec(select(col(model.id))))


def _filter(name: str) -> object:
    if name.startswith("contracts."):
        return ContractFilter()
    if name.startswith("trail."):
        return TrailFilter()
    if name.startswith("payments."):
        return PaymentFilter()
    if name.startswith("reviews."):
        return QueueFilter(show="all")
    if name.startswith("reconciliation."):
        return ReconciliationFilter()
    return InvoiceFilter() if name.startswith("invoices.") else FindingFilter()


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", SCOPED)
def test_nothing_of_another_contract_is_shown(name: str, part: str, company: Database) -> None:
    own = PARTS[part]
    with company.read() as session:
        shown = repr(_calls(session, name, SCOPED[name], Scope((own,))))
        stems = session.exec(select(ContractRow.stem)).all()
        if name in KEEP_PROOFS:  # a finding keeps its proof, also a clause above it
            shown = shown.replace("MSA-2025-011-larchmont.pdf", "")
        others = [stem for stem in stems if stem != own and stem in shown]
        assert others == []
        marks = session.exec(select(FindingRow.fingerprint, FindingRow.contract)).all()
        assert [mark for mark, contract in marks if contract != own and mark in shown] == []


@pytest.mark.parametrize("name", SCOPED)
def test_who_sees_everything_is_shown_something(name: str, company: Database) -> None:
    with company.read() as session:
        shown = [one for one in _calls(session, name, SCOPED[name], EVERYTHING) if one]
    assert shown or name in NOTHING_IN_THE_SAMPLE
