"""Every figure of the lists is the one that the whole book gives."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session

from checks.agreement import clauses_on
from checks.copies import settled
from checks.matching import register_of
from contract_ai.desk import (
    as_of,
    contract_detail,
    contracts,
    dashboard,
    deadlines,
    extraction,
    finding_detail,
    finding_summary,
    findings,
    invoices,
    tests_passed,
    timeline,
)
from contract_ai.desk.contracts import ContractFilter
from contract_ai.desk.finding_filter import FindingFilter
from contract_ai.desk.invoices import InvoiceFilter
from contract_ai.desk.scope import EVERYTHING
from contract_ai.pipeline import load_book, match
from contract_ai.storage.contracts import load_contracts
from contract_ai.storage.engine import Database
from contract_ai.storage.findings import StoredAudit, load_audit
from contract_ai.storage.invoices import load_invoices
from contract_ai.storage.terms import CONFIRMED, decide, stored_terms
from models.findings import LocatedFinding, Result
from models.terms import Cap, Fee
from reports.totals import at_stake, stakes, sums_by_direction
from tests.contract_ai.desk.conftest import NOW, TODAY

FILTERS = (
    "",
    "state=open",
    "state=disputed&state=waived&sort=-amount",
    "direction=overbilled&severity=high&sort=act_before",
    "code=DU101&code=QT101&sort=age",
    "currency=EUR&currency=&sort=code",
    "review=no&least=100&most=5000&sort=-act_before",
    "q=milestone",
    "q=ta-70+due&sort=-code",
    "age=0-30&customer=Ostrava Instruments s.r.o.",
    "age=over-90",
    "contract=",
)


def _audit(session: Session) -> StoredAudit:
    found = load_audit(session)
    assert found is not None
    return found


def _all(session: Session) -> tuple[LocatedFinding, ...]:
    return _audit(session).audit.findings


def _lets_through(wanted: FindingFilter, one: LocatedFinding, customer: str | None) -> bool:
    finding = one.finding
    text = f"{finding.message} {one.invoice or ''} {one.contract or ''}".lower()
    amount = finding.amount
    return all(
        (
            not wanted.state or one.state in wanted.state,
            not wanted.direction or finding.direction in wanted.direction,
            not wanted.severity or one.severity in wanted.severity,
            not wanted.code or one.code in wanted.code,
            not wanted.currency or (finding.currency or "") in wanted.currency,
            not wanted.contract or (one.contract or "") in wanted.contract,
            not wanted.customer or (customer or "") in wanted.customer,
            not wanted.age or "0-30" in wanted.age,
            wanted.review is None or finding.review is wanted.review,
            wanted.least is None or (amount is not None and amount >= wanted.least),
            wanted.most is None or (amount is not None and amount <= wanted.most),
            all(word in text for word in wanted.q.lower().split()),
        )
    )


@pytest.mark.parametrize("query", FILTERS)
def test_a_list_and_its_counts(query: str, company: Database) -> None:
    wanted = FindingFilter.parse(query)
    with company.read() as session:
        page = findings.find(session, EVERYTHING, wanted, TODAY)
        counted = finding_summary.summary(session, EVERYTHING, wanted, TODAY)
        every = findings.find(session, EVERYTHING, FindingFilter(), TODAY)
        customers = {one.fingerprint: one.customer for one in every.items}
        kept = [
            one for one in _all(session) if _lets_through(wanted, one, customers[one.fingerprint])
        ]
        marks = [one.fingerprint for one in page.items]
        assert sorted(marks) == sorted(one.fingerprint for one in kept)
        assert counted.count == len(kept)
        stake = {(one.currency, one.direction): one.at_stake for one in counted.totals}
        for one in sums_by_direction(kept):
            assert stake[one.currency, one.direction] == one.amount
        assert sum(stake.values()) == sum((s.amount for s in sums_by_direction(kept)), Decimal(0))
        assert marks == list(findings.marks(session, EVERYTHING, wanted, TODAY, limit=1000))
        for place, mark in enumerate(marks):
            beside = findings.neighbours(session, EVERYTHING, wanted, TODAY, mark)
            assert beside is not None
            assert beside.place == place + 1
            assert beside.previous == (marks[place - 1] if place else None)
            assert beside.next == (marks[place + 1] if place + 1 < len(marks) else None)


@pytest.mark.parametrize("query", FILTERS)
def test_a_choice_gives_as_many_as_it_says(query: str, company: Database) -> None:
    wanted = FindingFilter.parse(query)
    with company.read() as session:
        counted = finding_summary.summary(session, EVERYTHING, wanted, TODAY)
        others = list(wanted.pairs())
        for facet in counted.facets:
            for choice in facet.values:
                pairs = [pair for pair in others if pair[0] != facet.key]
                asked = FindingFilter.parse([*pairs, (facet.key, choice.value)])
                page = findings.find(session, EVERYTHING, asked, TODAY)
                assert len(page.items) == choice.count, (facet.key, choice)


def test_one_finding_in_full(company: Database) -> None:
    with company.read() as session:
        stored = _audit(session)
        for one in stored.audit.findings:
            shown = finding_detail.finding(session, EVERYTHING, one.fingerprint)
            assert shown is not None
            assert shown.finding == one
            assert shown.decisions == stored.decisions.get(one.fingerprint, ())
            assert shown.life is not None
            subject = (one.contract, one.invoice, one.document)
            tests = [
                t for t in stored.audit.tests if (t.contract, t.invoice, t.document) == subject
            ]
            assert sorted(shown.tests, key=lambda t: t.code) == tests
            assert (shown.contract_id is None) is (one.contract is None)
            assert (shown.invoice_id is None) is (one.document is None)
        assert finding_detail.finding(session, EVERYTHING, "0" * 16) is None


def test_the_first_page(company: Database) -> None:
    with company.read() as session:
        stored = _audit(session)
        page = dashboard.dashboard(session, EVERYTHING, TODAY)
        sums: Counter[tuple[str, str]] = Counter()
        review: Counter[tuple[str, str]] = Counter()
        for stake in stakes(stored.audit.findings):
            review[stake.currency, stake.direction] += stake.to_review
        for one in sums_by_direction(stored.audit.findings):
            sums[one.currency, one.direction] = one.findings
        said = {(one.currency, one.direction): one for one in page.stakes}
        assert {key: one.findings for key, one in said.items()} == sums
        assert {key: one.to_review for key, one in said.items()} == +review | dict.fromkeys(
            sums, 0
        ) | review
        for part in (page.by_age, page.by_week):
            amounts: Counter[tuple[str, str]] = Counter()
            for row in part:
                amounts[row.currency, row.direction] += row.amount  # type: ignore[assignment]  # a Decimal
            assert amounts == {key: one.amount for key, one in said.items()}
        open_ = at_stake(stored.audit.findings)
        days = [date.fromisoformat(one.act_before) for one in open_ if one.act_before]
        assert page.waiting.overdue == sum(day < TODAY for day in days)
        assert page.waiting.next_day == min((d for d in days if d >= TODAY), default=None)
        assert page.waiting.findings == sum(one.finding.review for one in open_)
        read = load_contracts(session)
        assert page.waiting.terms == sum(term.review for one in read for term in one.terms)
        assert page.waiting.invoices == sum(one.review for one in load_invoices(session))
        assert page.last_run is not None
        assert (page.last_run.as_of, page.last_run.tests) == (TODAY, len(stored.audit.tests))
        (back,) = page.recovered or (None,)
        assert back is None


def test_what_was_checked(company: Database) -> None:
    with company.read() as session:
        tests = _audit(session).audit.tests
        counts = tests_passed.check_counts(session, EVERYTHING)
        assert sum(one.done + one.not_applicable for one in counts) == len(tests)
        passed = Counter(one.code for one in tests if one.result is Result.PASS)
        assert {one.code: one.passed for one in counts if one.passed} == passed
        stem = next(one.contract for one in tests if one.contract)
        mine = tests_passed.check_counts(session, EVERYTHING, stem)
        assert sum(one.done + one.not_applicable for one in mine) == sum(
            one.contract == stem for one in tests
        )


def test_contracts_and_their_families(company: Database) -> None:
    with company.read() as session:
        book = load_book(session, TODAY)
        register = register_of(book)
        page = contracts.find(session, EVERYTHING, ContractFilter())
        assert [one.stem for one in page.items] == sorted(c.stem for c in book.contracts)
        unsettled = Counter(one.contract for one in at_stake(_all(session)))
        for item in page.items:
            shown = contract_detail.contract(session, EVERYTHING, item.id)
            assert shown is not None
            (known,) = [c for c in settled(load_contracts(session)) if c.stem == item.stem]
            assert shown.contract == known
            assert item.findings == unsettled[item.stem]
            assert item.to_review == sum(term.review for term in known.terms)
            family = register.families[item.stem]
            assert {m.stem for m in family.members} <= {one.contract.stem for one in shown.family}
            for day in (date(2025, 12, 1), TODAY):
                inside = contract_detail.in_force(session, EVERYTHING, item.id, day)
                assert [(one.term, one.contract) for one in inside] == [
                    (clause.term, clause.contract.stem) for clause in clauses_on(family, day)
                ]


def test_invoices_and_their_lines(company: Database) -> None:
    with company.read() as session:
        cases = {
            (one.invoice.number, one.invoice.document.file): one
            for one in match(load_book(session, TODAY)).invoices
        }
        page = invoices.find(session, EVERYTHING, InvoiceFilter())
        assert page.count == len(load_invoices(session))
        for item in page.items:
            shown = invoices.invoice(session, EVERYTHING, item.id)
            case = cases.get((item.number, item.file))
            if case is None:  # a row of the books
                continue
            assert shown is not None
            assert item.contract == (case.contract.stem if case.contract else None)
            lines = shown.match.lines if shown.match else ()
            assert [one.kind for one in lines] == [one.kind for one in case.charges]
            assert len(shown.findings) == sum(
                (one.invoice, one.document) == (item.number, item.file) for one in _all(session)
            )


def test_months_limits_and_deadlines(company: Database) -> None:
    with company.read() as session:
        cases = match(load_book(session, TODAY)).invoices
        for item in contracts.find(session, EVERYTHING, ContractFilter()).items:
            mine = [c for c in cases if c.contract and c.contract.stem == item.stem]
            billed = sum(
                (
                    charge.amount * (-1 if one.invoice.is_credit else 1)
                    for one in mine
                    if one.stands or one.invoice.is_credit
                    for charge in one.charges
                ),
                Decimal(0),
            )
            found = timeline.months(session, EVERYTHING, item.id, TODAY)
            assert sum((one.billed for one in found), Decimal(0)) == billed
            for limit in timeline.draw_downs(session, EVERYTHING, item.id, TODAY):
                assert isinstance(limit.cap, Cap)
                assert limit.used == sum((step.amount for step in limit.steps), Decimal(0))
                assert limit.left == limit.cap.amount - limit.used
            days = deadlines.deadlines(session, EVERYTHING, item.id, TODAY)
            assert [one.on for one in days] == sorted(one.on for one in days)
            assert all(one.on >= TODAY for one in days)
            for event in deadlines.price_events(session, EVERYTHING, item.id, TODAY):
                assert event.on > TODAY
                assert event.after != event.before


def test_what_was_known_on_a_day(company: Database) -> None:
    with company.read() as session:
        now = as_of.counts(session, EVERYTHING, TODAY)
        states = Counter(one.state.value for one in _all(session))
        assert dict(now.findings) == states
        page = as_of.findings(session, EVERYTHING, TODAY)
        assert {one.life.fingerprint: one.state for one in page} == {
            one.fingerprint: one.state for one in _all(session)
        }
        assert as_of.findings(session, EVERYTHING, date(2026, 6, 29)) == ()
        assert as_of.counts(session, EVERYTHING, date(2020, 1, 1)).terms == ()


def test_people_and_the_terms_that_were_read(company: Database) -> None:
    with company.read() as session:
        stored = next(one for one in stored_terms(session) if isinstance(one.term, Fee))
        before = extraction.extraction_quality(session, EVERYTHING)
    with company.write() as session:
        decide(session, stored.number, CONFIRMED, NOW)
    with company.read() as session:
        after = extraction.extraction_quality(session, EVERYTHING)
        number = next(
            one.number
            for one in stored_terms(session)
            if one.state == CONFIRMED and one.contract == stored.contract
        )
        assert sum(one.confirmed for one in after) == sum(one.confirmed for one in before) + 1
        assert date(2026, 6, 1) in {one.month for one in after}
        chain = contract_detail.history(session, EVERYTHING, number)
        assert [one.state for one in chain][-1] == CONFIRMED
        assert chain == contract_detail.history(session, EVERYTHING, chain[0].number)
