from collections.abc import Iterator

import pytest

from contract_ai.storage.engine import Database
from tests.contract_ai.desk.conftest import read_company


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def books(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The sample company, in which auditors may work."""
    with read_company(request.param, "fieldwork", tmp_path_factory.mktemp("books")) as database:
        yield database
