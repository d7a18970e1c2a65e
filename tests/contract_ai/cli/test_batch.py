"""The nightly job as a command: what it prints, and how it ends."""

from pathlib import Path

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
    with alone(Settings(), database, inbox):
        second = program("batch", inbox, *OPTIONS)
    database.close()
    assert (second.code, second.out) == (2, "")
    assert "[BATCH_RUNNING] Another batch is running here." in second.err
