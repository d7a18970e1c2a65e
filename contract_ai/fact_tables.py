"""A file of facts as it travels between processes and lies in the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, TypeAdapter

from models.evidence import Evidence
from models.facts import (
    Acceptance,
    Approval,
    Deal,
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
    "deals": Deal,
}
"""The class of each kind of fact, by its name in `models.facts.Facts`."""
# Many rows are read in one call: that takes a third less than one by one.
_READERS: dict[str, TypeAdapter[tuple[Fact, ...]]] = {
    kind: TypeAdapter(tuple[model, ...])  # type: ignore[valid-type] # a class of our own
    for kind, model in FACTS.items()
}


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


def read_facts(kind: str, forms: Iterable[Mapping[str, object]]) -> tuple[Fact, ...]:
    """Read facts of one kind.

    Raises:
        KeyError: there is no such kind.
        pydantic.ValidationError: a form is no fact of this kind.
    """
    return _READERS[kind].validate_python(tuple(forms))


def placed(form: Mapping[str, object], file: str, sha256: str) -> Mapping[str, object]:
    """Say of a fact's form in which file it stands, where it names a place in it."""
    place = form.get("evidence")
    if isinstance(place, dict) and any(place.values()) and not place.get("file"):
        return {**form, "evidence": {**place, "file": file, "sha256": sha256}}
    return form


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
    facts = read_facts(frame.kind, (placed(row, file, sha256) for row in frame.rows))
    return FactTable(frame.kind, facts, frame.refused)
