"""XML invoices give every business term that a check asks for."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.invoices.draft import Home
from extractors.invoices.structured import read_xml_invoice
from models.forms import Json, invoice_form
from models.invoices import InvoiceSource

CASES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("xml.yaml").read_text("utf-8"))


def _part(found: Json, expected: Json) -> Json:
    """Cut what was read down to the keys that are expected of it."""
    if isinstance(found, dict) and isinstance(expected, dict):
        return {key: _part(found.get(key), value) for key, value in expected.items()}
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        return [_part(one, other) for one, other in zip(found, expected, strict=True)]
    return found


@pytest.mark.parametrize("name", CASES)
def test_an_xml_invoice_is_read_whole(name: str) -> None:
    case = CASES[name]
    data = case["text"].encode()
    invoice = read_xml_invoice(data, Home.of(data, f"{name}.xml", InvoiceSource.UBL))
    form = invoice_form(invoice)
    assert _part(form, case["expect"]) == case["expect"]
