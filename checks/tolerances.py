"""The company's own tolerances: differences too small to write about, by the code of a check.

Source: settings; the report prints them.  Without one every difference is a finding.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from models.cases import CheckSettings
from models.findings import LocatedFinding, Result, Test, Tolerance

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def is_tolerated(located: LocatedFinding, settings: CheckSettings) -> bool:
    """Whether a finding's amount is within the tolerance of its check."""
    tolerance = settings.tolerances.get(located.code)
    amount = located.finding.amount
    if tolerance is None or amount is None:
        return False
    limits = list(_limits(tolerance, located.finding.expected or ""))
    return bool(limits) and all(amount <= limit for limit in limits)


def tolerated(
    tests: Sequence[Test], gone: Sequence[LocatedFinding], settings: CheckSettings
) -> Iterator[Test]:
    """Say of tests all of whose findings are within the tolerance that they passed with it."""
    keys = {(f.code, f.contract, f.invoice, f.document) for f in gone}
    for test in tests:
        if (
            test.result is Result.FINDING
            and (test.code, test.contract, test.invoice, test.document) in keys
        ):
            reason = f"The difference is within the tolerance of {settings.tolerances[test.code]}."
            yield test._replace(result=Result.PASS, reason=reason)
        else:
            yield test


def _limits(tolerance: Tolerance, expected: str) -> Iterator[Decimal]:
    if tolerance.absolute is not None:
        yield tolerance.absolute
    if tolerance.percent is not None:
        base = Decimal(expected) if _NUMBER.fullmatch(expected) else Decimal(0)
        yield abs(base) * tolerance.percent / 100
