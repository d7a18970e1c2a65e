"""A result is there whole or not at all."""

import os
from pathlib import Path

import pytest

from contract_ai.files import write_atomically
from models.errors import ErrorCode, SettingsError


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_atomically(path, b"old")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_a_disk_that_is_full_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.html"
    write_atomically(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError) as caught:
        write_atomically(path, b"new")
    assert caught.value.code is ErrorCode.OUTPUT_UNWRITABLE
    assert "No space left" in str(caught.value)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_a_folder_in_its_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(SettingsError):
        write_atomically(tmp_path / "report.html", b"new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]
