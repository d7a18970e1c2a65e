"""The fields of every kind of term for people who edit them: labels, kinds of input, choices.

Names, order, choices and what must be there come from ``models.terms``; the words are here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from models.numbers import NotANumber, typed_decimal
from models.terms import TERM, TERM_KINDS, Term
from reports.term_words import FROM, OFTEN, PRORATED, REPAID, TAXED, sentence


class Input(StrEnum):
    """What a person types or chooses."""

    MONEY = "money"
    PERCENT = "percent"
    NUMBER = "number"  # with decimals
    INTEGER = "integer"
    DATE = "date"
    CHOICE = "choice"
    TEXT = "text"
    LIST = "list"  # texts, separated by commas
    CURRENCY = "currency"


@dataclass(frozen=True, slots=True)
class TermField:
    """One field; ``name`` is that of contract-terms/1, ``choices`` are values and their words.

    ``default`` is what holds where nothing is said; empty where that is not known then.
    """

    name: str
    input: Input
    label: str
    help: str
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    default: str = ""


MAIN = {
    "late_charge": ("percent", "per"),
    "milestone": ("name", "amount"),
    "escalator": ("percent", "frequency"),
    "minimum": ("amount", "per"),
    "billing": ("frequency", "timing"),
    "fee": ("frequency",),
    "rate": ("unit",),
    "percentage_fee": ("base",),
}
"""Fields besides those that must be there with which a new term of a kind begins."""

_OWN = {"kind", "evidence", "confidence", "review"}
_MONEY = {"amount", "cap", "preapproval_over", "receipt_over", "min_amount", "max_amount"} | {
    "min_guarantee"
}
_LABELS: dict[str, tuple[str, str]] = {  # by field, or by kind and field where that differs
    "days": ("Days", "How many days, a whole number."),
    "day_type": ("Kind of days", "Calendar days, or only days on which business is done."),
    "from": ("Counted from", "The day from which the days are counted."),
    "event": ("Event", "What the days are counted from, in the contract's words."),
    "covers": ("Applies to", "Which amounts fall due then; leave empty for all invoices."),
    "percent": ("Percent", "The figure as written: 1.5 for one and a half percent."),
    "late_charge.per": ("Per", "The time for which the percent is charged."),
    "late_charge.base": ("Above", "The published rate that the percent is added to."),
    "percentage_fee.base": ("Of", "What the percent is taken of, such as net sales."),
    "amount": ("Amount", "The sum, with a point before the cents."),
    "currency": ("Currency", "The ISO code, such as USD."),
    "grace_days": ("Days of grace", "Days after the due date before the charge begins."),
    "day_basis": ("Days a year", "By how many days a yearly percent is divided."),
    "item": ("Item", "What is paid for, in the contract's words."),
    "rate.amount": ("Price", "The price of one unit."),
    "unit": ("Unit", "What is counted: hour, user, call."),
    "min_quantity": ("From quantity", "The first quantity for which this holds."),
    "max_quantity": ("To quantity", "The last quantity for which this holds; empty for no end."),
    "tier_mode": ("Tiers", "Whether each unit has its own tier's price, or all the last tier's."),
    "included_quantity": ("Included", "How much is free of charge."),
    "included_per": ("Included per", "The period for which that much is free."),
    "effective_from": ("In force from", "The first day on which this price holds."),
    "frequency": ("How often", "How often it is paid, or the event on which it is."),
    "escalator.frequency": ("How often", "How often prices change."),
    "billing.frequency": ("How often", "How often invoices are issued."),
    "due": ("Due", "When it falls due, in the contract's words."),
    "start": ("Starts on", "The first day for which it is charged."),
    "proration": ("Part of a period", "How a part of a period is charged."),
    "min_amount": ("From amount", "The amount from which this holds."),
    "max_amount": ("To amount", "The amount up to which this holds; empty for no end."),
    "min_guarantee": ("At least", "The sum that is paid in any case."),
    "name": ("Milestone", "What must be achieved."),
    "index": ("Index", "The published index that prices follow, such as CPI."),
    "cap_percent": ("At most percent", "The largest change."),
    "floor_percent": ("At least percent", "The smallest change."),
    "applies_to": ("Applies to", "Which prices; leave empty for all."),
    "first_on": ("First on", "The day of the first change."),
    "cap.per": ("Per", "The period in which the limit holds; total for the whole contract."),
    "minimum.per": ("Per", "The period in which the minimum must be reached."),
    "scope": ("On", "What the limit holds for; leave empty for all charges."),
    "excludes": ("Without", "What does not count towards the limit, separated by commas."),
    "quantity": ("Quantity", "How much must be bought at least."),
    "period": ("Period", "The period that the minimum holds for, in the contract's words."),
    "reimbursable": ("Reimbursed", "Whether the customer pays these expenses back."),
    "preapproval": ("Approval", "Whether the customer must approve beforehand."),
    "preapproval_over": ("Approval above", "The sum above which approval is needed."),
    "markup_percent": ("Mark-up percent", "What may be added to the cost; 0 for at cost."),
    "cap": ("At most", "The largest sum that is paid back."),
    "categories": ("Kinds of expense", "Which expenses, separated by commas; empty for all."),
    "receipt_over": ("Receipt above", "The sum above which a receipt is needed."),
    "release": ("Held until", "What ends the withholding, in the contract's words."),
    "timing": ("When", "Before the period begins, or after it has ended."),
    "deadline_days": ("Within days", "Days within which the invoice must come."),
    "treatment": ("Taxes are", "Added to the prices, or in them."),
}
_CHOICES: dict[str, Mapping[Any, str]] = {
    "from": FROM,
    "frequency": OFTEN,
    "proration": PRORATED,
    "treatment": TAXED,
    "reimbursable": REPAID,
    "preapproval": {True: "needed", False: "not needed"},
    "timing": {"advance": "in advance", "arrears": "in arrears"},
    "day_basis": {"actual": "actual days of the year"},
    "tier_mode": {
        "graduated": "each unit at its own tier's price",
        "volume": "all units at the last tier's price",
        "stair_step": "one sum a tier",
    },
}

_WRONG = {
    Input.MONEY: "Write a sum in figures, such as 1250.00.",
    Input.PERCENT: "Write the percent in figures, such as 1.5.",
    Input.NUMBER: "Write a number in figures, such as 100 or 0.5.",
    Input.INTEGER: "Write a whole number, such as 30.",
    Input.DATE: "Write a day of the calendar as 2026-03-31.",
    Input.CHOICE: "Choose one of the list.",
    Input.TEXT: "Write it in words.",
    Input.LIST: "Write them with commas between.",
    Input.CURRENCY: "Write the three letters of the currency, such as USD.",
}
"""What a person does where a value cannot be read."""


@cache
def fields_of(kind: str) -> tuple[TermField, ...]:
    """Describe the fields of a kind in the order of ``models.terms``.

    Raises:
        KeyError: there is no such kind.
    """
    fields = TERM_KINDS[kind].model_fields.items()
    return tuple(_field(kind, i.alias or name, i) for name, i in fields if name not in _OWN)


def unsaid(kind: str, values: Mapping[str, object]) -> tuple[TermField, ...]:
    """Return the fields that have no place in the sentence of a term with these values."""
    said = {name for part in sentence(kind, values) for name in part.fields}
    return tuple(field for field in fields_of(kind) if field.name not in said)


def typed(kind: str, form: Mapping[str, object]) -> tuple[dict[str, object], dict[str, str]]:
    """Read what a person typed: values by field, and what is wrong with those that are none.

    Empty texts are values that the document does not give.  Lists may be texts with commas.
    What is wrong stays among the values as it was typed, so that it can be corrected.
    """
    values: dict[str, object] = {}
    wrong: dict[str, str] = {}
    for name, info in TERM_KINDS[kind].model_fields.items():
        key = info.alias or name
        raw = form.get(key)
        given, read = _plain(raw, _input(key, info))
        if name in _OWN or given in (None, ""):
            continue
        allowed: Any = info.annotation
        if info.metadata:
            allowed = Annotated[info.annotation, *info.metadata]
        try:
            values[key] = TypeAdapter(allowed).validate_python(given) if read else given
        except ValidationError:
            values[key], read = raw, False
        if not read:
            wrong[key] = _WRONG[_input(key, info)]
    for field in fields_of(kind):
        if field.required and field.name not in values:
            wrong[field.name] = "This must be filled in."
    return values, wrong


def term_of(kind: str, values: Mapping[str, object]) -> Term:
    """Make a term of values that `typed` found nothing wrong with.

    Raises:
        pydantic.ValidationError: they make no term.
    """
    return TERM.validate_python({"kind": kind, **values})


def _field(kind: str, name: str, info: FieldInfo) -> TermField:
    label, told = _LABELS.get(f"{kind}.{name}") or _LABELS[name]
    default = "" if info.is_required() or not isinstance(info.default, Enum) else info.default
    return TermField(
        name=name,
        input=_input(name, info),
        label=label,
        help=told,
        required=info.is_required(),
        choices=tuple(_choices(name, info)),
        default=str(default),
    )


def _input(name: str, info: FieldInfo) -> Input:
    kind = _bare(info.annotation)
    if name == "currency":
        return Input.CURRENCY
    if kind is Decimal:
        if name in _MONEY:
            return Input.MONEY
        return Input.PERCENT if "percent" in name else Input.NUMBER
    if kind is bool or get_origin(kind) is Literal or _is_enum(kind):
        return Input.CHOICE
    if get_origin(kind) is tuple:
        return Input.LIST
    return {int: Input.INTEGER, date: Input.DATE}.get(kind, Input.TEXT)


def _choices(name: str, info: FieldInfo) -> Iterator[tuple[str, str]]:
    kind = _bare(info.annotation)
    values: tuple[Any, ...] = ()
    if kind is bool:
        values = (True, False)
    elif get_origin(kind) is Literal:
        values = get_args(kind)
    elif _is_enum(kind):
        values = tuple(kind)
    for value in values:
        words = _CHOICES.get(name, {}).get(value) or str(value).replace("_", " ")
        yield str(value).lower() if kind is bool else str(value), words


def _bare(annotation: Any) -> Any:  # noqa: ANN401 (an annotation is anything)
    """Take None and metadata off an annotation."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(one for one in get_args(annotation) if one is not type(None)))
    return annotation


def _is_enum(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _plain(given: object, kind: Input) -> tuple[object, bool]:
    """Take off what people type around a value, and say whether the rest can be read.

    That is spaces, marks of thousands and percent signs.
    """
    if not isinstance(given, str):
        return given, True
    text = given.strip()
    if kind is Input.LIST:
        return tuple(part.strip() for part in text.split(",") if part.strip()) or None, True
    if text and kind in (Input.MONEY, Input.NUMBER, Input.PERCENT, Input.INTEGER):
        try:
            return typed_decimal(text.removesuffix("%")), True
        except NotANumber:
            return text, False
    return text, True
