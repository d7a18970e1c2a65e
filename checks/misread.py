"""A clause that waits for review and that its invoices contradict was probably misread.

One misread clause would give a finding on each invoice.  It is one question for a person: the
clause is to be confirmed, and the tests say that they cannot tell until then.  A clause is
contradicted where no invoice passes, or where more than half of those that bill under it differ.
"""

from collections.abc import Iterable, Iterator, Sequence

from models.cases import InvoiceCase
from models.findings import EvidenceRole, LocatedFinding, Result, Test

_FEWEST = 2
Place = tuple[str, str | None, str | None, str | None]


def misread(
    findings: Sequence[LocatedFinding], tests: Iterable[Test], cases: Iterable[InvoiceCase]
) -> list[LocatedFinding]:
    """Return the findings on clauses that were probably misread."""
    waiting = [one for one in findings if one.invoice is not None and one.contract is not None]
    passed = {(t.code, t.contract) for t in tests if t.result is Result.PASS and t.invoice}
    by_check: dict[tuple[object, ...], list[LocatedFinding]] = {}
    by_clause: dict[tuple[object, ...], list[LocatedFinding]] = {}
    for found in waiting:
        by_check.setdefault((found.code, found.contract), []).append(found)
        by_clause.setdefault((found.code, found.contract, _quotes(found)), []).append(found)
    doubtful = [
        *(group for subject, group in by_check.items() if subject not in passed),
        *(group for group in by_clause.values() if _are_most(group, cases)),
    ]
    gone = {id(one) for group in doubtful if _is_doubtful(group) for one in group}
    return [one for one in waiting if id(one) in gone]


def set_aside(
    findings: Iterable[LocatedFinding], doubtful: Iterable[LocatedFinding]
) -> list[LocatedFinding]:
    """Leave out the findings on misread clauses."""
    gone = {id(one) for one in doubtful}
    return [one for one in findings if id(one) not in gone]


def undecided(
    tests: Iterable[Test], doubtful: Iterable[LocatedFinding], kept: Iterable[LocatedFinding]
) -> Iterator[Test]:
    """Say of their tests, where nothing else was found, that the clause is to be confirmed first."""
    places = {_place(one) for one in doubtful} - {_place(one) for one in kept}
    for test in tests:
        if test.result is Result.FINDING and _place(test) in places:
            reason = f"Its invoices contradict the clause as it was read; confirm it. {test.reason}"
            yield test._replace(result=Result.CANNOT_TELL, reason=reason)
        else:
            yield test


def _is_doubtful(group: Sequence[LocatedFinding]) -> bool:
    """Whether all findings wait for review, on a clause, and stand on several invoices."""
    return all(one.finding.review and _quotes(one) for one in group) and (
        len({(one.invoice, one.document) for one in group}) >= _FEWEST
    )


def _are_most(group: Sequence[LocatedFinding], cases: Iterable[InvoiceCase]) -> bool:
    """Whether more than half of the invoices that bill under a clause contradict it."""
    if not _is_doubtful(group):
        return False
    quotes = _quotes(group[0])
    billed = sum(
        case.contract is not None
        and case.contract.stem == group[0].contract
        and case.stands
        and any(term.evidence.quote in quotes for charge in case.charges for term in charge.terms)
        for case in cases
    )
    return billed < 2 * len({(one.invoice, one.document) for one in group}) <= 2 * billed


def _quotes(located: LocatedFinding) -> frozenset[str]:
    """Return the clauses that stand behind a finding; without one nothing was misread."""
    proofs = located.finding.proofs
    return frozenset(one.evidence.quote for one in proofs if one.role is EvidenceRole.CONTRACT)


def _place(one: LocatedFinding | Test) -> Place:
    return one.code, one.contract, one.invoice, one.document
