"""A file of facts as it travels between processes and lies in the database."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from models.evidence import Evidence
from models.facts import (
    Acceptance,
    Approval,
    Expense,
    Fact,
    Payment,
    PurchaseOrder,
    TimesheetEntry,
    Usage,
)
from models.forms import Form, evidence_form, plain

FACTS: Mapping[str, type[Fact]] = {
    "usage": Usage,
    "timesheets": TimesheetEntry,
    "acceptances": Acceptance,
    "payments": Payment,
    "purchase_orders": PurchaseOrder,
    "expenses": Expense,
    "approvals": Approval,
}
"""The class of each kind of fact, by its name in `models.facts.Facts`."""


@dataclass(frozen=True, slots=True)
class FactTable:
    """The rows of one file that count, and why others were refused, a sentence each."""

    kind: str
    facts: tuple[Fact, ...]
    refused: tuple[str, ...] = ()


class _Frame(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: str
    rows: list[dict[str, object]]
    refused: tuple[str, ...] = ()


def fact_form(fact: Fact, home: str = "") -> Form:
    """Write one fact; ``home`` is the name of its file."""
    form = plain(fact)
    if not isinstance(form, dict):
        msg = "a fact is an object"
        raise TypeError(msg)
    if fact.evidence != Evidence(quote=""):
        form["evidence"] = evidence_form(fact.evidence, home)
    return form


def read_fact(kind: str, form: Mapping[str, object], file: str = "", sha256: str = "") -> Fact:
    """Read one fact.

    Raises:
        KeyError: there is no such kind.
        pydantic.ValidationError: the form is no fact of this kind.
    """
    place = form.get("evidence")
    if isinstance(place, dict) and any(place.values()) and not place.get("file"):
        form = {**form, "evidence": {**place, "file": file, "sha256": sha256}}
    return FACTS[kind].model_validate(form)


def fact_table_form(table: FactTable, home: str) -> Form:
    """Write a file of facts."""
    return {
        "kind": table.kind,
        "rows": [fact_form(fact, home) for fact in table.facts],
        "refused": list(table.refused),
    }


def read_fact_table(value: object, file: str, sha256: str) -> FactTable:
    """Read a file of facts.

    Raises:
        ValueError: the form is none, or its kind is unknown.
    """
    frame = _Frame.model_validate(value)
    if frame.kind not in FACTS:
        msg = f"unknown kind of fact: {frame.kind}"
        raise ValueError(msg)
    facts = tuple(read_fact(frame.kind, row, file, sha256) for row in frame.rows)
    return FactTable(frame.kind, facts, frame.refused)
