"""Structured log lines: one a document and one a run, as JSON on stderr or in a file.

Without ``--verbose`` and without a log file nothing is written.  Amounts and quotes never are.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

import structlog

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger


@contextmanager
def logging_to(*, verbose: bool = False, file: Path | None = None) -> Iterator[None]:
    """Choose where log lines go: a file, stderr, or nowhere.

    Raises:
        OSError: the log file cannot be opened.
    """
    if file is None:
        _configure(sys.stderr, speak=verbose)
        yield
        return
    with file.open("a", encoding="utf-8", errors="replace", buffering=1) as stream:
        _configure(stream, speak=True)
        try:
            yield
        finally:
            _configure(sys.stderr, speak=False)


def log() -> "FilteringBoundLogger":
    """Return the logger."""
    if not structlog.is_configured():
        _configure(sys.stderr, speak=False)
    return cast("FilteringBoundLogger", structlog.get_logger())


def _configure(stream: TextIO, *, speak: bool) -> None:
    level = logging.INFO if speak else logging.CRITICAL
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
