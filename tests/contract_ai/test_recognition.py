"""Scanned pages are recognised each once, kept, and one that cannot be read costs only itself."""

import io
import json
from pathlib import Path

import pytest

from contract_ai import reading, recognition, workers
from contract_ai.progress import Progress
from contract_ai.reading import Job, Reader
from contract_ai.recognition import FolderStore, Recognition, cache_folder
from contract_ai.settings import Settings
from contract_ai.sources import Source
from contract_ai.storage.engine import MEMORY
from contract_ai.storage.scans import DatabaseStore
from contract_ai.storage.upgrade import open_database
from contract_ai.tesseract import Tesseract, find_tesseract
from models.errors import DocumentError, ErrorCode
from models.forms import Json
from models.scans import NO_SCANS, PagesWanted, ScannedPage, ScannedWord, Scans, WantedPage
from tests.contract_ai.fakes import InProcess

WANTED = (WantedPage(1, "aa"), WantedPage(2, "bb"), WantedPage(3, "cc"))


class Pages:
    """Asks for three pages and answers with their text; the second cannot be read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def run(self, _data: bytes, file: str, extra: str, scans: Scans = NO_SCANS) -> Json:
        if file == "spoilt.pdf" and extra:
            return {"width": "wide"}
        if extra:
            self.read.append(extra)
            if extra == "2":
                what = "It takes too long."
                raise DocumentError(ErrorCode.LIMIT_TIME, what, where=file, do="Wait.")
            word = ScannedWord(f"page{extra}", 0, 0, 9, 9, 0.9)
            page: Json = ScannedPage(width=9, height=9, words=(word,)).model_dump(mode="json")
            return page
        if scans.asked:
            raise PagesWanted(WANTED)
        texts = [f"{number}:{page.words[0].text}" for number, page in sorted(scans.pages.items())]
        return " ".join([*texts, *(f"{n}:{why}" for n, why in scans.failed.items())])


class Engine(Recognition):
    engine = "reader 1"


class Memory(dict[str, str]):
    def put(self, key: str, page: str) -> None:
        self[key] = page


def _kind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, found: Recognition, name: str = "scan.pdf"
) -> tuple[str | None, list[str], str]:
    task = Pages()
    for module in (reading, workers):
        monkeypatch.setattr(module, "load_task", lambda _name: task)
    path = tmp_path / name
    path.write_bytes(b"%PDF-1.7 a scan")
    shown = io.StringIO()
    reader = Reader(InProcess, Settings(workers=2), found, Progress(shown))
    (read,) = reader.kinds([Job(Source(path))])
    assert read.error is None
    return read.value, task.read, shown.getvalue()


def test_pages_are_recognised_and_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = Engine(store=Memory())
    value, read, shown = _kind(monkeypatch, tmp_path, found)
    assert value == "1:page1 3:page3 2:It takes too long."
    assert read == ["1", "2", "3"]
    assert "scan.pdf: recognising text, page: 3 of 3" in shown
    value, read, _ = _kind(monkeypatch, tmp_path, found)
    assert value == "1:page1 3:page3 2:It takes too long."
    assert read == ["2"]


def test_what_is_no_page_is_not_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    value, _, _ = _kind(monkeypatch, tmp_path, Engine(), "spoilt.pdf")
    assert value is not None
    assert "does not fit the form" in value


def test_without_recognition_no_page_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert _kind(monkeypatch, tmp_path, Recognition(wanted=False))[:2] == ("", [])
    monkeypatch.setattr(recognition, "find_tesseract", lambda: None)
    assert not Recognition()
    monkeypatch.setattr(recognition, "find_tesseract", lambda: Tesseract("/nowhere/tesseract"))
    assert not Recognition()


def test_another_reader_reads_again() -> None:
    store = Memory()
    first, second = Engine(store=store), Engine(store=store)
    second.engine = "reader 2"
    page = ScannedPage(width=1, height=2)
    first.keep("aa", page)
    assert first.known("aa") == page
    assert second.known("aa") is None
    store[next(iter(store))] = '{"width": 1'
    assert first.known("aa") is None


def test_a_database_keeps_pages() -> None:
    database = open_database(MEMORY)
    store = DatabaseStore(database)
    assert store.get("aa") is None
    store.put("aa", "one")
    store.put("aa", "two")
    assert store.get("aa") == "two"
    database.close()


def test_a_folder_keeps_pages_for_their_owner(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "cache")
    assert store.get("abc") is None
    store.put("abc", "page")
    assert store.get("abc") == "page"
    (kept,) = (tmp_path / "cache" / "ab").iterdir()
    assert kept.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = FolderStore(tmp_path / "file")
    store.put("abc", "page")
    assert store.get("abc") is None


def test_the_folder_is_the_chosen_one_or_in_the_users_cache(tmp_path: Path) -> None:
    assert cache_folder(tmp_path, {}) == tmp_path
    assert cache_folder(None, {"XDG_CACHE_HOME": "/c"}) == Path("/c/contract-ai/pages")
    assert cache_folder(None, {}).parts[-3:] == (".cache", "contract-ai", "pages")


def test_a_program_that_fails_is_an_error_of_the_page(tmp_path: Path) -> None:
    from PIL import Image  # noqa: PLC0415 (only this test draws)

    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    broken = Tesseract(str(program))
    picture = Image.new("L", (40, 40), 255)
    with pytest.raises(DocumentError) as caught:
        broken.words(picture, "6")
    assert caught.value.code is ErrorCode.OCR_FAILED
    assert broken.direction(picture) == 0
    assert broken.version() == ""


def test_the_installed_program_names_its_version() -> None:
    found = find_tesseract()
    if found is None:
        pytest.skip("tesseract is not installed (.ci/run installs it)")
    assert found.version().startswith("tesseract ")
    assert json.dumps(Recognition().engine)
