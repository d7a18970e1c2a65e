"""Secrets as files: read by name, kept from others, and never shown."""

from pathlib import Path

import pytest

from contract_ai.settings import load_settings
from models.errors import ErrorCode, SettingsError

TOKEN = "t" * 40


def put(folder: Path, name: str, data: bytes, mode: int = 0o440) -> Path:
    path = folder / name
    path.write_bytes(data)
    path.chmod(mode)
    return path


def test_each_file_is_the_setting_of_its_name(tmp_path: Path) -> None:
    put(tmp_path, "secret_key", bytes(32).hex().encode() + b"\n")
    put(tmp_path, "metrics_token", TOKEN.encode())
    put(tmp_path, "database", b"postgresql+psycopg://a:secret@db/books\n")
    put(tmp_path, "README", b"not a setting")
    put(tmp_path, "mail_password", b"")
    found = load_settings({"CONTRACT_AI_SECRETS": str(tmp_path)})
    assert found.secret_key is not None
    assert found.secret_key.get_secret_value() == bytes(32).hex()
    assert found.metrics_token is not None
    assert found.metrics_token.get_secret_value() == TOKEN
    assert found.database == "postgresql+psycopg://a:secret@db/books"
    assert found.mail_password.get_secret_value() == ""
    assert TOKEN not in repr(found)


def test_the_environment_stands_above_the_folder(tmp_path: Path) -> None:
    put(tmp_path, "database", b"from-the-folder.db")
    given = {"CONTRACT_AI_SECRETS": str(tmp_path), "DATABASE_URL": "sqlite:///from-outside.db"}
    assert load_settings(given).database == "sqlite:///from-outside.db"


@pytest.mark.parametrize(
    ("data", "mode", "what"),
    [
        (b"s3cret", 0o444, "Anybody on this machine"),
        (b"s3cret\xff", 0o440, "no text"),
        (b"s3cret" * 20_000, 0o440, "too large"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_not_shown(
    tmp_path: Path, data: bytes, mode: int, what: str
) -> None:
    path = put(tmp_path, "secret_key", data, mode)
    with pytest.raises(SettingsError, match=what) as caught:
        load_settings({"CONTRACT_AI_SECRETS": str(tmp_path)})
    assert caught.value.code is ErrorCode.SETTINGS_INVALID
    assert caught.value.where == str(path)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not there"):
        load_settings({"CONTRACT_AI_SECRETS": str(tmp_path / "none")})
