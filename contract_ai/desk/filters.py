"""Filters of lists as values and as the query of an address: only known keys, only possible values."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, ClassVar, Self
from urllib.parse import parse_qsl, urlencode

from models.tables.columns import fits

LONGEST = 200
_YES_NO = {"yes": True, "no": False}


class FilterError(ValueError):
    """A filter has a key or a value that it cannot have; the message is for the user."""


Reader = Callable[[str, list[str]], Any]


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is asked for; ``READERS`` say how the values of each key are read."""

    READERS: ClassVar[Mapping[str, Reader]] = {}

    @classmethod
    def parse(cls, query: str | Iterable[tuple[str, str]]) -> Self:
        """Read the query of an address, or its pairs.

        Raises:
            FilterError: a key is not known, stands twice where it may not, or has a wrong value.
        """
        pairs = parse_qsl(query, keep_blank_values=True) if isinstance(query, str) else query
        given: dict[str, list[str]] = {}
        for key, value in pairs:
            if key not in cls.READERS:
                msg = f"There is no filter by the name of {key[:40]!r}."
                raise FilterError(msg)
            given.setdefault(key, []).append(_short(key, value))
        return cls(**{key: cls.READERS[key](key, values) for key, values in given.items()})

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield what `parse` reads; what is as usual is left out."""
        for name, usual in _usual(type(self)):  # type: ignore[arg-type]  # a class can be hashed
            value = getattr(self, name)
            if value == usual:
                continue
            if isinstance(value, tuple):
                yield from ((name, one) for one in value)
            elif isinstance(value, bool):
                yield name, "yes" if value else "no"
            else:
                yield name, f"{value:f}" if isinstance(value, Decimal) else str(value)

    def query(self) -> str:
        """Return the query of an address."""
        return urlencode(list(self.pairs()))


@cache
def _usual(kind: type[Filter]) -> tuple[tuple[str, object], ...]:
    """Return the keys of a filter and what they usually are; a page asks for it many times."""
    return tuple((field.name, field.default) for field in fields(kind))


def many(key: str, values: list[str]) -> tuple[str, ...]:
    """Read a key that takes any values, each once."""
    del key
    return tuple(dict.fromkeys(values))


def many_of(choices: Collection[str]) -> Reader:
    """Read a key that takes several of these values."""

    def read(key: str, values: list[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_chosen(key, value, choices) for value in values))

    return read


def one_of(choices: Collection[str], *, turned: bool = False) -> Reader:
    """Read a key that takes one of these values; ``turned`` allows ``-`` before it."""

    def read(key: str, values: list[str]) -> str:
        text = _single(key, values)
        _chosen(key, text.removeprefix("-") if turned else text, choices)
        return text

    return read


def yes_no(key: str, values: list[str]) -> bool:
    """Read yes or no."""
    return _YES_NO[_chosen(key, _single(key, values), _YES_NO)]


def text(key: str, values: list[str]) -> str:
    """Read one text."""
    return _single(key, values).strip()


def amount(key: str, values: list[str]) -> Decimal | None:
    """Read an amount; an empty text is none."""
    given = _single(key, values).strip()
    if not given:
        return None
    try:
        found = Decimal(given)
    except InvalidOperation:
        found = Decimal("NaN")
    if not fits(found):
        msg = f"{key} takes an amount such as 1500.00, not {given[:40]!r}."
        raise FilterError(msg)
    return found


def day(key: str, values: list[str]) -> date | None:
    """Read a day; an empty text is none."""
    given = _single(key, values).strip()
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        msg = f"{key} takes a day such as 2026-03-31, not {given[:40]!r}."
        raise FilterError(msg) from error


def _single(key: str, values: list[str]) -> str:
    if len(values) > 1:
        msg = f"{key} may stand once only."
        raise FilterError(msg)
    return values[0]


def _short(key: str, value: str) -> str:
    if len(value) > LONGEST or "\x00" in value:
        msg = f"{key} takes at most {LONGEST} characters that can be printed."
        raise FilterError(msg)
    return value


def _chosen(key: str, value: str, choices: Collection[str]) -> str:
    if value not in choices:
        msg = f"{key} is one of {', '.join(choices)}; not {value[:40]!r}."
        raise FilterError(msg)
    return value
