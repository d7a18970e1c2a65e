"""The form of a term: its sentence with inputs in the place of its values, then its other fields.

Where the words stand travels sealed with a form, so that a browser cannot say that a document
states what it does not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from secrets import compare_digest

from pydantic import TypeAdapter

from contract_ai.accounts.secrets import Vault
from contract_ai.web.review.views import Spot, spot
from models.evidence import Evidence
from models.forms import Form, evidence_form, json_text, plain
from models.terms import Term
from reports.term_fields import MAIN, Input, TermField, fields_of
from reports.term_words import KIND_WORDS, sentence

_EVIDENCE: TypeAdapter[Evidence] = TypeAdapter(Evidence)
_PURPOSE = "evidence"
_WIDTHS = {
    Input.MONEY: 10,
    Input.PERCENT: 5,
    Input.NUMBER: 8,
    Input.INTEGER: 4,
    Input.DATE: 11,
    Input.CURRENCY: 4,
    Input.TEXT: 22,
    Input.LIST: 28,
    Input.CHOICE: 0,
}
"""Characters that fields have room for."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field: what stands in it, and in words what is wrong with that."""

    field: TermField
    value: str
    wrong: str

    @property
    def width(self) -> int:
        """Characters it has room for, as many as its value needs within limits."""
        return min(max(_WIDTHS[self.field.input], len(self.value) + 1), 40)

    @property
    def choices(self) -> tuple[tuple[str, str, bool], ...]:
        """Values, their words, and which is chosen; one may be none where that is possible."""
        none = () if self.field.required or self.field.default else (("", "not said"),)
        chosen = self.value or self.field.default
        return tuple((v, words, v == chosen) for v, words in (*none, *self.field.choices))


@dataclass(frozen=True, slots=True)
class FormView:
    """The form of one term; ``pieces`` are words and fields in the order of the sentence."""

    kind: str
    kind_words: str
    pieces: tuple[str | FieldView, ...]
    others: tuple[FieldView, ...]
    spot: Spot | None = None
    evidence: str = ""
    seal: str = ""

    @property
    def wrong(self) -> int:
        """How many fields are wrong."""
        fields = [one for one in (*self.pieces, *self.others) if isinstance(one, FieldView)]
        return sum(bool(one.wrong) for one in fields)


def of_term(term: Term) -> FormView:
    """Return the form that corrects a term; it keeps its place in the document."""
    fields = type(term).model_fields.items()
    return form(term.kind, {info.alias or name: getattr(term, name) for name, info in fields}, {})


def form(kind: str, values: Mapping[str, object], wrong: Mapping[str, str]) -> FormView:
    """Return a form with these values in it.

    Raises:
        KeyError: there is no such kind.
    """
    views = {
        field.name: FieldView(field, _text(values.get(field.name)), wrong.get(field.name, ""))
        for field in fields_of(kind)
    }
    known = {name: values[name] for name in views if values.get(name) not in (None, "", ())}
    show = {*MAIN.get(kind, ()), *wrong} & set(views)
    pieces = tuple(_pieces(kind, known, show, views))
    placed = {piece.field.name for piece in pieces if isinstance(piece, FieldView)}
    others = tuple(view for name, view in views.items() if name not in placed)
    return FormView(kind, KIND_WORDS[kind], pieces, others)


def sealed(view: FormView, evidence: Evidence, vault: Vault, stem: str) -> FormView:
    """Add where the words stand in the document of a contract."""
    text = json_text(evidence_form(evidence, evidence.file))
    return FormView(
        view.kind,
        view.kind_words,
        view.pieces,
        view.others,
        spot(evidence),
        text,
        vault.sign(text, f"{_PURPOSE} {stem}"),
    )


def opened(text: str, seal: str, vault: Vault, stem: str) -> Evidence | None:
    """Return where the words of a form stand; None where it names no place.

    Raises:
        ValueError: we did not seal it.
    """
    if not text:
        return None
    if not compare_digest(vault.sign(text, f"{_PURPOSE} {stem}").encode(), seal.encode()):
        msg = "a place in a document that we did not name"
        raise ValueError(msg)
    return _EVIDENCE.validate_json(text)


def changes(kind: str, values: Mapping[str, object]) -> Form:
    """Return what a correction changes: every field of the kind, None for those left empty."""
    empty: Form = {field.name: None for field in fields_of(kind)}
    return empty | {name: plain(value) for name, value in values.items()}


def _pieces(
    kind: str, values: Mapping[str, object], show: Iterable[str], views: Mapping[str, FieldView]
) -> Iterator[str | FieldView]:
    seen: set[str] = set()
    for part in sentence(kind, values, show):
        if not part.fields:
            yield part.text
        for name in part.fields:
            if name in views and name not in seen:
                seen.add(name)
                yield views[name]


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case list() | tuple():
            return ", ".join(map(str, value))
    return str(value)
