"""Telling of every statement that any database runs: its first word and how long it took."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Protocol

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext

_BEGAN = "contract_ai_began"


class Tell(Protocol):
    """What is told: the name of what was done, its seconds, why it failed, attributes."""

    def __call__(
        self, name: str, seconds: float, *, failed: str = "", **attributes: str | int
    ) -> None:
        """Take it."""


@contextmanager
def statements_told(tell: Tell) -> Iterator[None]:
    """Tell of statements until the end; neither their text nor their values are told."""

    def begins(connection: Connection, *_rest: object) -> None:
        connection.info.setdefault(_BEGAN, []).append(perf_counter())

    def ends(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        over(connection, statement)

    def fails(context: ExceptionContext) -> None:
        if context.connection is not None and context.statement is not None:
            over(context.connection, context.statement, type(context.original_exception).__name__)

    def over(connection: Connection, statement: str, failed: str = "") -> None:
        began = connection.info.get(_BEGAN)
        if not began:  # the statement failed before it was sent
            return
        word = statement.split(maxsplit=1)[0].upper() if statement.strip() else ""
        system = connection.dialect.name
        told = {"db.system.name": system, "db.operation.name": word}
        tell(f"SQL {word}", perf_counter() - began.pop(), failed=failed, **told)

    listeners: dict[str, Callable[..., None]] = {
        "before_cursor_execute": begins,
        "after_cursor_execute": ends,
        "handle_error": fails,
    }
    for name, listener in listeners.items():
        event.listen(Engine, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners.items():
            event.remove(Engine, name, listener)
