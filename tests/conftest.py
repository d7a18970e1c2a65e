"""What holds for all tests: how long an example takes is no matter of theirs."""

from hypothesis import settings

from tests import in_haste
from tests.on_postgresql import ON

in_haste.hurry()
real_hashes = in_haste.real_hashes
real_migrations = in_haste.real_migrations

if ON:
    from tests import on_postgresql

    database_of_the_test = on_postgresql.database_of_the_test
    pytest_configure = on_postgresql.pytest_configure
    pytest_runtest_setup = on_postgresql.pytest_runtest_setup
    pytest_unconfigure = on_postgresql.pytest_unconfigure

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
