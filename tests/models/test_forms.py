"""The public forms: exact digits, nothing unknown, and back again."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.contracts import Contract, DocumentInfo
from models.evidence import BBox, Evidence
from models.forms import (
    Json,
    contract_form,
    evidence_form,
    invoice_form,
    json_text,
    plain,
    read_contract_form,
    read_invoice_form,
    term_form,
)
from models.invoices import Invoice, InvoiceDocument, InvoiceLine
from models.terms import Fee, PaymentTerm
from tests.contract_ai import samples

FINDINGS = Path(__file__).parents[3] / "shared" / "eval" / "findings"
AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=8) | st.just(Decimal("1E+20"))


def _strings(value: Json) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [value] if isinstance(value, str) else []


def test_a_contract_goes_to_json_and_comes_back() -> None:
    contract = samples.contract()
    form = json.loads(json_text(contract_form(contract)))
    assert read_contract_form(form) == contract
    assert form["schema"] == "contract-terms/1"
    payment, rate, *_ = form["terms"]
    assert payment["from"] == "invoice_date"
    assert rate["amount"] == "187.50"
    assert rate["evidence"]["boxes"] == [[72.0, 310.2, 540.1, 322.4]]
    assert "file" not in rate["evidence"]


def test_an_invoice_goes_to_json_and_comes_back() -> None:
    invoice = samples.invoice()
    form = json.loads(json_text(invoice_form(invoice)))
    assert read_invoice_form(form) == invoice
    assert form["net_amount"] == "1500.10"
    assert "quantity" in form["lines"][0]
    assert "unit_price" not in form["lines"][0]


def test_what_is_unknown_is_left_out() -> None:
    form = contract_form(Contract(document=DocumentInfo(file="a.docx")))
    assert form == {
        "schema": "contract-terms/1",
        "document": {"file": "a.docx"},
        "contract": {"kind": "agreement"},
        "terms": [],
    }
    bare = invoice_form(
        Invoice(document=InvoiceDocument(file="a.json"), lines=(InvoiceLine(number=1),))
    )
    assert bare["lines"] == [{"number": 1}]
    assert not {"supplier", "total", "evidence", "notices"} & bare.keys()


def test_zero_is_no_unknown() -> None:
    form = term_form(PaymentTerm(days=0, confidence=0.5, review=False), "")
    assert form["days"] == 0
    assert form["review"] is False
    assert term_form(Fee(amount=Decimal(0)), "")["amount"] == "0"


@given(AMOUNTS)
def test_amounts_are_plain_digits_that_read_back_equal(amount: Decimal) -> None:
    written = plain(amount)
    assert isinstance(written, str)
    assert "E" not in written.upper()
    assert Decimal(written) == amount


@given(st.text(), st.text())
def test_text_is_kept_as_it_is(quote: str, section: str) -> None:
    form: Json = {"a": [1.5, 2], "b": {"quote": quote, "section": section}}
    assert json.loads(json_text(form)) == form


def test_evidence_of_another_file_names_it() -> None:
    evidence = Evidence("x", file="b.pdf", sha256="bb", page=2, boxes=(BBox(1.26, 2, 3, 4),))
    assert evidence_form(evidence, "a.pdf")["file"] == "b.pdf"
    assert evidence_form(evidence, "a.pdf")["boxes"] == [[1.3, 2, 3, 4]]
    assert "file" not in evidence_form(evidence, "b.pdf")


def test_a_form_that_is_none_is_refused() -> None:
    gift = {"document": {"file": "a"}, "terms": [{"kind": "gift"}]}
    forms: list[dict[str, object]] = [{}, {"document": {}}, dict(gift)]
    for form in forms:
        with pytest.raises(ValidationError):
            read_contract_form(form)


def test_what_has_no_form_is_our_mistake() -> None:
    with pytest.raises(TypeError, match="no form for bytes"):
        plain(b"x")


@pytest.mark.skipif(
    not FINDINGS.is_dir(), reason="the evaluation sets are not beside this repository"
)
def test_every_confirmed_reading_of_the_evaluation_loads_and_is_written_equal() -> None:
    paths = sorted(FINDINGS.glob("*/confirmed_terms/*.json"))
    assert paths
    for path in paths:
        form = json.loads(path.read_text(encoding="utf-8"))
        assert contract_form(read_contract_form(form)) == form
        assert not any(text == "" for text in _strings(form))
