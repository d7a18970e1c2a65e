"""Runs every check on every invoice and contract, and keeps the record of what was tested.

Same input, same record, whatever the order of the files: invoices go by date of issue and
number, contracts by name, checks by code.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import cast

from checks.agreement import of_kind
from checks.catalogue import all_checks
from checks.matching import Cases, build_cases
from checks.misread import misread, set_aside, undecided
from checks.net_of_credits import after_credits
from checks.one_cause import without_consequences
from checks.recognition.unread_items import spoken_in, with_items
from checks.recognition.unread_parties import with_parties
from checks.reconciliation.records import with_records
from checks.tolerances import is_tolerated, tolerated
from checks.unread import withheld
from models.cases import Book, ContractCase, InvoiceCase
from models.findings import (
    Audit,
    CannotTell,
    Check,
    Finding,
    LocatedFinding,
    NotApplicable,
    Outcome,
    Outcomes,
    Passed,
    Result,
    Scope,
    Test,
)
from models.heads import head_order
from models.invoices import as_credit
from models.terms import DisputeWindow

Case = InvoiceCase | ContractCase | Book
Subject = tuple[str | None, str | None, str | None]
_FROM_RECEIPT = re.compile(r"\breceipt|\breceiv", re.IGNORECASE)


def audit(book: Book) -> Audit:
    """Check everything in a book."""
    book = prepared(book)
    return examined(build_cases(book), book)


def examined(cases: Cases, book: Book, scopes: Iterable[Scope] = Scope) -> Audit:
    """Run the checks of these scopes on cases, and on the book as a whole."""
    looked_at = {
        scope: [(case, _subject(case)) for case in _cases_of(scope, cases, book)]
        for scope in scopes
    }
    findings: list[LocatedFinding] = []
    tests: list[Test] = []
    crashes: list[str] = []
    for check in all_checks().values():
        for case, subject in looked_at.get(check.scope, ()):
            outcomes = _outcomes(check, case, crashes)
            if outcomes:
                outcomes = after_credits(check.code, case, withheld(check.code, case, outcomes))
                findings += [_located(check, case, o) for o in outcomes if isinstance(o, Finding)]
            tests.append(_test(check, case, subject, outcomes))
    causes = without_consequences(findings)
    agreed = list(_agreed(tests, findings, causes))
    kept = [f for f in causes if not is_tolerated(f, book.settings)]
    left = {_key(f) for f in kept}
    gone = [f for f in causes if _key(f) not in left]
    agreed = list(tolerated(agreed, gone, book.settings))
    doubtful = misread(kept, agreed, cases.invoices)
    kept = set_aside(kept, doubtful)
    placed = _told_apart(sorted(kept, key=place_of))
    return Audit(tuple(placed), tuple(undecided(agreed, doubtful, kept)), tuple(crashes))


def _told_apart(findings: Iterable[LocatedFinding]) -> Iterator[LocatedFinding]:
    """Number findings that would share a fingerprint."""
    seen: dict[str, int] = {}
    for found in findings:
        count = seen[found.fingerprint] = seen.get(found.fingerprint, 0) + 1
        if count > 1:
            yield replace(found, finding=replace(found.finding, key=f"{found.finding.key}#{count}"))
        else:
            yield found


def _cases_of(scope: Scope, cases: Cases, book: Book) -> Iterable[Case]:
    if scope is Scope.BOOK:
        return (book,)
    return cases.invoices if scope is Scope.INVOICE else cases.contracts


def _subject(case: Case) -> Subject:
    """Say what a case is about: its contract, the invoice's number and its file."""
    if isinstance(case, Book):
        return None, None, None
    contract = case.contract.stem if case.contract else None
    if isinstance(case, ContractCase):
        return contract, None, None
    return contract, case.invoice.number, case.invoice.document.file


def prepared(book: Book) -> Book:
    """Put a book in order, ledger rows apart; name what was read badly by what is known of it."""
    book = with_records(ordered(book))
    contracts = with_parties(book.contracts, book.invoices)
    return replace(book, contracts=with_items(contracts, spoken_in(book)))


def ordered(book: Book) -> Book:
    """Put contracts and invoices in the order in which they are checked."""
    return replace(
        book,
        contracts=tuple(sorted(book.contracts, key=lambda c: (c.stem, c.document.sha256))),
        invoices=tuple(
            sorted(
                map(as_credit, book.invoices),
                key=head_order,
            )
        ),
    )


