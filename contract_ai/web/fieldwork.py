"""Words and addresses of the auditor's pages."""

import re
from urllib.parse import quote

from contract_ai.desk.trail import TrailEvent

_THINGS = (
    (re.compile(r"finding ([0-9a-f]{16})\b"), "/findings/{}"),
    (re.compile(r"sample (\d+)\b"), "/audit/samples/{}"),
)


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
