"""Drafts of a month are kept once, approved by a person as seen, numbered without gaps."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from checks.reconciliation.three_way import Span
from contract_ai.audit.trail import record
from contract_ai.billing.drafting import GONE, Drafting, Kept, approve, keep
from contract_ai.storage.documents import INVOICE, NewDocument, put_document
from contract_ai.storage.draft_changes import Approval, withdraw
from contract_ai.storage.drafts import DraftState, StoredDraft, draft, drafts
from contract_ai.storage.engine import Database
from contract_ai.storage.invoices import save_invoices
from contract_ai.storage.upgrade import open_database
from models.accounts import SYSTEM, Actor
from models.cases import Book
from models.errors import ErrorCode, RequestError
from models.invoices import Invoice, InvoiceDocument
from models.tables.audit import AuditEventRow
from models.tables.billing import BillDraftLineRow, BillDraftRow
from tests.checks.test_cases import Case, book_of
from tests.contract_ai.storage.conftest import place_of

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
ANN = Actor("ann", "finance")
FEBRUARY = Span(date(2026, 2, 1), date(2026, 2, 28))
MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))
TERMS = [{"kind": "rate", "item": "API calls", "amount": "0.02", "unit": "call"}]


class Company:
    """Contracts A and B with metered usage that a test changes, and drafts of it."""

    def __init__(self, database: Database) -> None:
        self.database = database.acting(ANN)
        self.usage: dict[tuple[str, int], str] = {("A", 2): "1000", ("A", 3): "500", ("B", 3): "50"}
        self.terms: list[dict[str, Any]] = TERMS
        self.invoices: dict[str, dict[str, Any]] = {}

    def load(self, _session: Session) -> Book:
        usage = [
            {
                "contract": contract,
                "meter": "API calls",
                "quantity": quantity,
                "period_start": f"2026-{month:02}-01",
                "period_end": f"2026-{month:02}-28",
            }
            for (contract, month), quantity in self.usage.items()
        ]
        case = {
            "contracts": {one: {"terms": self.terms} for one in "AB"},
            "facts": {"usage": usage},
            "invoices": self.invoices,
        }
        return book_of(Case.model_validate(case))

    def keeps(self, span: Span = MARCH, contract: str | None = None) -> Kept:
        return keep(Drafting(self.database, span, self.load, contract), NOW)

    def approves(self, number: int, *, series: str = "2026-", seen: str = "") -> str:
        with self.database.read() as session:
            seen = seen or draft(session, number).content
        given = Approval(seen, series, NOW.date(), NOW)
        return approve(self.database, lambda _: self.load, number, given).number or ""

    def withdraws(self, number: int) -> None:
        with self.database.write() as session:
            withdraw(session, number, "Billed by the partner", NOW)

    def drafts(self) -> list[StoredDraft]:
        with self.database.read() as session:
            return drafts(session)

    def states(self) -> list[tuple[str, str, Decimal]]:
        return [(one.contract, one.state.value, one.net) for one in self.drafts()]

    def actions(self) -> list[tuple[str, str]]:
        with self.database.read() as session:
            query = select(AuditEventRow).where(col(AuditEventRow.action).startswith("bill."))
            found = session.exec(query.order_by(col(AuditEventRow.seq))).all()
            return [(one.action, one.actor) for one in found]


@pytest.fixture(params=["memory", "file", "postgresql"])
def company(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Company]:
    opened = open_database(place_of(request.param, tmp_path))
    yield Company(opened)
    opened.close()


def test_keeping_again_keeps_no_second_one(company: Company) -> None:
    assert company.keeps() == Kept((1, 2), (), (), (), ())
    assert company.keeps() == Kept((), (), (1, 2), (), ())
    assert company.states() == [("A", "draft", Decimal(10)), ("B", "draft", Decimal(1))]
    assert company.actions() == [("bill.drafted", "ann")] * 2
    one = company.drafts()[0]
    assert (one.invoice.number, one.invoice.net_amount, one.made_by) == (None, Decimal(10), "ann")
    (line,) = one.lines
    assert (line.working, line.kind) == ("500 x 0.02 = 10.00", "usage")
    assert line.proofs


def test_a_draft_that_waits_takes_on_what_changed(company: Company) -> None:
    company.keeps()
    seen = company.drafts()[0].content
    company.usage["A", 3] = "600"
    assert company.keeps() == Kept((), (1,), (2,), (), ())
    assert company.states()[0] == ("A", "draft", Decimal(12))
    assert company.actions()[-1] == ("bill.redrafted", "ann")
    with pytest.raises(RequestError) as stale:
        company.approves(1, seen=seen)
    assert stale.value.code is ErrorCode.DRAFT_CHANGED
    with pytest.raises(RequestError):
        company.approves(1, seen=company.drafts()[0].content[:11])
    del company.usage["A", 3]
    assert company.keeps() == Kept((), (), (2,), (1,), ())
    assert company.drafts()[0].why == GONE


def test_a_draft_is_approved_once_and_never_changed(company: Company) -> None:
    company.keeps()
    assert company.approves(1) == "2026-0001"
    with pytest.raises(RequestError) as again:
        company.approves(1)
    assert again.value.code is ErrorCode.DRAFT_NOT_SO
    with pytest.raises(RequestError):
        company.withdraws(1)
    with pytest.raises(RequestError):
        company.approves(7)
    before = company.drafts()[0]
    assert before.invoice.number == "2026-0001"
    assert (before.invoice.issue_date, before.approved_by) == (NOW.date(), "ann")
    company.usage["A", 3] = "600"
    assert company.keeps() == Kept((3,), (), (2,), (), ())
    assert company.drafts()[0] == before
    assert company.drafts()[2].lines[0].original == before.lines[0].key
    assert company.actions()[-2:] == [("bill.approved", "ann"), ("bill.drafted", "ann")]


def test_numbers_have_no_gaps_and_begin_anew_in_each_series(company: Company) -> None:
    company.keeps(FEBRUARY)
    company.keeps()
    company.withdraws(2)
    assert company.approves(3) == "2026-0001"
    with pytest.raises(RequestError):
        company.approves(1, seen="0" * 64)
    assert company.approves(1) == "2026-0002"
    assert company.keeps() == Kept((4,), (), (), (), ())
    assert company.approves(4, series="INV-2027-") == "INV-2027-0001"


def test_the_number_of_a_foreign_invoice_is_not_given_again(company: Company) -> None:
    company.keeps()
    with company.database.write() as session:
        home = put_document(session, NewDocument("0" * 64, INVOICE, "a", "/a", "v1", {}), NOW)
        save_invoices(
            session, home, [Invoice(document=InvoiceDocument(file="a"), number="2026-0001")]
        )
    with pytest.raises(RequestError) as taken:
        company.approves(1)
    assert taken.value.code is ErrorCode.NUMBER_TAKEN
    assert company.approves(1, series="C-2026-") == "C-2026-0001"


def test_an_approved_draft_keeps_the_terms_of_payment_of_its_day(company: Company) -> None:
    days = {"kind": "payment_term", "days": 30, "counts_from": "invoice_date"}
    company.terms = [*TERMS, days]
    company.keeps()
    company.approves(1)
    company.terms = [*TERMS, days | {"days": 60}]
    approved, waiting = company.drafts()
    assert (approved.invoice.issue_date, approved.invoice.due_date) == (
        date(2026, 4, 1),
        date(2026, 5, 1),
    )
    assert "30 days" in (approved.invoice.payment_terms or "")
    assert waiting.invoice.due_date is None


def test_the_program_approves_nothing(company: Company) -> None:
    company.keeps()
    company.database = company.database.acting(SYSTEM)
    with pytest.raises(RequestError, match="A person approves"):
        company.approves(1)
    assert company.states()[0][1] == "draft"


def test_what_was_withdrawn_may_be_drafted_again(company: Company) -> None:
    company.keeps(contract="A")
    assert [one.contract for one in company.drafts()] == ["A"]
    company.withdraws(1)
    assert company.drafts()[0].why == "Billed by the partner"
    assert company.keeps(contract="A").made == (2,)
    assert [one.state for one in company.drafts()] == [DraftState.WITHDRAWN, DraftState.DRAFT]
    assert company.drafts()[0].lines[0].key == company.drafts()[1].lines[0].key


def test_late_usage_adjusts_in_the_next_month_until_nothing_differs(company: Company) -> None:
    company.keeps(FEBRUARY)
    company.approves(1)
    company.usage["A", 2] = "1250"
    company.keeps()
    second = company.drafts()[1]
    adjusted = second.lines[-1]
    assert (second.net, adjusted.amount) == (Decimal(15), Decimal(5))
    assert (adjusted.before, adjusted.after) == (Decimal(20), Decimal(25))
    assert second.invoice.lines[-1].description == "Adjustment of 2026-0001: API calls"
    company.usage["A", 2] = "1300"
    assert company.keeps().changed == (second.id,)
    company.approves(second.id)
    assert company.keeps().made == ()
    company.usage["A", 2] = "1200"
    company.keeps()
    note = company.drafts()[-1]
    assert (note.net, note.invoice.net_amount) == (Decimal(-2), Decimal(2))
    assert (note.invoice.is_credit, note.invoice.corrects) == (True, "2026-0001")
    assert company.drafts()[0].net == Decimal(20)


def test_an_adjustment_waits_in_one_draft_only(company: Company) -> None:
    company.keeps(FEBRUARY)
    company.approves(1)
    company.usage["A", 2] = "1250"
    company.keeps(FEBRUARY)
    company.keeps()
    assert [len(one.lines) for one in company.drafts() if one.contract == "A"] == [1, 1, 1]


def test_what_is_no_longer_to_be_billed_like_that_is_not_approved(company: Company) -> None:
    company.keeps()
    company.usage["A", 3] = "600"
    with pytest.raises(RequestError, match="changed since the draft was kept") as stale:
        company.approves(1)
    assert stale.value.code is ErrorCode.DRAFT_CHANGED
    assert company.approves(2) == "2026-0001"
    del company.usage["A", 3]
    with pytest.raises(RequestError):
        company.approves(1)


def test_an_issued_invoice_takes_its_charges_off_the_drafts(company: Company) -> None:
    company.keeps()
    line = {
        "description": "API calls, March 2026",
        "quantity": "500",
        "amount": "10",
        "period_start": "2026-03-01",
        "period_end": "2026-03-28",
    }
    company.invoices["X-1"] = {
        "issue_date": "2026-04-01", "contract_reference": "A", "lines": [line]
    }  # fmt: skip
    assert company.keeps().withdrawn == (1,)


def test_an_invoice_of_ours_that_was_sent_early_adjusts_nothing(company: Company) -> None:
    company.terms = [
        {"kind": "fee", "item": "support fee", "amount": "100", "frequency": "monthly"},
        {"kind": "billing", "frequency": "monthly", "timing": "advance"},
    ]
    company.keeps(contract="A")
    number = company.approves(1)
    line = {
        "description": "Support fee, March 2026",
        "amount": "100",
        "period_start": "2026-03-01",
        "period_end": "2026-03-31",
    }
    company.invoices[number] = {
        "issue_date": "2026-02-20", "contract_reference": "A", "lines": [line]
    }  # fmt: skip
    assert company.keeps(contract="A") == Kept((), (), (), (), ())


@pytest.mark.parametrize("company", ["file", "postgresql"], indirect=True)
def test_what_changes_while_it_is_worked_out_is_worked_out_anew(company: Company) -> None:
    seen: list[str] = []

    def load(session: Session) -> Book:
        book = company.load(session)
        seen.append(company.usage["A", 3])
        if len(seen) == 1:
            company.usage["A", 3] = "700"
            with company.database.write() as other:
                record(other, action="document.read", object="usage.csv", at=NOW)
        return book

    keep(Drafting(company.database, MARCH, load), NOW)
    assert seen == ["500", "700"]
    assert company.states()[0] == ("A", "draft", Decimal(14))


def _together(work: Any, times: int = 2) -> list[BaseException]:  # noqa: ANN401 (a function)
    """Do something in threads at once; return how they failed."""
    failed: list[BaseException] = []
    ready = threading.Barrier(times)

    def one() -> None:
        ready.wait()
        try:
            work()
        except RequestError as error:
            failed.append(error)

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


@pytest.mark.parametrize("company", ["file", "postgresql"], indirect=True)
def test_two_at_once_keep_and_approve_one(company: Company) -> None:
    assert _together(company.keeps) == []
    assert len(company.drafts()) == 2
    failed = _together(lambda: company.approves(1))
    assert [error.code for error in failed if isinstance(error, RequestError)] == [
        ErrorCode.DRAFT_NOT_SO
    ]
    assert [one.number for one in company.drafts()] == ["2026-0001", None]


@pytest.mark.parametrize("company", ["file", "postgresql"], indirect=True)
def test_two_at_once_get_two_numbers(company: Company) -> None:
    company.keeps()
    numbers = iter((1, 2))
    assert _together(lambda: company.approves(next(numbers))) == []
    assert sorted(one.number or "" for one in company.drafts()) == ["2026-0001", "2026-0002"]


def test_the_database_has_no_charge_twice(company: Company) -> None:
    company.keeps()
    with Session(company.database.engine) as session:
        line = session.exec(select(BillDraftLineRow).where(BillDraftLineRow.draft_id == 1)).one()
        twice = BillDraftLineRow.model_validate(
            line.model_dump(exclude={"id"}) | {"draft_id": 2, "line": 9}
        )
        session.add(twice)
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()
        row = session.get_one(BillDraftRow, 1)
        session.add(BillDraftRow.model_validate(row.model_dump(exclude={"id"})))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()
