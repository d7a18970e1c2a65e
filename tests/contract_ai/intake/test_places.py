"""Where uploads lie, whatever the database is; reports find their pages there."""

from pathlib import Path

import pytest

from contract_ai.intake.places import data_folder, find_vault, is_upload, source_of
from contract_ai.pipeline import report, with_pictures
from contract_ai.reading import Reader
from contract_ai.settings import Settings
from contract_ai.storage.engine import open_engine
from models.errors import ErrorCode, SettingsError
from tests.contract_ai import papers
from tests.contract_ai.fakes import InProcess
from tests.contract_ai.intake.desk import FrontDesk


@pytest.mark.on_sqlite("it is about the file")
def test_the_folder_lies_beside_the_database(tmp_path: Path) -> None:
    database = open_engine(tmp_path / "books.db")
    assert data_folder(Settings(), database) == tmp_path / "books.files"
    assert data_folder(Settings(data=tmp_path / "x"), database) == tmp_path / "x"


@pytest.mark.parametrize("place", ["sqlite://", "postgresql+psycopg://127.0.0.1/books"])
def test_without_a_file_it_must_be_set(place: str) -> None:
    database = open_engine(place)
    with pytest.raises(SettingsError, match="CONTRACT_AI_DATA") as caught:
        data_folder(Settings(), database)
    assert caught.value.code is ErrorCode.SETTINGS_INVALID
    assert find_vault(Settings(), database) is None


def test_an_upload_without_a_vault_has_no_file() -> None:
    assert is_upload("upload:ab")
    assert not is_upload("/home/upload:ab")
    assert source_of("upload:ab", "ab", "a.pdf", None) is None
    assert source_of("/a.pdf", "ab", "a.pdf", None) is not None


@pytest.mark.on_sqlite("it is about the file")
def test_a_name_that_no_disk_can_hold_has_no_file(tmp_path: Path) -> None:
    database = open_engine(f"sqlite:///{tmp_path}/books.db")
    vault = find_vault(Settings(), database)
    source = source_of("/" + "a" * 4000, "ab" * 32, "a.pdf", vault)
    assert source is not None
    assert not source.called


def test_the_report_shows_pages_of_uploads(desk: FrontDesk, tmp_path: Path) -> None:
    desk.give("MSA.pdf", papers.pdf(*papers.AGREEMENT))
    desk.give("billing.csv", papers.INVOICE_CSV.encode())
    desk.worker().work()
    reader = Reader(InProcess, Settings(workers=1, data=tmp_path / "books.files"))
    data = with_pictures(desk.database, reader, report(desk.database))
    assert data.crops
