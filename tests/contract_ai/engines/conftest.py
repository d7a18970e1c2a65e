from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_ai.engines.choice import LocalEngine
from contract_ai.engines.dask_engine import DaskEngine
from contract_ai.reading import Reader
from contract_ai.settings import Settings
from tests.contract_ai.cli.invoke import Program
from tests.contract_ai.engines.deadly import TALLY

SETTINGS = Settings(workers=2, ocr="off")


@pytest.fixture(scope="module")
def tally(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where deaths of workers are counted."""
    return tmp_path_factory.mktemp("tally") / "deaths"


@pytest.fixture(scope="module")
def engine(tally: Path) -> Iterator[DaskEngine]:
    """A cluster of our own with two workers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(TALLY, str(tally))
        made = DaskEngine(SETTINGS)
        try:
            made.ready()
            yield made
        finally:
            made.close()


@pytest.fixture
def dask(engine: DaskEngine) -> Reader:
    """A reader on that cluster."""
    return Reader(engine, SETTINGS)


@pytest.fixture
def local() -> Reader:
    """A reader with children of its own."""
    return Reader(LocalEngine(SETTINGS), SETTINGS)


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str]) -> Program:
    """The program as a user calls it."""
    return Program(capsys)
