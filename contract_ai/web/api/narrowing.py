"""A report for somebody who may not see everything."""

from dataclasses import replace

from contract_ai.desk.scope import Scope
from models.findings import Audit
from models.lives import Changes
from reports.inputs import ReportInput


def narrowed(data: ReportInput, scope: Scope) -> ReportInput:
    """Leave out all that is not of a contract in the scope, and what tells of the whole book."""
    if scope.is_all:
        return data
    findings = tuple(one for one in data.audit.findings if scope.sees(one.contract))
    tests = tuple(one for one in data.audit.tests if scope.sees(one.contract))
    tested = {(one.invoice, one.document) for one in tests if one.invoice or one.document}
    marks = {one.fingerprint for one in findings}
    return replace(
        data,
        audit=Audit(findings, tests),
        contracts=tuple(one for one in data.contracts if scope.sees(one.stem)),
        invoices=tuple(one for one in data.invoices if (one.number, one.document.file) in tested),
        decisions={mark: made for mark, made in data.decisions.items() if mark in marks},
        changes=_changes(data.changes, scope) if data.changes else None,
        fact_sources=(),
        files=(),
        unread=(),
    )


def _changes(changes: Changes, scope: Scope) -> Changes:
    seen = tuple(one for one in changes.changes if scope.sees(one.life.contract))
    return replace(changes, changes=seen)
