"""Counting in several processes of one server as if they were one."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where the library has every process keep its counters; it looks when it is imported."""


@contextmanager
def counted_together() -> Iterator[None]:
    """Have all processes that are forked from now on count together; before anything counts.

    Raises:
        RuntimeError: the library that counts is loaded already, and will not look again.
    """
    if "prometheus_client" in sys.modules:
        msg = "counters were made before it was said that several processes count"
        raise RuntimeError(msg)
    with TemporaryDirectory(prefix="contract-ai-counters-") as folder:
        os.environ[_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[_FOLDER]


def is_counted_together() -> bool:
    """Whether this process counts together with others."""
    return _FOLDER in os.environ
