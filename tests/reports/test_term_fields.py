"""Every kind of term can be edited: as a sentence with slots, and field by field."""

from datetime import date
from decimal import Decimal

import pytest

from models.forms import term_form
from models.terms import (
    TERM_KINDS,
    CountsFrom,
    DayType,
    Escalator,
    ExpenseRule,
    Fee,
    PaymentTerm,
    Term,
)
from reports.term_fields import MAIN, Input, fields_of, term_of, typed, unsaid
from reports.term_words import Part, sentence, term_parts, term_words
from tests.reports.test_views import TERMS

KINDS = sorted(TERM_KINDS)
OWN = {"kind", "evidence", "confidence", "review"}


def _names(kind: str) -> set[str]:
    fields = TERM_KINDS[kind].model_fields.items()
    return {info.alias or name for name, info in fields} - OWN


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_described(kind: str) -> None:
    fields = fields_of(kind)
    assert {field.name for field in fields} == _names(kind)
    for field in fields:
        assert field.label
        assert field.help.endswith(".")
        assert (field.input is Input.CHOICE) == bool(field.choices)
        assert all(value and words and "_" not in words for value, words in field.choices)
    assert set(MAIN.get(kind, ())) <= _names(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_term_is_a_sentence_with_empty_slots(kind: str) -> None:
    parts = sentence(kind, {}, show=MAIN.get(kind, ()))
    slots = {name for part in parts for name in part.fields}
    needed = {field.name for field in fields_of(kind) if field.required}
    assert needed | set(MAIN.get(kind, ())) <= slots <= _names(kind)
    assert slots
    left = {field.name for field in unsaid(kind, {})}
    said = {name for part in sentence(kind, {}) for name in part.fields}
    assert left == _names(kind) - said


@pytest.mark.parametrize(("term", "words"), TERMS, ids=lambda value: str(value)[:30])
def test_a_term_goes_through_a_form_and_back(term: Term, words: str) -> None:
    form = {name: v for name, v in term_form(term, "").items() if name not in OWN}
    texts = {
        name: ", ".join(map(str, v)) if isinstance(v, list) else str(v) for name, v in form.items()
    }
    values, wrong = typed(term.kind, texts)
    assert wrong == {}
    assert term_of(term.kind, values) == term
    assert "".join(part.text for part in sentence(term.kind, values)) == words == term_words(term)


def test_the_slots_hold_the_values() -> None:
    term = PaymentTerm(days=30, day_type=DayType.BUSINESS, counts_from=CountsFrom.INVOICE_RECEIPT)
    assert term_parts(term) == (
        Part("due "),
        Part("30", ("days",)),
        Part(" "),
        Part("business", ("day_type",)),
        Part(" days after "),
        Part("receipt of the invoice", ("from",)),
    )
    fee = Fee(item="Support", amount=Decimal(1250), currency="USD", start=date(2026, 1, 1))
    assert [part for part in term_parts(fee) if part.fields] == [
        Part("Support", ("item",)),
        Part("1,250.00\u202fUSD", ("amount", "currency")),
        Part("2026-01-01", ("start",)),
    ]


def test_a_slot_is_shown_where_it_is_asked_for() -> None:
    parts = sentence("rate", {"amount": Decimal(5)}, show=("unit", "min_quantity"))
    assert [part.fields for part in parts if part.fields] == [
        ("item",),
        ("amount", "currency"),
        ("unit",),
        ("min_quantity",),
    ]
    assert "".join(p.text for p in sentence("payment_term", {"days": 45})) == (
        "due 45 calendar days after the invoice date"
    )


def test_zero_is_said() -> None:
    assert term_words(Escalator(percent=Decimal(3), floor_percent=Decimal(0))) == (
        "3 percent, at least 0 percent"
    )
    assert term_words(ExpenseRule(reimbursable=True, markup_percent=Decimal(0))) == (
        "reimbursed, mark-up 0 percent"
    )


@pytest.mark.parametrize(
    ("kind", "form", "values", "wrong"),
    [
        ("fee", {"amount": " 1,250.00 ", "item": ""}, {"amount": Decimal("1250.00")}, set()),
        ("fee", {"amount": "24.000,50"}, {"amount": Decimal("24000.50")}, set()),
        ("fee", {"amount": "1250.00"}, {"amount": Decimal("1250.00")}, set()),
        ("escalator", {"percent": "1,5 %"}, {"percent": Decimal("1.5")}, set()),
        ("fee", {"amount": "24.000,0001.5"}, {"amount": "24.000,0001.5"}, {"amount"}),
        ("fee", {"amount": "1e400"}, {"amount": "1e400"}, {"amount"}),
        ("fee", {"amount": "9" * 13}, {"amount": "9" * 13}, {"amount"}),
        ("fee", {"amount": "nan"}, {"amount": "nan"}, {"amount"}),
        ("payment_term", {"days": "30,5"}, {"days": "30,5"}, {"days"}),
        ("fee", {"amount": "much"}, {"amount": "much"}, {"amount"}),
        ("fee", {"frequency": "monthly"}, {"frequency": "monthly"}, {"amount"}),
        ("early_discount", {"percent": "2 %", "days": "10"}, {"percent": 2, "days": 10}, set()),
        ("payment_term", {"days": "-1"}, {"days": "-1"}, {"days"}),
        (
            "payment_term",
            {"days": "5", "from": "Tuesday"},
            {"days": 5, "from": "Tuesday"},
            {"from"},
        ),
        (
            "expense",
            {"reimbursable": "false", "categories": "meals, , taxis"},
            {"reimbursable": False, "categories": ("meals", "taxis")},
            set(),
        ),
        ("fee", {"amount": "1", "start": "2026-02-30"}, None, {"start"}),
    ],
)
def test_what_is_typed_is_checked(
    kind: str, form: dict[str, str], values: dict[str, object] | None, wrong: set[str]
) -> None:
    found, errors = typed(kind, form)
    assert set(errors) == wrong
    if values is not None:
        assert found == values
