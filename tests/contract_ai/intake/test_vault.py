"""Originals are whole or not there, under their hash, for their owner only."""

import hashlib
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contract_ai.intake.vault import Vault
from models.errors import ErrorCode, SettingsError

DATA = b"An agreement. " * 1000
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "files" / "originals")


def keep(vault: Vault, data: bytes = DATA) -> Path:
    with vault.incoming() as coming:
        for start in range(0, len(data), 999):
            coming.write(data[start : start + 999])
        return vault.keep(coming)


def _break_off(vault: Vault) -> None:
    with vault.incoming() as coming:
        coming.write(DATA)
        raise ConnectionError


def files(vault: Vault) -> list[Path]:
    return [path for path in vault.root.rglob("*") if path.is_file()]


def test_a_file_lies_under_its_hash_for_its_owner_only(vault: Vault) -> None:
    path = keep(vault)
    assert path == vault.root / SHA256[:2] / SHA256[2:4] / SHA256 == vault.original(SHA256)
    assert path.read_bytes() == DATA
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in path.parents[:3]} == {0o700}
    assert files(vault) == [path]
    assert list(vault.misfits()) == []


def test_the_same_bytes_are_kept_once(vault: Vault) -> None:
    before = keep(vault).stat().st_ino
    assert keep(vault).stat().st_ino == before
    assert len(files(vault)) == 1


def test_a_damaged_original_is_named_and_mended_by_the_same_upload(vault: Vault) -> None:
    path = keep(vault)
    path.write_bytes(b"An agreement? ")
    assert [one.why for one in vault.misfits()] == [
        "The content is not what it was when it was kept."
    ]
    assert keep(vault).read_bytes() == DATA
    assert list(vault.misfits()) == []


def test_a_link_in_the_place_of_an_original_is_not_followed(vault: Vault, tmp_path: Path) -> None:
    path = keep(vault)
    other = tmp_path / "other"
    path.rename(other)
    path.symlink_to(other)
    assert vault.original(SHA256) is None
    assert [one.path for one in vault.misfits()] == [path]
    assert not keep(vault).is_symlink()
    assert other.read_bytes() == DATA


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "AB" * 32, "ab" * 31, "é" * 64])
def test_what_is_no_hash_has_no_original(vault: Vault, name: str) -> None:
    keep(vault)
    assert vault.original(name) is None
    assert vault.remove(name) is False


def test_a_stranger_in_the_folder_is_named(vault: Vault) -> None:
    keep(vault)
    (vault.root / "notes.txt").write_text("x", encoding="utf-8")
    assert [Path(one.path).name for one in vault.misfits()] == ["notes.txt"]


def test_what_is_not_kept_leaves_nothing(vault: Vault) -> None:
    with pytest.raises(ConnectionError):
        _break_off(vault)
    assert files(vault) == []


def test_what_a_kill_left_is_swept_after_a_day(vault: Vault) -> None:
    now = datetime(2026, 7, 1, tzinfo=UTC)
    keep(vault)
    for name, hours in (("old.part", 25), ("new.part", 23)):
        left = vault.root / "incoming" / name
        left.write_bytes(b"half")
        moment = (now - timedelta(hours=hours)).timestamp()
        os.utime(left, (moment, moment))
    assert vault.sweep(now) == 1
    assert [path.name for path in (vault.root / "incoming").iterdir()] == ["new.part"]
    assert list(vault.misfits()) == []


def test_removing(vault: Vault) -> None:
    keep(vault)
    assert vault.remove(SHA256) is True
    assert vault.remove(SHA256) is False
    assert files(vault) == []


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file", encoding="utf-8")
    with pytest.raises(SettingsError, match="CONTRACT_AI_DATA") as caught:
        keep(Vault(tmp_path / "files" / "originals"))
    assert caught.value.code is ErrorCode.OUTPUT_UNWRITABLE


@pytest.mark.parametrize("failing", ["write", "fsync", "replace", "mkdir", "open"])
def test_a_disk_that_fails_at_any_call_leaves_a_whole_file_or_none(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """The Nth call fails, for N from 1 until one run passes."""
    call = os.mkdir if failing == "mkdir" else getattr(os, failing)
    for at in range(1, 100):
        Failing(monkeypatch, failing, call, at)
        try:
            keep(vault)
        except SettingsError:
            monkeypatch.undo()
            assert all(path.name == SHA256 for path in files(vault))
            assert list(vault.misfits()) == []
            continue
        monkeypatch.undo()
        break
    assert at > 1
    assert [path.name for path in files(vault)] == [SHA256]


class Failing:
    """Makes the Nth call of a function of ``os`` fail as a full disk does."""

    def __init__(self, patch: pytest.MonkeyPatch, name: str, call: object, at: int) -> None:
        self._call, self._left = call, at
        patch.setattr(os, name, self)

    def __call__(self, *given: object, **named: object) -> object:
        self._left -= 1
        if self._left == 0:
            raise OSError(28, "No space left on device")
        assert callable(self._call)
        return self._call(*given, **named)
