"""The figures of a selection that no grammar of its kind understands, one field a figure."""

from collections.abc import Iterator
from itertools import chain

from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.days import days_in
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.periods import frequencies_in, years_in
from models.forms import Form, Json, plain
from models.terms import TERM_KINDS

_DAYS = ("days", "deadline_days")


def figures(kind: str, text: str, currency: str) -> Form:
    """Fill the main fields of a kind from the first sum, percent, days and rhythm of a text.

    Fields that qualify others (caps of escalators, bounds of tiers) are left to a person: a bare
    figure does not say which it is.

    >>> figures("early_discount", "2%, 10 days", "USD")
    {'percent': '2', 'days': 10}
    """
    names = {info.alias or name for name, info in TERM_KINDS[kind].model_fields.items()}
    found = chain(_money(text, currency), _percent(text), _days(text), _often(text))
    return {name: value for name, value in found if name in names}


def _money(text: str, currency: str) -> Iterator[tuple[str, Json]]:
    value = next(amounts_in(text, currency), None)
    if value is not None:
        yield "amount", plain(value.amount)
        yield "currency", value.unit


def _percent(text: str) -> Iterator[tuple[str, Json]]:
    value = next(percents_in(text), None)
    if value is not None:
        yield "percent", plain(value.amount)


def _days(text: str) -> Iterator[tuple[str, Json]]:
    value = next(chain(days_in(text, months=True), years_in(text)), None)
    if value is not None:
        for name in _DAYS:
            yield name, int(value.amount)
        if value.unit == "business":
            yield "day_type", value.unit


def _often(text: str) -> Iterator[tuple[str, Json]]:
    found = next(frequencies_in(text), None)
    if found is not None:
        yield "frequency", found[2].value
