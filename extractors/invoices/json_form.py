"""invoice/1 read back: one invoice or a list of them."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from extractors.invoices.draft import Home, sane
from models.errors import DocumentError, ErrorCode
from models.forms import read_invoice_form
from models.invoices import Invoice, InvoiceDocument

_MOST_DIGITS = 40


def read_json_invoices(data: bytes, home: Home) -> list[Invoice]:
    """Read invoice/1 from JSON.

    Raises:
        DocumentError: JSON_DAMAGED where it is no JSON or not invoice/1, INVOICE_NOT_FOUND for
            an empty list.
    """
    forms = _forms(_loaded(data, home.file))
    if not forms:
        raise DocumentError(
            ErrorCode.INVOICE_NOT_FOUND,
            "the JSON holds no invoice.",
            where=home.file,
            do="Give one invoice/1 object or a list of them.",
        )
    return [_invoice(form, place, home) for place, form in enumerate(forms, start=1)]


def _loaded(data: bytes, file: str) -> object:
    loaded: object
    try:
        loaded = json.loads(data, parse_float=Decimal, parse_int=_whole, parse_constant=_refused)
        json.dumps(loaded, ensure_ascii=False, default=str).encode()  # half a character cannot
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise _damaged(file, "the file is no JSON that can be read.") from error
    return loaded


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        msg = "a number of more digits than any amount has"
        raise ValueError(msg)
    return int(digits)


def _refused(name: str) -> None:
    msg = f"{name} is no number"
    raise ValueError(msg)


def _forms(loaded: object) -> list[object]:
    if isinstance(loaded, Mapping) and isinstance(loaded.get("invoices"), list):
        return list(loaded["invoices"])
    return loaded if isinstance(loaded, list) else [loaded]


def _invoice(form: object, place: int, home: Home) -> Invoice:
    if not isinstance(form, Mapping):
        raise _damaged(home.file, f"entry {place} is no invoice/1 object.")
    own = InvoiceDocument(file=home.file, sha256=home.sha256, source=home.source)
    try:
        invoice = read_invoice_form({"document": {"file": home.file}, **form})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise _damaged(home.file, f"entry {place}, {field}: {first['msg']}.") from error
    if any(sane(number) is None for number in _numbers(invoice)):
        raise _damaged(home.file, f"entry {place} holds a number no invoice states.")
    return invoice.model_copy(update={"document": own})


def _numbers(invoice: Invoice) -> Iterator[Decimal]:
    for record in (invoice, *invoice.lines, *invoice.adjustments):
        values: dict[str, Any] = dict(record)
        yield from (value for value in values.values() if isinstance(value, Decimal))


def _damaged(file: str, what: str) -> DocumentError:
    return DocumentError(
        ErrorCode.JSON_DAMAGED, what, where=file, do="Write it as invoice/1, amounts as strings."
    )
