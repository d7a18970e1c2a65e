"""One root cause gives one finding: the most specific code wins.

Source: check-catalogue, "One cause, one finding".  Each rule says which codes fall silent when a
code stands on the same line, or anywhere on the same invoice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.findings import LocatedFinding


@dataclass(frozen=True, slots=True)
class Rule:
    """``silences`` are consequences of ``code``; ``"*"`` means every other code."""

    code: str
    silences: frozenset[str]
    same_line: bool = False


def _rule(code: str, silences: str, *, same_line: bool = False) -> Rule:
    return Rule(code, frozenset(silences.split()), same_line)


RULES = (
    _rule("ID101", "*"),
    _rule("TM101", "PR101 PR102 PR103 PR104 QT101 QT102", same_line=True),
    _rule("PR105", "PR101", same_line=True),
    _rule("PR104", "PR101 PR103", same_line=True),
    _rule("PR108", "PR103", same_line=True),
    _rule("QT103", "QT101", same_line=True),
    _rule("TM102", "QT101 QT102", same_line=True),
    _rule("MS103", "DU102"),
    _rule("MS103", "MS101 MS102", same_line=True),
    _rule("DU102", "TM102 QT101 QT102 QT103 CP101 CP103"),
    _rule("AR101", "AR102"),
    _rule("AR101", "PR101 PR103", same_line=True),
    _rule("AR102", "AR103"),
    _rule("TX101", "TX102"),
    _rule("PT102", "RC102"),
    _rule("RC102", "RC101"),
    _rule("PT103", "PR102", same_line=True),
    _rule("EX101", "EX102 EX103 EX104 EX105 PR102", same_line=True),
    _rule("EX103", "EX105", same_line=True),
)


def without_consequences(
    findings: Sequence[LocatedFinding], rules: Iterable[Rule] = RULES
) -> list[LocatedFinding]:
    """Drop the findings that follow from a more specific one on the same invoice."""
    rules = tuple(rules)
    beside: dict[tuple[str | None, str | None], list[LocatedFinding]] = {}
    for found in findings:
        beside.setdefault((found.invoice, found.document), []).append(found)
    return [
        found
        for found in findings
        if not any(
            _silenced(found, other, rules) for other in beside[found.invoice, found.document]
        )
    ]


def _silenced(finding: LocatedFinding, by: LocatedFinding, rules: Iterable[Rule]) -> bool:
    if by is finding or by.code == finding.code or finding.invoice is None:
        return False
    return any(
        rule.code == by.code
        and (finding.code in rule.silences or "*" in rule.silences)
        and (not rule.same_line or by.finding.line == finding.finding.line)
        for rule in rules
    )
