"""What a user may see: contracts by the pattern of their names, and what belongs to them.

``*`` stands for any text and ``?`` for one character; capital letters count.  A finding or an
invoice without a contract is seen only by who sees everything.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false, literal, or_, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import Boolean

_ALL = "*"
_WILD = re.compile(r"[*?]")


@dataclass(frozen=True, slots=True)
class Scope:
    """The patterns of the contracts that a user may see; none at all sees nothing.

    >>> Scope(("MSA-*", "Acme")).sees("MSA-7"), Scope(("MSA-*",)).sees(None)
    (True, False)
    """

    patterns: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Scope":
        """Read patterns separated by commas.

        >>> Scope.of("MSA-*, Acme").patterns
        ('MSA-*', 'Acme')
        """
        parts = (part.strip() for part in text.split(","))
        return cls(tuple(dict.fromkeys(part for part in parts if part)))

    @property
    def is_all(self) -> bool:
        """Whether everything is seen, also what has no contract."""
        return _ALL in self.patterns

    def sees(self, stem: str | None) -> bool:
        """Whether a contract is seen; None is what has no contract."""
        if self.is_all:
            return True
        return stem is not None and any(_fits(pattern, stem) for pattern in self.patterns)

    def narrow(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """Say in SQL that a column of contract stems is seen."""
        if self.is_all:
            return true()
        return or_(false(), *_conditions(self.patterns, column))


EVERYTHING = Scope((_ALL,))


class _Wild(GenericFunction[bool]):
    """Whether a text (first) fits a pattern, written for GLOB (second) and for LIKE (third).

    The patterns are parameters, so one statement that is kept serves every user's.
    """

    type = Boolean()
    inherit_cache = True
    name = "wild"


@compiles(_Wild, "sqlite")
def _glob(element: Any, compiler: Any, **kw: Any) -> str:  # noqa: ANN401 (SQLAlchemy's signature)
    column, pattern, _ = (compiler.process(one, **kw) for one in element.clauses)
    return f"({column} GLOB {pattern})"


@compiles(_Wild)
def _like(element: Any, compiler: Any, **kw: Any) -> str:  # noqa: ANN401 (SQLAlchemy's signature)
    column, _, pattern = (compiler.process(one, **kw) for one in element.clauses)
    return f"({column} LIKE {pattern})"


def _conditions(
    patterns: Iterable[str], column: ColumnElement[Any]
) -> Iterable[ColumnElement[bool]]:
    exact = [pattern for pattern in patterns if not _WILD.search(pattern)]
    if exact:
        yield column.in_(exact)
    for pattern in patterns:
        if _WILD.search(pattern):
            yield _Wild(column, literal(_for_glob(pattern)), literal(_for_like(pattern)))


def _fits(pattern: str, stem: str) -> bool:
    text = "".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in pattern)
    return re.fullmatch(text, stem, re.DOTALL) is not None


def _for_glob(pattern: str) -> str:
    return pattern.replace("[", "[[]")


def _for_like(pattern: str) -> str:
    kept = re.sub(r"([\\%_])", r"\\\1", pattern)
    return kept.replace("*", "%").replace("?", "_")
