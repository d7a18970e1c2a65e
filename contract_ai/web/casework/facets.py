"""The filters beside a list of findings: what can be chosen, how many each choice would give."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from checks.catalogue import all_checks
from contract_ai.desk.finding_filter import AGES, UNKNOWN
from contract_ai.desk.finding_summary import FacetValue, FindingSummary
from contract_ai.storage.sign_offs import Signed
from contract_ai.web.casework.list_query import ListQuery
from models.findings import Direction, Severity, State
from reports.life_views import STATE_WORDS
from reports.wording import DIRECTION_WORDS, SEVERITY_WORDS, check_name

SHOWN = 6
"""Choices of a facet that are seen at once; the others are a click away."""
_TITLES = {
    "state": "State",
    "direction": "Direction",
    "code": "Check",
    "contract": "Contract",
    "supplier": "Supplier",
    "customer": "Customer",
    "age": "Found",
    "currency": "Currency",
    "severity": "Severity",
    "review": "Reading",
    "signed": "Signed off",
}
_AGES = {
    "0-30": "in the last 30 days",
    "31-60": "31 to 60 days ago",
    "61-90": "61 to 90 days ago",
    "over-90": "over 90 days ago",
    UNKNOWN: "day not known",
}
_READING = {"yes": "to be reviewed", "no": "sure"}
_SIGNED = {
    Signed.EQUAL: "as equal",
    Signed.DIFFERENT: "as different",
    Signed.OLDER: "of an older state",
    Signed.NONE: "not yet",
}
_NONE = {
    "contract": "no contract",
    "supplier": "no supplier",
    "customer": "no customer",
    "currency": "no currency",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value: ``address`` chooses it, or no longer chooses it."""

    words: str
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class FacetView:
    """One facet: the choices that are seen, those behind a click, and whether there are more."""

    title: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that is asked for; ``without`` is the list without it."""

    words: str
    without: str


def facet_views(found: FindingSummary, asked: ListQuery) -> tuple[FacetView, ...]:
    """Return every facet that offers a choice."""
    views = (_view(key, found, asked) for key in _TITLES if _is_said(key, found))
    return tuple(view for view in views if view.first)


def _is_said(key: str, found: FindingSummary) -> bool:
    """Whether a facet tells findings apart: where nobody signed off any, nothing is offered."""
    values = (one.value for one in found.facet(key).values if one.count or one.chosen)
    return key != "signed" or any(value != Signed.NONE for value in values)


def chips(asked: ListQuery) -> tuple[Chip, ...]:
    """Return what is asked for beside the state, each to be dropped with a click."""
    return tuple(_chips(asked))


def all_states(found: FindingSummary) -> int:
    """Return how many findings there would be whatever their state."""
    return sum(value.count for value in found.facet("state").values)


def _chips(asked: ListQuery) -> Iterable[Chip]:
    for key, title in _TITLES.items():
        if key in {"state", "review"}:
            continue
        for value in getattr(asked.wanted, key):
            yield Chip(f"{title}: {words(key, value)}", asked.turned(key, value).address())
    if asked.wanted.review is not None:
        value = "yes" if asked.wanted.review else "no"
        yield Chip(f"Reading: {words('review', value)}", asked.turned("review", value).address())


def words(key: str, value: str) -> str:
    """Say one value of a facet."""
    if not value:
        return _NONE.get(key, "none")
    if key == "code":
        check = all_checks().get(value)
        return f"{value} {check_name(check.slug)}" if check else value
    return _WORDS.get(key, {}).get(value, value)


_WORDS: dict[str, dict[str, str]] = {
    "state": {state.value: STATE_WORDS[state] for state in State},
    "direction": {one.value: DIRECTION_WORDS[one] for one in Direction},
    "severity": {one.value: SEVERITY_WORDS[one] for one in Severity},
    "age": {one: _AGES[one] for one in (*AGES, UNKNOWN)},
    "review": _READING,
    "signed": {one.value: _SIGNED[one] for one in Signed},
}


def _view(key: str, found: FindingSummary, asked: ListQuery) -> FacetView:
    facet = found.facet(key)
    offered = (value for value in facet.values if value.count or value.chosen)
    address = _addresses(key, asked)
    first: list[Choice] = []
    rest: list[Choice] = []
    for place, value in enumerate(offered):
        choice = Choice(words(key, value.value), value.count, value.chosen, address(value))
        (first if place < SHOWN or value.chosen else rest).append(choice)
    return FacetView(_TITLES[key], tuple(first), tuple(rest), facet.more)


def _addresses(key: str, asked: ListQuery) -> Callable[[FacetValue], str]:
    """Return what gives the address of a choice; a page has hundreds, nearly alike."""
    one_more = (
        None if key in {"state", "review"} else asked.addresses(key, getattr(asked.wanted, key))
    )

    def address(value: FacetValue) -> str:
        if one_more is None or value.chosen:
            return asked.turned(key, value.value).address()
        return one_more(value.value)

    return address
