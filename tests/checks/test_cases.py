"""Runs every YAML case of every check, and holds the catalogue to its shape.

A case gives contracts, invoices and facts in the forms of the interface, with short defaults:
one contract "MSA" between Provider Inc. and Customer LLC in USD, invoices numbered by their key.
Cases run the whole audit and look at what one code said of one invoice or contract.
"""

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from checks.catalogue import all_checks
from checks.run import audit
from models.cases import Book
from models.contracts import Contract
from models.facts import Facts
from models.findings import Audit, Check, Result
from models.invoices import Invoice

CASES = Path(__file__).parent / "cases"
PARTIES = [
    {"name": "Provider Inc.", "role": "provider"},
    {"name": "Customer LLC", "role": "customer"},
]
HEADER: dict[str, Any] = {
    "parties": PARTIES,
    "currency": "USD",
    "effective_date": "2026-01-01",
    "signed": True,
}
INVOICE: dict[str, Any] = {
    "supplier": {"name": "Provider Inc."},
    "customer": {"name": "Customer LLC"},
    "currency": "USD",
    "issue_date": "2026-03-01",
    "contract_reference": "MSA",
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Contract(_Strict):
    header: dict[str, Any] = {}
    terms: list[dict[str, Any]] = []
    doubts: list[dict[str, Any]] = []
    exhibits: list[dict[str, Any]] = []
    precedence: list[dict[str, Any]] = []
    totals: list[dict[str, Any]] = []
    document: dict[str, Any] = {}
    confirmed: bool = False


class _Finding(_Strict):
    invoice: str | None = None
    contract: str | None = None
    line: int | None = None
    amount: str | None = None
    expected: str | None = None
    actual: str | None = None
    direction: Literal["overbilled", "underbilled", "neutral"] | None = None
    review: bool | None = None
    says: str = ""


class Case(_Strict):
    """``findings`` are all that the code finds; the other lists name invoices (or contracts)."""

    why: str = ""
    as_of: date = date(2026, 6, 30)
    contracts: dict[str, _Contract] = {}
    terms: list[dict[str, Any]] = []
    header: dict[str, Any] = {}
    doubts: list[dict[str, Any]] = []
    invoices: dict[str, dict[str, Any]] = {}
    facts: dict[str, list[dict[str, Any]]] = {}
    findings: list[_Finding] = []
    cannot_tell: dict[str, str] = {}
    not_applicable: list[str] = []


def _load(code: str) -> dict[str, Case]:
    path = CASES / f"{code}.yaml"
    raw = yaml.safe_load(path.read_text("utf-8")) if path.exists() else {"check": code}
    assert raw.pop("check") == code
    return {name: Case.model_validate(case) for name, case in raw.items()}


EVERY = [
    pytest.param(check, case, id=f"{check.code}-{name}")
    for check in all_checks().values()
    for name, case in _load(check.code).items()
]


def run(case: Case) -> Audit:
    """Audit the book of a case."""
    return audit(book_of(case))


def book_of(case: Case) -> Book:
    """Build the book of a case."""
    contracts = case.contracts or {
        "MSA": _Contract(header=case.header, terms=case.terms, doubts=case.doubts)
    }
    return Book(
        tuple(_contract(name, contract) for name, contract in contracts.items()),
        tuple(_invoice(number, invoice) for number, invoice in case.invoices.items()),
        Facts.model_validate(case.facts),
        case.as_of,
    )


def _contract(name: str, contract: _Contract) -> Contract:
    quoted = [_quoted(term) for term in contract.terms]
    return Contract.model_validate(
        {
            "document": {"file": f"{name}.pdf", "sha256": name, **contract.document},
            "contract": {**HEADER, "number": name, **contract.header},
            "terms": quoted,
            "exhibits": contract.exhibits,
            "precedence": contract.precedence,
            "totals": contract.totals,
            "confirmed": contract.confirmed,
            "doubts": [{"evidence": {"quote": "the clause"}, **doubt} for doubt in contract.doubts],
        }
    )


def _quoted(term: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "evidence": {"quote": f"clause on {term['kind']}"},
        "confidence": 1.0,
        "review": False,
        **term,
    }


def _invoice(number: str, invoice: Mapping[str, Any]) -> Invoice:
    given = dict(invoice)
    lines = [{"number": k, **line} for k, line in enumerate(given.pop("lines", []), start=1)]
    whole = {
        **INVOICE,
        "document": {"file": f"{number}.xml", "sha256": number},
        "number": number,
        **given,
        "lines": lines,
    }
    return Invoice.model_validate({key: value for key, value in whole.items() if value is not None})


@pytest.mark.parametrize(("check", "case"), EVERY)
def test_case(check: Check, case: Case) -> None:
    """The outcome named in the file is the outcome the check gives."""
    got = run(case)
    assert got.crashes == ()
    found = [f for f in got.findings if f.code == check.code]
    assert len(found) == len(case.findings), [f.finding.message for f in found]
    for want, located in zip(case.findings, found, strict=True):
        shown = {
            "invoice": located.invoice,
            "contract": located.contract,
            "line": located.finding.line,
            "review": located.finding.review,
            "amount": str(located.finding.amount) if located.finding.amount is not None else None,
            "expected": located.finding.expected,
            "actual": located.finding.actual,
            "direction": located.finding.direction.value,
        }
        wanted = want.model_dump(exclude_none=True, exclude={"says"})
        assert wanted == {key: shown[key] for key in wanted}
        assert want.says in located.finding.message
        assert located.finding.working
    results = {t.invoice or t.contract or "all": t for t in got.tests if t.code == check.code}
    for name, reason in case.cannot_tell.items():
        assert results[name].result is Result.CANNOT_TELL
        assert reason in results[name].reason
    for name in case.not_applicable:
        assert results[name].result is Result.NOT_APPLICABLE
    if not (case.findings or case.cannot_tell or case.not_applicable):
        assert {t.result for t in results.values()} <= {Result.PASS, Result.NOT_APPLICABLE}
        assert any(t.result is Result.PASS for t in results.values())


@pytest.mark.parametrize("check", all_checks().values(), ids=all_checks())
def test_shape(check: Check) -> None:
    """A check ships with a passing and a finding case, and says why it exists."""
    cases = _load(check.code).values()
    doc = sys.modules[check.run.__module__].__doc__ or ""
    assert any(case.findings for case in cases)
    assert any(not (case.findings or case.cannot_tell or case.not_applicable) for case in cases)
    assert doc.startswith(f"{check.code} {check.slug}: ")
    for heading in ("Why:", "Inputs:", "Source:", "Edges:", "Example:"):
        assert heading in doc
    module = sys.modules[check.run.__module__].__name__.rsplit(".", 1)[-1]
    assert module == f"{check.code}_{check.slug}".lower().replace("-", "_")


@pytest.mark.parametrize(("check", "case"), EVERY[::4])
def test_the_order_of_documents_changes_nothing(check: Check, case: Case) -> None:
    assert check
    turned = case.model_copy(
        update={
            "contracts": dict(reversed(case.contracts.items())),
            "invoices": dict(reversed(case.invoices.items())),
        }
    )
    assert run(turned) == run(case)
