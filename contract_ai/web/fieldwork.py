"""Words and addresses of the auditor's pages."""

import json
import re
from decimal import Decimal, InvalidOperation
from urllib.parse import quote

from contract_ai.desk.trail import TrailEvent
from reports.wording import place

_THINGS = (
    (re.compile(r"finding ([0-9a-f]{16})\b"), "/findings/{}"),
    (re.compile(r"sample (\d+)\b"), "/audit/samples/{}"),
)

_OPEN, _CLOSE = "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"


def action_words(action: str) -> str:
    """Say what was done.

    >>> action_words("term.confirmed"), action_words("sample.signed_off")
    ('Term confirmed', 'Sample signed off')
    """
    text = action.replace(".", " ").replace("_", " ")
    return text[:1].upper() + text[1:]


def place_of(event: TrailEvent) -> str:
    """Return the page of what an event is about; empty where it has none."""
    for pattern, address in _THINGS:
        match = pattern.match(event.object)
        if match:
            return address.format(match[1])
    if event.contract and event.action.startswith(("term.", "contract.")):
        return f"/contracts/{quote(event.contract)}"
    return ""


def field_words(name: str, text: str) -> str:
    """Say a field of a finding as it is stored: its sum by thousands, its evidence as a quote.

    >>> field_words("Amount", "40000"), field_words("Severity", "high")
    ('40,000', 'high')
    >>> print(field_words("Evidence 1", 'contract: {"file":"a.pdf","page":3,"quote":"Net 30"}'))
    contract, a.pdf, page 3: “Net 30”
    """
    if name == "Amount":
        try:
            return f"{Decimal(text):,f}"
        except InvalidOperation:
            return text
    if name.startswith("Evidence "):
        role, _, form = text.partition(": ")
        try:
            return f"{role}, {_proof_words(json.loads(form))}"
        except ValueError:
            return text
    return text


def _proof_words(form: dict[str, object]) -> str:
    """Say where words stand, what they are, and the hash of their file."""
    page, anchor, section = form.get("page"), form.get("anchor"), form.get("section")
    where = [
        str(form.get("file") or ""),
        f"page {page}" if page else place(str(anchor or "")),
        f"section {section}" if section else "",
    ]
    seal = form.get("sha256")
    quote = form.get("quote", "")
    said = f"{', '.join(filter(None, where))}: {_OPEN}{quote}{_CLOSE}"
    return f"{said}\nSHA-256 of the file: {seal}" if seal else said
