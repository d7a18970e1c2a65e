"""Values of a text are read once, however many readers ask for them one after the other."""

from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

_MOST = 256  # a passage with its sentences and the words around their values
P = ParamSpec("P")
T = TypeVar("T")


def remembered(read: Callable[P, Iterator[T]]) -> Callable[P, Iterator[T]]:
    """Keep what a function last yielded for a text; its values must be frozen.

    >>> from extractors.terms.grammar.percents import percents_in
    >>> first, again = percents_in("5% of it"), percents_in("5% of it")
    >>> next(first) is next(again)
    True
    """

    @lru_cache(maxsize=_MOST)
    def kept(*args: P.args, **named: P.kwargs) -> tuple[T, ...]:
        return tuple(read(*args, **named))

    @wraps(read)
    def again(*args: P.args, **named: P.kwargs) -> Iterator[T]:
        return iter(kept(*args, **named))  # type: ignore[arg-type]  # texts, currencies and flags

    return again
