"""Structured log lines: one a document and one a run, as JSON on stderr or in a file.

Without ``--verbose`` and without a log file nothing is written, but for the warnings of a server.
Amounts and quotes never are, and no secret.  What is bound to the context (`bind`) stands on
every line: a request's number, address, route and person; the number of a night.  What writes the
lines is loaded when some may be written.
"""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger


class _Silent:
    """The logger while nothing is written."""

    @staticmethod
    def info(_event: str, **_values: object) -> None:
        """Write nothing."""

    warning = error = critical = debug = exception = info


class _Sink:
    """Whether lines are written now."""

    open = False


@contextmanager
def logging_to(
    *, verbose: bool = False, file: Path | None = None, warnings: bool = False
) -> Iterator[None]:
    """Choose where log lines go: a file, stderr, or nowhere; ``warnings`` go to stderr then.

    Raises:
        OSError: the log file cannot be opened.
    """
    if file is None:
        least = logging.WARNING if warnings else logging.CRITICAL
        _configure(sys.stderr, logging.INFO if verbose else least)
        yield
        return
    with open(
        file, "a", encoding="utf-8", errors="replace", buffering=1, opener=_for_its_owner
    ) as stream:
        _configure(stream, logging.INFO)
        try:
            yield
        finally:
            _configure(sys.stderr)


def _for_its_owner(path: str, flags: int) -> int:
    """Make a new file so that others cannot read it."""
    return os.open(path, flags, 0o600)


def log() -> "FilteringBoundLogger":
    """Return the logger."""
    if not _Sink.open:
        return cast("FilteringBoundLogger", _Silent)
    import structlog  # noqa: PLC0415 (only who writes lines pays for it)

    return cast("FilteringBoundLogger", structlog.get_logger())


def begin(**values: str) -> None:
    """Forget what was bound before, and bind this: a request or a command begins."""
    if _Sink.open:
        import structlog  # noqa: PLC0415

        structlog.contextvars.clear_contextvars()
        bind(**values)


def bind(**values: str) -> None:
    """Put values on every line that this request, and what it starts, writes from now on."""
    if _Sink.open:
        import structlog  # noqa: PLC0415

        structlog.contextvars.bind_contextvars(**values)


def _configure(stream: TextIO, level: int = logging.CRITICAL) -> None:
    _Sink.open = level < logging.CRITICAL
    if not _Sink.open:
        return
    import structlog  # noqa: PLC0415

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )


def silence(library: str) -> None:
    """Let a library say nothing more, in any of its loggers."""
    for name in tuple(logging.root.manager.loggerDict):
        if name.partition(".")[0] == library:
            logging.getLogger(name).setLevel(logging.CRITICAL)
