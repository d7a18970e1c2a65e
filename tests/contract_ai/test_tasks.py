"""What a child does, run here: one task a module, bytes in, JSON out."""

import json
from base64 import b64decode

import pytest

from contract_ai.tasks import contract, crops, facts, invoices, kind, terms
from contract_ai.workers import Failure, open_answer, perform, warm_task
from models.errors import DocumentError, ErrorCode
from models.forms import Form, Json, contract_form, json_text
from tests.contract_ai import samples
from tests.contract_ai.papers import AGREEMENT, INVOICE_CSV, PAYMENTS_CSV, pdf


def _form(value: Json) -> Form:
    assert isinstance(value, dict)
    return value


def test_a_contract_is_read() -> None:
    warm_task("contract")
    form = _form(contract.run(pdf(*AGREEMENT), "MSA.pdf", ""))
    assert form["schema"] == "contract-terms/1"
    assert form["terms"]


def test_confirmed_terms_take_the_place_of_reading() -> None:
    known = json_text(contract_form(samples.contract()))
    form = _form(contract.run(pdf(*AGREEMENT), "MSA.pdf", known))
    assert form["confirmed"] is True
    assert isinstance(form["terms"], list)
    assert len(form["terms"]) == 4


def test_a_contract_of_pictures_is_refused_unless_its_terms_are_confirmed() -> None:
    scan = pdf(blank_pages=1)
    with pytest.raises(DocumentError) as caught:
        contract.run(scan, "scan.pdf", "")
    assert caught.value.code is ErrorCode.PDF_NO_TEXT
    known = json_text(contract_form(samples.contract()))
    assert _form(contract.run(scan, "scan.pdf", known))["confirmed"] is True


def test_invoices_are_read() -> None:
    forms = invoices.run(INVOICE_CSV.encode(), "billing.csv", "")
    assert isinstance(forms, list)
    assert [_form(form)["number"] for form in forms] == ["INV-1", "INV-2"]


@pytest.mark.parametrize(
    ("data", "code"),
    [(pdf(*AGREEMENT), ErrorCode.INVOICE_NOT_FOUND), (pdf(blank_pages=1), ErrorCode.PDF_NO_TEXT)],
)
def test_a_document_without_invoice_differs_from_one_without_text(
    data: bytes, code: ErrorCode
) -> None:
    with pytest.raises(DocumentError) as caught:
        invoices.run(data, "x.pdf", "")
    assert caught.value.code is code


def test_facts_are_read() -> None:
    form = _form(facts.run(PAYMENTS_CSV.encode(), "payments.csv", ""))
    assert form["kind"] == "payments"
    assert isinstance(form["rows"], list)
    row = _form(form["rows"][0])
    assert (row["invoice_number"], row["amount"], row["paid_on"]) == (
        "INV-1",
        "1500.00",
        "2026-04-20",
    )


@pytest.mark.parametrize(
    ("data", "file", "expected"),
    [
        (pdf(*AGREEMENT), "a.pdf", "contract"),
        (INVOICE_CSV.encode(), "b.csv", "invoice"),
        (PAYMENTS_CSV.encode(), "c.csv", "facts"),
    ],
)
def test_the_kind_is_found_from_the_content(data: bytes, file: str, expected: str) -> None:
    assert kind.run(data, file, "") == expected


def test_confirmed_terms_are_checked() -> None:
    data = json_text(contract_form(samples.contract())).encode()
    assert _form(terms.run(data, "MSA.json", ""))["schema"] == "contract-terms/1"


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"document": {"file": "a"}, "x": 1}']
)
def test_terms_that_are_none_are_refused(data: bytes) -> None:
    failed = open_answer(perform("terms", data, "MSA.json"), "MSA.json")
    assert isinstance(failed, Failure)
    assert failed.error.code is ErrorCode.TERMS_INVALID


@pytest.mark.parametrize(("form", "begins"), [("webp", b"RIFF"), ("png", b"\x89PNG")])
def test_parts_of_pages_are_drawn(form: str, begins: bytes) -> None:
    spots = [[1, [[72, 70, 300, 90]]], [9, [[72, 70, 300, 90]]]]
    wanted = json.dumps([form, 2.0, spots])
    pictures = crops.run(pdf(*AGREEMENT), "MSA.pdf", wanted)
    assert isinstance(pictures, list)
    first, second = pictures
    assert isinstance(first, str)
    assert b64decode(first)[:4] == begins
    assert second is None


def test_halves_of_characters_do_not_stop_a_file() -> None:
    data = json.dumps(
        [{"schema": "invoice/1", "document": {"file": "x"}, "number": "\ud800", "lines": []}]
    )
    answered = perform("invoices", data.encode(), "x.json")
    assert answered.decode("utf-8")
