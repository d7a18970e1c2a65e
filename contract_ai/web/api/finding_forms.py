"""findings/1 as a description: `reports.findings_json` writes it."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from contract_ai.web.api.forms import Amount, Moment, Out
from contract_ai.web.api.routes.tests import TestOut
from models.findings import Direction, EvidenceRole, Severity, State

Box = Annotated[list[float], Field(min_length=4, max_length=4)]


class ProofForm(Out):
    """A quote and where it stands; boxes are [x0, top, x1, bottom] in points, pages count from 1."""

    role: EvidenceRole
    file: str | None = None
    sha256: str | None = None
    page: int | None = None
    anchor: str | None = None
    section: str | None = None
    quote: str
    boxes: list[Box] | None = None


class DecisionForm(Out):
    """A decision about a finding; ``by`` is left out where a run of the checks made it."""

    state: State
    reason: str
    at: Moment
    by: str | None = None
    until: date | None = None
    amount: Amount | None = None
    currency: str | None = None


class FindingForm(Out):
    """One finding; ``amount`` is the money at stake, left out where none can be said."""

    code: str
    slug: str
    severity: Severity
    direction: Direction
    contract: str | None = None
    invoice: str | None = None
    line: int | None = None
    expected: str | None = None
    actual: str | None = None
    amount: Amount | None = None
    currency: str | None = None
    message: str
    working: str | None = None
    act_before: date | None = Field(default=None, description="The last day to dispute it.")
    state: State
    evidence: list[ProofForm]
    review: bool
    fingerprint: str
    history: list[DecisionForm] | None = None


class RefusedFact(Out):
    """A row of facts that does not count."""

    file: str
    kind: str
    reason: str


class ReportForm(Out):
    """findings/1: all findings of the last run, and all that was tested."""

    schema_: Literal["findings/1"] = Field(alias="schema")
    as_of: date
    summary: dict[str, Any]
    findings: list[FindingForm]
    changes: dict[str, Any] | None = None
    tests: list[TestOut]
    refused: list[RefusedFact] | None = None
