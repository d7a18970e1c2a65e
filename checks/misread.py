"""A clause that waits for review and that every invoice contradicts was probably misread.

One misread clause would give a finding on each invoice.  It is one question for a person: the
clause is to be confirmed, and the tests say that they cannot tell until then.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from models.findings import EvidenceRole, LocatedFinding, Result, Test

_FEWEST = 2
Subject = tuple[str, str | None]


def misread(findings: Sequence[LocatedFinding], tests: Iterable[Test]) -> frozenset[Subject]:
    """Return the checks and contracts where all findings wait for review and no invoice passes."""
    passed = {(t.code, t.contract) for t in tests if t.result is Result.PASS and t.invoice}
    groups: dict[Subject, list[LocatedFinding]] = {}
    for found in findings:
        if found.invoice is not None and found.contract is not None:
            groups.setdefault((found.code, found.contract), []).append(found)
    return frozenset(
        subject
        for subject, group in groups.items()
        if subject not in passed
        and all(one.finding.review and _quotes(one) for one in group)
        and len({(one.invoice, one.document) for one in group}) >= _FEWEST
    )


def set_aside(
    findings: Iterable[LocatedFinding], subjects: AbstractSet[Subject]
) -> list[LocatedFinding]:
    """Leave out the findings on misread clauses."""
    return [f for f in findings if f.invoice is None or (f.code, f.contract) not in subjects]


def undecided(tests: Iterable[Test], subjects: AbstractSet[Subject]) -> Iterator[Test]:
    """Say of their tests that the clause is to be confirmed first."""
    for test in tests:
        if (
            test.result is Result.FINDING
            and test.invoice
            and (test.code, test.contract) in subjects
        ):
            reason = (
                f"Every invoice contradicts the clause as it was read; confirm it. {test.reason}"
            )
            yield test._replace(result=Result.CANNOT_TELL, reason=reason)
        else:
            yield test


def _quotes(located: LocatedFinding) -> bool:
    """Whether a clause stands behind the finding; without one nothing was misread."""
    return any(proof.role is EvidenceRole.CONTRACT for proof in located.finding.proofs)
