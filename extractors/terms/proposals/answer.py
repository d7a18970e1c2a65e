"""Reads a second reader's answer: terms in the labels' form, told apart from what is none.

An answer is outside data: unknown keys are left out, a term that does not fit its kind is no
proposal, and nothing in it is ever taken as more than a proposal.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from pydantic import ValidationError

from models.contracts import ContractHeader
from models.terms import TERM_KINDS, Term

MOST_TERMS = 600
LONGEST_QUOTE = 4000
LONGEST_TEXT = 300
_OWN = frozenset({"kind", "evidence", "confidence", "review"})
_LARGEST = Decimal(10) ** 15
_CODE = re.compile(r"[A-Z]{3,5}")  # also tokens: USDT
_ROLES = frozenset({"provider", "customer", "other"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed term; ``sure`` is the reader's own judgement, None where it gave none."""

    term: Term
    quote: str
    sure: bool | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a second reader said; ``refused`` counts the terms that had no usable form.

    It is not ``whole`` where a part of the document went unanswered.
    """

    proposals: tuple[Proposal, ...] = ()
    header: ContractHeader = field(default_factory=ContractHeader)
    refused: int = 0
    whole: bool = True


def read_answer(form: Mapping[str, object], *, whole: bool = True) -> Answer:
    """Read ``{"contract": {...}, "terms": [...]}``; whatever is missing or odd is left out."""
    given = form.get("terms")
    terms = given[:MOST_TERMS] if isinstance(given, list) else []
    found = [_proposal(one) for one in terms]
    header = form.get("contract")
    values = header if isinstance(header, Mapping) else {}
    proposals = tuple(one for one in found if one is not None)
    return Answer(proposals, _header(values), len(found) - len(proposals), whole)


def _proposal(given: object) -> Proposal | None:
    if not isinstance(given, Mapping):
        return None
    model = TERM_KINDS.get(str(given.get("kind")))
    quote = _quote(given)
    if model is None or not quote:
        return None
    values: dict[str, object] = {}
    for name, info in model.model_fields.items():
        key = info.alias or name
        value = given.get(key)
        if name == "currency":
            value = _currency(value)
        if name not in _OWN and value not in (None, "", [], {}):
            values[key] = _plain(value)
    term = _validated(model, values)
    sure = {"true": True, "false": False}.get(str(given.get("sure")).lower())
    if term is None or not _sane(term):
        return None
    return Proposal(term, quote, sure)


def _validated(model: type[Term], values: dict[str, object]) -> Term | None:
    """Validate; details that do not fit are left out, what the kind needs must fit."""
    for _ in range(len(values) + 1):
        try:
            return model.model_validate(values)
        except ValidationError as error:
            bad = {str(one["loc"][0]) for one in error.errors() if one["loc"]} & values.keys()
            needed = {
                info.alias or name
                for name, info in model.model_fields.items()
                if info.is_required()
            }
            if not bad or bad & (needed | {"from", "frequency", "per", "day_type"}):
                return None
            values = {key: value for key, value in values.items() if key not in bad}
    return None


def _sane(term: Term) -> bool:
    """Whether numbers are of a size that contracts have and the term says anything at all."""
    said = term.model_dump(exclude=set(_OWN), exclude_none=True)
    for value in said.values():
        if isinstance(value, int | Decimal) and not 0 <= value < _LARGEST:
            return False
    needs = {
        "late_charge": ("percent", "amount"),
        "milestone": ("percent", "amount"),
        "minimum": ("amount", "quantity"),
        "escalator": ("percent", "index", "cap_percent", "floor_percent", "frequency"),
        "billing": ("frequency", "timing", "deadline_days"),
    }.get(term.kind, ())
    return not needs or any(name in said for name in needs)


def _plain(value: object) -> object:
    """Numbers as text without separators, text cut to a length that people read."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        text = " ".join(value.split())[:LONGEST_TEXT]
        bare = re.sub(r"^[$€£]\s?|\s?%$|(?<=\d),(?=\d{3}\b)", "", text)
        return bare if _number(bare) else text
    if isinstance(value, list):
        return [_plain(one) for one in value[:20] if isinstance(one, str)]
    return None


def _currency(value: object) -> str | None:
    """Return a currency's code; nothing that is no code."""
    code = value.strip().upper() if isinstance(value, str) else ""
    return code if _CODE.fullmatch(code) else None


def _number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _quote(given: Mapping[object, object]) -> str:
    evidence = given.get("evidence")
    held = evidence.get("quote") if isinstance(evidence, Mapping) else None
    quote = given.get("quote") or held
    return quote[:LONGEST_QUOTE] if isinstance(quote, str) else ""


def _header(values: Mapping[object, object]) -> ContractHeader:
    """Read the header a value at a time, so that one odd value spoils no other."""
    kept: dict[str, object] = {}
    for name in ContractHeader.model_fields:
        value = values.get(name)
        if value in (None, "", [], {}):
            continue
        if name == "currency":
            value = _currency(value)
        try:
            made = ContractHeader.model_validate(
                {name: list(_parties(value)) if name == "parties" else _text(value)}
            )
        except ValidationError:
            continue
        kept[name] = getattr(made, name)
    return ContractHeader.model_validate(kept)


def _text(value: object) -> object:
    return " ".join(value.split())[:LONGEST_TEXT] if isinstance(value, str) else value


def _parties(value: object) -> Iterator[dict[str, object]]:
    for one in value[:20] if isinstance(value, list) else []:
        if isinstance(one, Mapping) and isinstance(one.get("name"), str):
            role = one.get("role")
            yield {"name": _text(one["name"]), "role": role if role in _ROLES else "other"}
