"""Structured log lines: one a document and one a run, as JSON on stderr or in a file.

Without ``--verbose`` and without a log file nothing is written.  Amounts and quotes never are.
"""

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

import structlog

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger


def start_logging(*, verbose: bool = False, file: Path | None = None) -> None:
    """Choose where log lines go: a file, stderr, or nowhere.

    Raises:
        OSError: the log file cannot be opened.
    """
    stream: TextIO = sys.stderr
    if file is not None:
        stream = file.open("a", encoding="utf-8", errors="replace", buffering=1)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.INFO if verbose or file else logging.CRITICAL
        ),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )


def log() -> "FilteringBoundLogger":
    """Return the logger."""
    if not structlog.is_configured():
        start_logging()
    return cast("FilteringBoundLogger", structlog.get_logger())
