"""What was tested: each invoice against each subject, each check with its counts and notes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from models.findings import Result, Test
from reports.inputs import ReportInput
from reports.missing import invoice_key
from reports.wording import SUBJECTS, check_name

NOTES_SHOWN = 4
_UNNAMED = "no number"
_NO_CONTRACT = "under no contract"
_ON_CELLS = (Result.PASS, Result.FINDING, Result.CANNOT_TELL)


@dataclass(frozen=True, slots=True)
class Cell:
    """How the checks of one subject ended on one invoice."""

    passed: int
    found: int
    untold: int


class TestLine(NamedTuple):
    """One check on one invoice, with its reason or pass note."""

    code: str
    name: str
    reason: str


TestLine.__test__ = False  # type: ignore[attr-defined]  # not a pytest class


@dataclass(frozen=True, slots=True)
class TestedRow:
    """One invoice, or one contract for the checks that look at a whole contract."""

    name: str
    file: str
    contract: str
    cells: tuple[Cell, ...]
    passed: tuple[TestLine, ...]
    found: tuple[TestLine, ...]
    untold: tuple[TestLine, ...]
    not_applicable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check over all documents; ``notes`` name the readings and conventions used."""

    code: str
    name: str
    passed: int
    found: int
    untold: int
    not_applicable: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tested:
    """The record of what was tested."""

    subjects: tuple[tuple[str, str], ...]
    invoices: tuple[TestedRow, ...]
    contract_subjects: tuple[tuple[str, str], ...]
    contracts: tuple[TestedRow, ...]
    checks: tuple[CheckRow, ...]


def tested(data: ReportInput) -> Tested:
    """Arrange all tests by invoice, by contract and by check."""
    on_invoice = [test for test in data.audit.tests if test.document or test.invoice]
    on_contract = [test for test in data.audit.tests if not (test.document or test.invoice)]
    return Tested(
        subjects=_subjects(on_invoice),
        invoices=_rows(on_invoice),
        contract_subjects=_subjects(on_contract),
        contracts=_rows(on_contract),
        checks=_checks(data.audit.tests),
    )


def _subjects(tests: list[Test]) -> tuple[tuple[str, str], ...]:
    used = {test.code[:2] for test in tests if test.result is not Result.NOT_APPLICABLE}
    known = [(code, name) for code, name in SUBJECTS.items() if code in used]
    return (*known, *((code, code) for code in sorted(used - SUBJECTS.keys())))


def _rows(tests: list[Test]) -> tuple[TestedRow, ...]:
    groups: dict[tuple[str, ...], list[Test]] = {}
    for test in tests:
        key = invoice_key(test.document, test.invoice)
        groups.setdefault(key if any(key) else ("", "", test.contract or ""), []).append(test)
    subjects = [code for code, _ in _subjects(tests)]
    return tuple(_row(group, subjects) for group in groups.values())


def _row(tests: list[Test], subjects: list[str]) -> TestedRow:
    first = tests[0]
    by_result: dict[Result, list[Test]] = {result: [] for result in Result}
    for test in tests:
        by_result[test.result].append(test)
    passed, found, untold = (by_result[result] for result in _ON_CELLS)
    counts = [Counter([test.code[:2] for test in some]) for some in (passed, found, untold)]
    on_invoice = bool(first.document or first.invoice)
    return TestedRow(
        name=(first.invoice or _UNNAMED) if on_invoice else (first.contract or _NO_CONTRACT),
        file=first.document or "",
        contract=(first.contract or "") if on_invoice else "",
        cells=tuple(Cell(*(one[subject] for one in counts)) for subject in subjects),
        passed=_lines(passed),
        found=_lines(found),
        untold=_lines(untold),
        not_applicable=tuple(test.code for test in by_result[Result.NOT_APPLICABLE]),
    )


def _lines(tests: Iterable[Test]) -> tuple[TestLine, ...]:
    return tuple(TestLine(test.code, check_name(test.slug), test.reason) for test in tests)


def _checks(tests: Iterable[Test]) -> tuple[CheckRow, ...]:
    groups: dict[str, list[Test]] = {}
    for test in tests:
        groups.setdefault(test.code, []).append(test)
    order = list(SUBJECTS)
    codes = sorted(groups, key=lambda c: (_rank(order, c[:2]), c))
    return tuple(_check(groups[code]) for code in codes)


def _check(tests: list[Test]) -> CheckRow:
    counts = Counter(test.result for test in tests)
    notes = Counter(t.reason for t in tests if t.result is Result.PASS and t.reason)
    shown = [f"{note} ({number})" if number > 1 else note for note, number in notes.most_common()]
    if len(shown) > NOTES_SHOWN:
        shown = [*shown[:NOTES_SHOWN], f"and {len(shown) - NOTES_SHOWN} more"]
    return CheckRow(
        code=tests[0].code,
        name=check_name(tests[0].slug),
        passed=counts[Result.PASS],
        found=counts[Result.FINDING],
        untold=counts[Result.CANNOT_TELL],
        not_applicable=counts[Result.NOT_APPLICABLE],
        notes=tuple(shown),
    )


def _rank(order: list[str], subject: str) -> int:
    return order.index(subject) if subject in order else len(order)
