"""The application's key: where it comes from, and that nothing opens without it."""

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from contract_ai.accounts.secrets import Vault, vault_from_file, vault_from_text, vault_of
from contract_ai.settings import Settings, load_settings
from models.errors import ErrorCode, SettingsError

KEY = bytes(range(220, 252))
VAULT = Vault(KEY)


@given(st.text(), st.text(min_size=1))
def test_what_is_sealed_opens_again_for_its_purpose_alone(text: str, purpose: str) -> None:
    sealed = VAULT.seal(text, purpose)
    assert VAULT.open(sealed, purpose) == text
    assert VAULT.seal(text, purpose) != sealed
    for vault, use in ((VAULT, purpose + "x"), (Vault(bytes(32)), purpose)):
        with pytest.raises(SettingsError, match="cannot be opened"):
            vault.open(sealed, use)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_what_was_altered_does_not_open(place: int, change: int) -> None:
    way, name, text = VAULT.seal("a secret of TOTP", "x").split(".")
    data = bytearray(base64.urlsafe_b64decode(text))
    data[place % len(data)] ^= change
    altered = base64.urlsafe_b64encode(data).decode()
    for sealed in (f"{way}.{name}.{altered}", altered):
        with pytest.raises(SettingsError):
            VAULT.open(sealed, "x")


def test_another_key_takes_its_place_and_what_was_sealed_before_still_opens() -> None:
    sealed = VAULT.seal("a secret of TOTP", "x")
    unnamed = sealed.rpartition(".")[2]  # as versions before this wrote it
    after = Vault(bytes(32), (b"o" * 32, KEY))
    for one in (sealed, unnamed):
        assert after.open(one, "x") == VAULT.open(one, "x") == "a secret of TOTP"
        assert not after.is_current(one)
    again = after.seal("a secret of TOTP", "x")
    assert after.is_current(again)
    assert Vault(bytes(32)).open(again, "x") == "a secret of TOTP"
    with pytest.raises(SettingsError, match="cannot be opened"):
        VAULT.open(again, "x")
    assert after.sign("a", "x") == Vault(bytes(32)).sign("a", "x")


@pytest.mark.parametrize("change", [("g1", "g2"), ("g1", ""), (".", ""), (".", "..")])
def test_what_names_a_way_or_key_that_is_not_known_does_not_open(change: tuple[str, str]) -> None:
    with pytest.raises(SettingsError, match="cannot be opened"):
        VAULT.open(VAULT.seal("a", "x").replace(*change, 1), "x")


def test_keys_of_before_come_from_the_settings() -> None:
    given = {
        "CONTRACT_AI_SECRET_KEY": bytes(32).hex(),
        "CONTRACT_AI_OLD_SECRET_KEYS": f"{KEY.hex()}, {base64.b64encode(b'o' * 32).decode()}",
    }
    settings = load_settings(given)
    assert vault_of(settings, make_url("postgresql+psycopg://h/d")) == Vault(
        bytes(32), (KEY, b"o" * 32)
    )
    assert KEY.hex() not in repr(settings)
    with pytest.raises(SettingsError, match="32 bytes"):
        vault_of(
            Settings.model_validate(
                {"secret_key": given["CONTRACT_AI_SECRET_KEY"], "old_secret_keys": "x"}
            ),
            make_url("sqlite://"),
        )


def test_signatures_differ_by_purpose_and_key() -> None:
    signed = {VAULT.sign("a", "x"), VAULT.sign("a", "y"), Vault(bytes(32)).sign("a", "x")}
    assert len(signed) == 3
    assert VAULT.sign("a", "x") in signed


@pytest.mark.parametrize(
    "text",
    [KEY.hex(), base64.b64encode(KEY).decode(), base64.urlsafe_b64encode(KEY).decode()],
)
def test_a_key_is_read_in_base64_and_hexadecimal_digits(text: str) -> None:
    settings = load_settings({"CONTRACT_AI_SECRET_KEY": text})
    assert vault_of(settings, make_url("postgresql+psycopg://h/d")) == VAULT
    assert text not in repr(settings)
    assert repr(KEY) not in repr(VAULT)


@pytest.mark.parametrize("text", ["short", "x" * 44, "é" * 44, base64.b64encode(b"1").decode()])
def test_what_is_no_key_is_refused_and_not_shown(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        vault_from_text(text)
    assert caught.value.code is ErrorCode.SECRET_KEY_UNUSABLE
    assert text not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_key_is_made_once_beside_the_database_for_its_owner_alone(tmp_path: Path) -> None:
    url = make_url(f"sqlite:///{tmp_path / 'books.db'}")
    first = vault_of(Settings(), url)
    file = tmp_path / "contract-ai.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert vault_of(Settings(), url) == first
    assert [found.name for found in tmp_path.iterdir()] == ["contract-ai.key"]
    assert vault_of(Settings(secret_key_file=tmp_path / "other.key"), url) != first


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "contract-ai.key"
    vault_from_file(file)
    file.chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        vault_from_file(file)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"no key"])
def test_a_file_without_a_key_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "contract-ai.key"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(SettingsError):
        vault_from_file(file)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read or made"):
        vault_from_file(tmp_path / "none" / "contract-ai.key")


@pytest.mark.parametrize("url", ["sqlite://", "postgresql+psycopg://h/d"])
def test_a_database_that_is_no_file_needs_a_key(url: str) -> None:
    with pytest.raises(SettingsError, match="CONTRACT_AI_SECRET_KEY"):
        vault_of(Settings(), make_url(url))


@pytest.mark.parametrize("url", ["contracts.example.com", "ftp://a.example", "https://"])
def test_an_address_that_people_cannot_open_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="is no address"):
        load_settings({"CONTRACT_AI_PUBLIC_URL": url})
