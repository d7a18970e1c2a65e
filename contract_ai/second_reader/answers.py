"""Reads the JSON in a model's answer: bare, fenced, with talk around it, or cut off.

Also joins the answers to the parts of one document.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from models.forms import Form, Json

LONGEST = 4_000_000
"""Characters; a longer answer is not read."""
_OPEN = re.compile(r"[{\[]")
_TERMS = re.compile(r'"terms"\s*:\s*\[')
_CONTRACT = re.compile(r'"contract"\s*:\s*(?=\{)')
_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_TRIES = 20
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)


class NoAnswer(ValueError):
    """The text holds no JSON of the form that was asked for."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The form in one answer; not ``whole`` where its end is missing."""

    form: Form
    whole: bool = True


def read_text(text: str) -> Reading:
    """Find the answer's form in its text.

    >>> read_text('Here it is: ```json {"terms": []} ```').form
    {'terms': []}

    Raises:
        NoAnswer: there is none, not even the beginning of one.
    """
    body = _THOUGHT.sub("", text[:LONGEST])
    for match in list(_OPEN.finditer(body))[:_TRIES]:
        found = _decoded(body, match.start())
        if isinstance(found, dict) and ("terms" in found or "contract" in found):
            return Reading(found)
        if isinstance(found, list) and found and all(_is_term(one) for one in found):
            return Reading({"terms": found})
    return _cut_off(body)


def joined(forms: Iterable[Form]) -> Form:
    """Join the answers to parts of one document: a term of an overlap counts once."""
    contract: Form = {}
    terms: list[Json] = []
    seen: set[str] = set()
    for form in forms:
        header, given = form.get("contract"), form.get("terms")
        if isinstance(header, dict):
            said: Form = {k: v for k, v in header.items() if v not in (None, "", [])}
            contract = said | contract
        new = [one for one in given if _mark(one) not in seen] if isinstance(given, list) else []
        seen |= {_mark(one) for one in new}
        terms += new
    return {"contract": contract, "terms": terms}


def _is_term(value: Json) -> bool:
    return isinstance(value, dict) and "kind" in value


def _decoded(text: str, start: int) -> Json:
    try:
        value: Json = _DECODER.raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return None
    return value


def _cut_off(text: str) -> Reading:
    """Take the terms that are whole from an answer whose end is missing."""
    start = _TERMS.search(text)
    if start is None:
        msg = "no JSON with terms in the answer"
        raise NoAnswer(msg)
    form: Form = {}
    header = _CONTRACT.search(text)
    if header is not None and isinstance(found := _decoded(text, header.end()), dict):
        form["contract"] = found
    terms: list[Json] = []
    at = start.end()
    while (brace := text.find("{", at)) >= 0:
        try:
            value, at = _DECODER.raw_decode(text, brace)
        except (ValueError, RecursionError):
            break
        terms.append(value)
        if not text[at:].lstrip().startswith(","):
            break
    if not terms and not form:
        msg = "the answer breaks off before its first term"
        raise NoAnswer(msg)
    return Reading(form | {"terms": terms}, whole=False)


def _mark(term: Json) -> str:
    """What makes two proposals of neighbouring parts one: all values; not how they are told."""
    if not isinstance(term, dict):
        return repr(term)
    told = {"quote", "evidence", "sure", "item", "event", "covers", "due", "scope", "page"}
    kept = {k: v for k, v in term.items() if k not in told}
    quote = (
        re.sub(r"\W+", "", str(term.get("quote", "")))[:80] if term.get("kind") in _PRICES else ""
    )
    return json.dumps([kept, quote], sort_keys=True, default=str)


_PRICES = frozenset({"rate", "fee", "milestone", "minimum", "percentage_fee"})
