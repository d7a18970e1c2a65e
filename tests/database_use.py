"""Which tests use a database: every run notes it, so that another runs only those.

``make test`` runs all tests on SQLite; ``make test-postgresql`` then runs those that used a
database once more, with ``--using-a-database``.  Left out are tests that run on both kinds by
themselves, and those marked ``on_sqlite``.
"""

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

OPTION = "--using-a-database"
_NOTED = "contract-ai/using-a-database"
_USES = ("database", "used")
_BOTH = {"sqlite", "file", "memory", "postgresql"}
"""What tests that run on both kinds call them."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to run only the tests that were noted."""
    what = "run only the tests that used a database when they last ran"
    parser.addoption(OPTION, action="store_true", help=what)


def keeps_its_kind(item: pytest.Item) -> bool:
    """Whether a test has the kind of its database decided already."""
    if item.get_closest_marker("on_sqlite"):
        return True
    spec = getattr(item, "callspec", None)
    return spec is not None and any(one in _BOTH for one in map(str, spec.params.values()))


class Notes:
    """The tests that used a database; processes side by side tell them in their reports."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._running: pytest.Item | None = None
        self._ran: set[str] = set()
        self._used: set[str] = set()
        event.listen(Pool, "checkout", self._note)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out the tests that used none, where that is asked for."""
        if not self._config.getoption(OPTION):
            return
        noted = self._noted()
        if not noted:
            why = "It is not known which tests use a database: run all of them before."
            raise pytest.UsageError(why)
        others = [item for item in items if item.nodeid not in noted]
        items[:] = [item for item in items if item.nodeid in noted]
        self._config.hook.pytest_deselected(items=others)

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
            noted = (self._noted() - self._ran) | self._used
            self._config.cache.set(_NOTED, sorted(noted))

    def _noted(self) -> set[str]:
        return set(self._config.cache.get(_NOTED, []))

    def _note(self, *_: object) -> None:
        if self._running is not None and _USES not in self._running.user_properties:
            self._running.user_properties.append(_USES)
