"""Which tests use a database: every run notes it, so that another runs only those.

``make test`` runs all tests on SQLite; ``make test-postgresql`` then runs those that used a
database once more, with ``--using-a-database``.  Left out are tests that run on both kinds by
themselves, and those marked ``on_sqlite``; with ``--but-long-ones`` also those of pages and of the
interface for programs, as the queries behind these run on both kinds in ``tests/contract_ai/desk``,
and those marked ``long``.
"""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

OPTION = "--using-a-database"
BUT_LONG_ONES = "--but-long-ones"
_NOTED = "contract-ai/using-a-database"
_USES = ("database", "used")
_BOTH = {"sqlite", "file", "memory", "postgresql"}
"""What tests that run on both kinds call them."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to run only the tests that were noted."""
    what = "run only the tests that used a database when they last ran"
    parser.addoption(OPTION, action="store_true", help=what)
    what = "leave out the tests marked as long and those of pages"
    parser.addoption(BUT_LONG_ONES, action="store_true", help=what)


def keeps_its_kind(item: pytest.Item) -> bool:
    """Whether a test has the kind of its database decided already."""
    if item.get_closest_marker("on_sqlite"):
        return True
    spec = getattr(item, "callspec", None)
    return spec is not None and any(one in _BOTH for one in map(str, spec.params.values()))


def takes_long(item: pytest.Item) -> bool:
    """Whether a test is marked as long, or asks for pages."""
    return "web" in item.path.parts or item.get_closest_marker("long") is not None


class Notes:
    """The tests that used a database; processes side by side tell them in their reports."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._running: pytest.Item | None = None
        self._ran: set[str] = set()
        self._used: set[str] = set()
        event.listen(Pool, "checkout", self._note)

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Do not even read files that have none of these tests."""
        if not self._config.getoption(OPTION) or not collection_path.is_file():
            return None
        file = collection_path.relative_to(self._config.rootpath).as_posix()
        return True if self._noted and file not in self._files else None

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out the tests that used none, and long ones, where that is asked for."""
        noted = self._noted
        if self._config.getoption(OPTION):
            if not noted:
                why = "It is not known which tests use a database: run all of them before."
                raise pytest.UsageError(why)
            self._keep(items, lambda item: item.nodeid in noted)
        if self._config.getoption(BUT_LONG_ONES):
            self._keep(items, lambda item: not takes_long(item))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Say which test runs."""
        self._running = None if keeps_its_kind(item) else item

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take from the reports what is noted."""
        self._ran.add(report.nodeid)
        if _USES in map(tuple, report.user_properties):
            self._used.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Keep it for the next run; what did not run is as it was."""
        event.remove(Pool, "checkout", self._note)
        if not hasattr(self._config, "workerinput") and self._ran:
            noted = (self._noted - self._ran) | self._used
            self._config.cache.set(_NOTED, sorted(noted))

    def _keep(self, items: list[pytest.Item], wanted: Callable[[pytest.Item], bool]) -> None:
        self._config.hook.pytest_deselected(items=[one for one in items if not wanted(one)])
        items[:] = filter(wanted, items)

    @cached_property
    def _noted(self) -> frozenset[str]:
        return frozenset(self._config.cache.get(_NOTED, []))

    @cached_property
    def _files(self) -> frozenset[str]:
        return frozenset(one.partition("::")[0] for one in self._noted)

    def _note(self, *_: object) -> None:
        if self._running is not None and _USES not in self._running.user_properties:
            self._running.user_properties.append(_USES)
