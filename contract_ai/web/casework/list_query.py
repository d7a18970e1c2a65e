"""The address of a list of findings: which of them, in what order, which page.

An address that says no state means what needs work; ``state=any`` means all.

>>> read_query("").query, read_query("state=any&page=2").query
('', 'state=any&page=2')
>>> read_query("state=open&q=fee").query
'q=fee'
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote_plus, urlencode

from fastapi import HTTPException

from contract_ai.desk.filters import FilterError
from contract_ai.desk.finding_filter import FindingFilter
from models.findings import State

NEEDS_WORK = (State.OPEN.value,)
ANY = "any"
_LAST_PAGE = 1_000_000
_HERE = "\x00"  # no value of a filter holds it


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which findings a list shows; ``page`` counts from 1."""

    wanted: FindingFilter
    page: int = 1

    @property
    def query(self) -> str:
        """What stands in the address after the question mark; empty for the usual list."""
        return urlencode(list(self._pairs()))

    @property
    def needs_work(self) -> bool:
        """Whether it shows findings that nobody decided about, and no others."""
        return self.wanted.state == NEEDS_WORK

    @property
    def narrowed(self) -> bool:
        """Whether more is asked than a state and an order."""
        plain = FindingFilter(state=self.wanted.state, sort=self.wanted.sort)
        return self.wanted != plain

    def address(self, path: str = "/findings") -> str:
        """Return a path with this query."""
        return f"{path}?{self.query}" if self.query else path

    def pages(self, number: int) -> "ListQuery":
        """Return another page of the same list."""
        return replace(self, page=number)

    def turned(self, key: str, value: str) -> "ListQuery":
        """Choose one more value of a facet, or no longer choose it."""
        if key == "review":
            yes = value == "yes"
            chosen = None if self.wanted.review is yes else yes
            return ListQuery(replace(self.wanted, review=chosen))
        values: tuple[str, ...] = getattr(self.wanted, key)
        left = tuple(one for one in values if one != value)
        return self.with_values(key, left if value in values else (*values, value))

    def with_values(self, key: str, values: tuple[str, ...]) -> "ListQuery":
        """Choose these values of a facet; the list begins at its first page."""
        return ListQuery(replace(self.wanted, **{key: values}))  # type: ignore[arg-type]  # a key of several values

    def addresses(self, key: str, values: tuple[str, ...] = ()) -> Callable[[str], str]:
        """Return what gives the address with these values of a facet and one more, for many of them.

        Not for the key state, of which the usual values are left out.

        >>> read_query("q=fee").addresses("contract")("A & B")
        '/findings?contract=A+%26+B&q=fee'
        """
        address = self.with_values(key, (*values, _HERE)).address()
        before, after = address.split(quote_plus(_HERE))
        return lambda value: f"{before}{quote_plus(value)}{after}"

    def sorted_by(self, key: str) -> "ListQuery":
        """Sort by a column, the other way round where it is sorted by it."""
        return ListQuery(replace(self.wanted, sort=f"-{key}" if self.wanted.sort == key else key))

    def search_pairs(self) -> tuple[tuple[str, str], ...]:
        """Return what a form of the search box carries along: all but the page."""
        return tuple(pair for pair in self._pairs() if pair[0] != "page")

    def everything(self) -> "ListQuery":
        """Show the findings of every state, narrowed as before."""
        return self.with_values("state", ())

    def _pairs(self) -> Iterator[tuple[str, str]]:
        if not self.wanted.state:
            yield "state", ANY
        for key, value in self.wanted.pairs():
            if key != "state" or not self.needs_work:
                yield key, value
        if self.page > 1:
            yield "page", str(self.page)


def read_query(query: str) -> ListQuery:
    """Read the query of an address.

    Raises:
        HTTPException: 400, it asks for what there is not.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    try:
        wanted = FindingFilter.parse(wanted_pairs(query))
    except FilterError as error:
        text = str(error)
        raise HTTPException(400, text[:1].upper() + text[1:]) from error
    return ListQuery(wanted, _page([value for key, value in pairs if key == "page"]))


def wanted_pairs(query: str) -> list[tuple[str, str]]:
    """Return what `FindingFilter` reads of a query."""
    pairs = parse_qsl(query, keep_blank_values=True)
    asked = [pair for pair in pairs if pair[0] != "page" and pair != ("state", ANY)]
    if any(key == "state" for key, _ in pairs):
        return asked
    return [*asked, *(("state", state) for state in NEEDS_WORK)]


def _page(values: list[str]) -> int:
    """Return the page that is asked for; what is no number asks for the first."""
    text = values[-1] if values else ""
    return min(max(int(text), 1), _LAST_PAGE) if text.isascii() and text.isdecimal() else 1
