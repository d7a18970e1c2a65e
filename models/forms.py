"""The public JSON forms contract-terms/1 and invoice/1: values to JSON and back.

Amounts are strings of plain digits, dates ISO 8601, and what is unknown is left out.  Evidence
names its file only where it is not the document's own; reading puts the name back.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from pydantic import BaseModel

from models.clauses import Exhibit, Precedence, StatedTotal
from models.contracts import Contract, DocumentInfo
from models.coverage import Coverage
from models.evidence import Evidence
from models.invoices import Invoice
from models.terms import Doubt, Term

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Form = dict[str, Json]
Q = TypeVar("Q", Term, Doubt, Exhibit, Precedence, StatedTotal)

# JSON strings hold no line breaks, so that this never touches a quote.
_FIGURES = re.compile(r"\[\n[\d.,\s-]+\]")
_CONFIDENCE_DIGITS = 4
_BOX_DIGITS = 1
_ALWAYS = frozenset({"schema", "document", "contract", "terms"})
_OWN = frozenset({"evidence", "contract_evidence", "schema_"})


def contract_form(contract: Contract) -> Form:
    """Write contract-terms/1."""
    home = contract.document
    form: Form = {
        "schema": contract.schema_,
        "document": _fields(home),
        "contract": _fields(contract.contract),
        "contract_evidence": {
            key: evidence_form(place, home.file)
            for key, place in sorted(contract.contract_evidence.items())
        },
        "terms": [term_form(term, home.file) for term in contract.terms],
        "doubts": [_placed(doubt, home.file) for doubt in contract.doubts],
        "coverage": [_coverage(one, home.file) for one in contract.coverage],
        "exhibits": [_placed(one, home.file) for one in contract.exhibits],
        "precedence": [_placed(one, home.file) for one in contract.precedence],
        "totals": [_placed(one, home.file) for one in contract.totals],
        "notices": list(contract.notices),
        "confirmed": contract.confirmed,
    }
    return {key: value for key, value in form.items() if value or key in _ALWAYS}


def invoice_form(invoice: Invoice) -> Form:
    """Write invoice/1."""
    home = invoice.document.file
    form: Form = {"schema": invoice.schema_, "document": _fields(invoice.document)}
    skip = {"document", "lines", "confidence", "review", "notices"}
    form |= {key: value for key, value in _fields(invoice).items() if key not in skip}
    form["lines"] = [
        _fields(line) | _place("evidence", line.evidence, home) for line in invoice.lines
    ]
    places = {key: evidence_form(at, home) for key, at in sorted(invoice.evidence.items())}
    if places:
        form["evidence"] = dict(places)
    form["confidence"] = round(invoice.confidence, _CONFIDENCE_DIGITS)
    form["review"] = invoice.review
    if invoice.notices:
        form["notices"] = list(invoice.notices)
    return form


def term_form(term: Term, home: str) -> Form:
    """Write one term; ``home`` is the name of the document it stands in."""
    values = _fields(term)
    tail: Form = {
        "confidence": round(term.confidence, _CONFIDENCE_DIGITS),
        "review": values.pop("review"),
    }
    values.pop("confidence")
    kind = values.pop("kind")
    return {"kind": kind} | values | _place("evidence", term.evidence, home) | tail


def evidence_form(evidence: Evidence, home: str = "") -> Form:
    """Write one piece of evidence; the file is named where it is not ``home``."""
    form: Form = {}
    if evidence.file and evidence.file != home:
        form |= {"file": evidence.file, "sha256": evidence.sha256}
    form |= {"page": evidence.page, "quote": evidence.quote}
    if evidence.boxes:
        form["boxes"] = [[round(edge, _BOX_DIGITS) for edge in box] for box in evidence.boxes]
    form |= {"anchor": evidence.anchor, "section": evidence.section}
    return {key: value for key, value in form.items() if value not in (None, "")}


def read_contract_form(form: Mapping[str, object]) -> Contract:
    """Read contract-terms/1; keys that are optional may be missing.

    Raises:
        pydantic.ValidationError: the form is not contract-terms/1.
    """
    contract = Contract.model_validate(form)
    home = contract.document
    places = {
        key: _home(place, home.file, home.sha256)
        for key, place in contract.contract_evidence.items()
    }
    update = {
        "terms": _at_home(contract.terms, home),
        "doubts": _at_home(contract.doubts, home),
        "coverage": tuple(
            one.model_copy(update={"possible": _at_home(one.possible, home)})
            for one in contract.coverage
        ),
        "exhibits": _at_home(contract.exhibits, home),
        "precedence": _at_home(contract.precedence, home),
        "totals": _at_home(contract.totals, home),
        "contract_evidence": places,
    }
    return contract.model_copy(update=update)


def read_invoice_form(form: Mapping[str, object]) -> Invoice:
    """Read invoice/1; keys that are optional may be missing.

    Raises:
        pydantic.ValidationError: the form is not invoice/1.
    """
    invoice = Invoice.model_validate(form)
    home = invoice.document
    lines = tuple(
        line.model_copy(update={"evidence": _home(line.evidence, home.file, home.sha256)})
        if line.evidence
        else line
        for line in invoice.lines
    )
    places = {key: _home(at, home.file, home.sha256) for key, at in invoice.evidence.items()}
    return invoice.model_copy(update={"lines": lines, "evidence": places})


def json_text(form: Json) -> str:
    """Write JSON the way every command and file does: indented, a list of figures on one line.

    >>> print(json_text([[72.0, 310.2]]))
    [
     [72.0, 310.2]
    ]
    """
    text = json.dumps(form, ensure_ascii=False, indent=1)
    return _FIGURES.sub(
        lambda match: " ".join(match[0].split()).replace("[ ", "[").replace(" ]", "]"), text
    )


def move_evidence(evidence: Evidence, file: str, sha256: str) -> Evidence:
    """Say that a quote stands in this file."""
    # As `replace` does, in a quarter of its time: an invoice quotes some fifteen places.
    return Evidence(
        evidence.quote,
        file,
        sha256,
        evidence.page,
        evidence.boxes,
        evidence.anchor,
        evidence.section,
    )


def plain(value: object) -> Json:
    """Turn a model's value into JSON: exact digits, ISO dates, nothing unknown.

    >>> plain(Decimal("1E+3")), plain(date(2026, 3, 31))
    ('1000', '2026-03-31')
    """
    written: Json
    match value:
        case Evidence():
            written = evidence_form(value)
        case BaseModel():
            written = _fields(value)
        case Mapping():
            written = {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            written = [plain(item) for item in value]
        case _:
            written = _plain_scalar(value)
    return written


def _plain_scalar(value: object) -> Json:
    match value:
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case Enum():
            return str(value.value)
        case None | bool() | int() | float() | str():
            return value
    msg = f"no form for {type(value).__name__}"
    raise TypeError(msg)


def _fields(model: BaseModel) -> Form:
    form: Form = {}
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        if name in _OWN or value in (None, "", (), {}):
            continue
        written = plain(value)
        if written not in ({}, []):
            form[info.alias or name] = written
    return form


def _coverage(one: Coverage, home: str) -> Form:
    form = _fields(one)
    form = {key: value for key, value in form.items() if value != 0 or key == "found"}
    if one.possible:
        form["possible"] = [term_form(term, home) for term in one.possible]
    return form


def _placed(one: Doubt | Exhibit | Precedence | StatedTotal, home: str) -> Form:
    return _fields(one) | _place("evidence", one.evidence, home)


def _at_home(quoting: tuple[Q, ...], home: DocumentInfo) -> tuple[Q, ...]:
    """Say of each that its quote stands in its own document, where it names no other."""
    return tuple(
        one.model_copy(update={"evidence": _home(one.evidence, home.file, home.sha256)})
        for one in quoting
    )


def _place(key: str, evidence: Evidence | None, home: str) -> Form:
    if evidence is None or evidence == Evidence(quote=""):
        return {}
    return {key: evidence_form(evidence, home)}


def _home(evidence: Evidence, file: str, sha256: str) -> Evidence:
    if evidence.file or not (evidence.quote or evidence.page or evidence.anchor):
        return evidence
    return move_evidence(evidence, file, sha256)
