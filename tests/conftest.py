"""What holds for all tests: how long an example takes is no matter of theirs."""

import pytest
from hypothesis import settings

from tests import database_use, in_haste
from tests.on_postgresql import ON

in_haste.hurry()
real_hashes = in_haste.real_hashes
real_migrations = in_haste.real_migrations
pytest_addoption = database_use.pytest_addoption

if ON:
    from tests import on_postgresql

    database_of_the_test = on_postgresql.database_of_the_test
    pytest_runtest_setup = on_postgresql.pytest_runtest_setup
    pytest_unconfigure = on_postgresql.pytest_unconfigure


def pytest_configure(config: pytest.Config) -> None:
    """Note which tests use a database, of whichever kind."""
    config.pluginmanager.register(database_use.Notes(config))
    if ON:
        on_postgresql.pytest_configure()


settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
