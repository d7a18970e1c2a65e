"""The nightly job as a command: what it prints, and how it ends."""

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from contract_ai.batch.lock import alone
from contract_ai.settings import Settings
from contract_ai.storage.upgrade import open_database
from tests.contract_ai.cli.invoke import Program
from tests.contract_ai.papers import company

OPTIONS = ("--settle", 0, "--as-of", "2026-06-30", "--database", "books.db")


def test_a_night_and_the_next(program: Program, tmp_path: Path) -> None:
    inbox = company(tmp_path / "inbox")
    first = program("batch", inbox, *OPTIONS)
    assert first.code == 0
    assert "new            1 contract, 1 file of facts, 1 file of invoices" in first.out
    assert f"Report: {tmp_path / 'report' / 'report.html'}" in first.out
    second = program("batch", inbox, *OPTIONS, "--format", "json").json
    assert (second["schema"], second["night"], second["checked"]) == ("night/1", 2, False)
    assert (second["new"], second["not_read"]) == ({}, [])


def test_figures_of_the_night_are_written_where_they_are_wanted(
    program: Program, tmp_path: Path
) -> None:
    inbox, file = company(tmp_path / "inbox"), tmp_path / "contract_ai.prom"
    file.write_text("what was there before")
    (inbox / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    assert program("batch", inbox, *OPTIONS, "--metrics", file).code == 3
    text = file.read_text()
    assert 'contract_ai_night_last_files{outcome="done"} 3.0' in text
    assert 'contract_ai_night_last_files{outcome="refused"} 1.0' in text
    assert 'contract_ai_unread_files{code="PDF_DAMAGED",source="inbox"} 1.0' in text
    families = {one.name: one for one in text_string_to_metric_families(text)}
    (took,) = families["contract_ai_night_last_duration_seconds"].samples
    assert took.value > 0
    assert "broken.pdf" not in text
    before = file.stat().st_ino
    database = open_database(tmp_path / "books.db")
    with alone(Settings(data=tmp_path / "books.files"), database, inbox):
        assert program("batch", inbox, *OPTIONS, "--metrics", file).code == 2
    database.close()
    assert (file.read_text(), file.stat().st_ino) == (text, before)


def test_how_it_ends(program: Program, tmp_path: Path) -> None:
    inbox = company(tmp_path / "inbox")
    assert program("batch", inbox, *OPTIONS, "--fail-on", "info").code == 1
    (inbox / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    told = program("batch", inbox, *OPTIONS)
    assert told.code == 3
    assert "broken.pdf: [PDF_DAMAGED] " in told.err
    assert "broken.pdf [PDF_DAMAGED] " in told.out
    assert program("batch", tmp_path / "nowhere", *OPTIONS).code == 2
    database = open_database(tmp_path / "books.db")
    with alone(Settings(data=tmp_path / "books.files"), database, inbox):
        second = program("batch", inbox, *OPTIONS)
    database.close()
    assert (second.code, second.out) == (2, "")
    assert "[BATCH_RUNNING] Another batch is running here." in second.err
