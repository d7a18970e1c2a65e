"""The filters of lists as parameters of OpenAPI: their names come from the desk, the words are here."""

from dataclasses import fields

from contract_ai.desk.filters import Filter

_WORDS = {
    "age": "Days since it was found first: 0-30, 31-60, 61-90, over-90 or unknown.",
    "code": "The code of a check, such as PT101.",
    "contract": "The name of a contract; an empty text is what has none.",
    "currency": "An ISO 4217 code.",
    "customer": "The full name of the customer.",
    "direction": "overbilled, underbilled or neutral.",
    "expires_by": "Contracts that expire on or before this day.",
    "findings": "yes: only invoices with unsettled findings; no: only those without.",
    "issued_from": "Invoices issued on or after this day.",
    "issued_to": "Invoices issued on or before this day.",
    "kind": "The kind of the document.",
    "least": "The smallest amount, in the finding's own currency.",
    "match": "How its contract was found: hand, learned, computed or unmatched.",
    "most": "The largest amount, in the finding's own currency.",
    "party": "The full name of a party.",
    "q": "Words that must all be there.",
    "review": "yes: only findings that a person should look at; no: only others.",
    "severity": "high, medium, low or info.",
    "signed": "What an auditor's word is worth: equal, different, older (of a state before this) or none.",
    "sort": "The order; a minus before it turns it round.",
    "state": "open, accepted, disputed, credited, resolved or waived; nothing for all.",
    "supplier": "The full name of the supplier.",
    "waiting": "findings: with unsettled findings; review: with terms to review.",
}


def parameters(kind: type[Filter]) -> dict[str, object]:
    """Describe the parameters of a list; those that take several values may be repeated."""
    return {"parameters": [_one(field.name, field.default) for field in fields(kind)]}


def _one(name: str, default: object) -> dict[str, object]:
    text: dict[str, object] = {"type": "string"}
    schema = {"type": "array", "items": text} if isinstance(default, tuple) else text
    if name == "sort":
        schema = text | {"default": default}
    form = {"name": name, "in": "query", "required": False, "schema": schema}
    return form | {"description": _WORDS[name]}
