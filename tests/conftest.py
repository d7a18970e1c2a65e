"""What holds for all tests: how long an example takes is no matter of theirs."""

from hypothesis import settings

from tests.on_postgresql import ON

if ON:
    from tests import on_postgresql

    database_of_the_test = on_postgresql.database_of_the_test
    pytest_configure = on_postgresql.pytest_configure

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