def _outcomes(check: Check, case: Case, crashes: list[str]) -> list[Outcome]:
    run = cast("Callable[[Case], Outcomes]", check.run)  # the scope says which case it takes
    try:
        return list(run(case))
    except Exception as error:  # noqa: BLE001 (a bug in one check must not hide what the others found)
        crashes.append(f"{check.code} on {_name(case)}: {type(error).__name__}: {error}")
        return [CannotTell("This check failed by a bug of ours; the run is incomplete.")]


def _name(case: Case) -> str:
    if isinstance(case, Book):
        return "all documents"
    if isinstance(case, ContractCase):
        return case.contract.stem
    return case.invoice.number or case.invoice.document.file


def _located(check: Check, case: Case, finding: Finding) -> LocatedFinding:
    book = case if isinstance(case, Book) else case.book
    own = book.settings.severities.get(check.code)
    severity = own or finding.severity or check.severity
    if isinstance(case, Book):
        return LocatedFinding(check.code, check.slug, severity, None, None, None, finding)
    if isinstance(case, ContractCase):
        stem = case.contract.stem
        return LocatedFinding(check.code, check.slug, severity, stem, None, None, finding)
    return LocatedFinding(
        check.code,
        check.slug,
        severity,
        case.contract.stem if case.contract else None,
        case.invoice.number,
        case.invoice.document.file,
        finding,
        _act_before(case),
    )


def _act_before(case: InvoiceCase) -> str | None:
    """The last day on which the contract lets the customer dispute this invoice.

    Days count from the date of issue; from receipt where the clause says so and it is known.
    """
    issued, received = case.invoice.issue_date, case.invoice.received_date
    if case.family is None or issued is None:
        return None
    ends = [
        (received if received and _FROM_RECEIPT.search(window.evidence.quote) else issued)
        + timedelta(days=window.days)
        for window in of_kind(case.family, issued, DisputeWindow)
    ]
    return min(ends).isoformat() if ends else None


def _test(check: Check, case: Case, subject: Subject, outcomes: Sequence[Outcome]) -> Test:
    result, reason = _result(outcomes)
    if isinstance(case, Book):
        reason = _with_untold(reason, outcomes)
    return Test(check.code, check.slug, result, *subject, reason)


def _result(outcomes: Sequence[Outcome]) -> tuple[Result, str]:
    """The weightiest outcome: a finding, what cannot be told, what does not apply, a pass."""
    if not outcomes:
        return Result.PASS, ""
    if len(outcomes) == 1:  # nearly always
        return _said(outcomes[0])
    said = [_said(outcome) for outcome in outcomes]
    for result in (Result.FINDING, Result.CANNOT_TELL, Result.NOT_APPLICABLE):
        chosen = [text for one, text in said if one is result]
        if chosen:
            return result, " ".join(dict.fromkeys(chosen))
    return Result.PASS, "; ".join(dict.fromkeys(text for _, text in said if text))


def _said(outcome: Outcome) -> tuple[Result, str]:
    if isinstance(outcome, NotApplicable):
        return Result.NOT_APPLICABLE, outcome.reason
    if isinstance(outcome, Passed):
        return Result.PASS, outcome.note
    if isinstance(outcome, CannotTell):
        return Result.CANNOT_TELL, outcome.reason
    return Result.FINDING, outcome.message


def _with_untold(reason: str, outcomes: Iterable[Outcome]) -> str:
    """Say of everything at once also what cannot be told beside what was found."""
    untold = " ".join(dict.fromkeys(o.reason for o in outcomes if isinstance(o, CannotTell)))
    return reason if untold in reason else f"{reason} {untold}"


def _agreed(
    tests: Iterable[Test], found: Iterable[LocatedFinding], kept: Iterable[LocatedFinding]
) -> Iterator[Test]:
    """Say of a test whose findings were all consequences of another that it passed with that note."""
    left = {_key(f) for f in kept}
    gone = {_key(f) for f in found} - left
    for test in tests:
        if (
            test.result is Result.FINDING
            and (test.code, test.contract, test.invoice, test.document) in gone
        ):
            yield test._replace(
                result=Result.PASS,
                reason="The difference follows from another finding and is counted there.",
            )
        else:
            yield test


def _key(finding: LocatedFinding) -> tuple[str, str | None, str | None, str | None]:
    return (finding.code, finding.contract, finding.invoice, finding.document)


def place_of(located: LocatedFinding) -> tuple[str, ...]:
    """Sort findings by contract, invoice, check, line and key."""
    return (*subject_of(located), located.finding.key)


def subject_of(located: LocatedFinding) -> tuple[str, ...]:
    """Sort findings by contract, invoice, check and line."""
    return (
        located.contract or "",
        located.invoice or "",
        located.document or "",
        located.code,
        f"{located.finding.line or 0:06}",
    )
