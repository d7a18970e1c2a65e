import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from contract_ai.cli.main import main
from contract_ai.storage.engine import Database
from contract_ai.storage.findings import decide, load_audit
from contract_ai.storage.upgrade import open_database
from models.findings import State
from models.lives import Decision
from tests.contract_ai.bank_files import BANK
from tests.contract_ai.storage.conftest import POSTGRES, empty_database

SAMPLES = Path(__file__).parents[3] / "sample_contracts"
TODAY = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
_DECIDED = (State.DISPUTED, State.WAIVED, State.ACCEPTED, State.RESOLVED)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def company(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The sample company, read without its scans, checked, and some findings decided about."""
    with read_company(request.param, "desk", tmp_path_factory.mktemp("company")) as database:
        yield database


@contextmanager
def read_company(kind: str, name: str, folder: Path) -> Iterator[Database]:
    """Read the sample company into a database of its own; skips where there is no server."""
    if kind == "postgresql" and POSTGRES not in os.environ:
        pytest.skip(f"{POSTGRES} names no PostgreSQL server on which databases may be made")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "only")
    place = (
        empty_database(os.environ[POSTGRES], f"contract_ai_{name}_{worker}")
        if kind == "postgresql"
        else str(folder / "books.db")
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTRACT_AI_OCR", "off")
        assert main(["add", str(SAMPLES), "--database", place, "--quiet"]) == 0
        bank = folder / "june.csv"
        bank.write_text(BANK)
        days = ["--as-of", TODAY.isoformat()]
        assert main(["payments", "add", str(bank), *days, "--database", place]) == 0
        assert main(["check", "--as-of", TODAY.isoformat(), "--database", place]) == 0
    database = open_database(place)
    with database.write() as session:
        last = load_audit(session, tests=False)
        assert last is not None
        for state, found in zip(_DECIDED, last.audit.findings, strict=False):
            decide(session, [found.fingerprint], Decision(state, "by phone", NOW, "ann"))
    yield database
    database.close()
