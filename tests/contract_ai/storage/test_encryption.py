"""What goes to PostgreSQL on another host is encrypted, or nothing is sent."""

import pytest

from contract_ai.storage.encryption import proves_its_host
from contract_ai.storage.engine import open_engine
from models.errors import ErrorCode, SettingsError

FAR = "postgresql+psycopg://ai:secret@db.example.com/books"


@pytest.fixture(autouse=True)
def no_variables_of_libpq(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGHOST", "PGHOSTADDR", "PGSSLMODE", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("url", "variables"),
    [
        pytest.param(FAR, {}, id="libpq's default falls back to no encryption"),
        pytest.param(f"{FAR}?sslmode=prefer", {}, id="prefer"),
        pytest.param(f"{FAR}?sslmode=disable", {"PGSSLMODE": "verify-full"}, id="the URL counts"),
        pytest.param("postgresql://ai@192.0.2.7/books", {}, id="an address"),
        pytest.param("postgresql+psycopg://ai@/books?host=db.example.com", {}, id="in the query"),
        pytest.param("postgresql+psycopg://ai@/books?host=localhost:1&host=db2:2", {}, id="of two"),
        pytest.param(
            "postgresql+psycopg://ai@localhost/books?hostaddr=192.0.2.7", {}, id="what counts"
        ),
        pytest.param("postgresql+psycopg://ai@/books", {"PGHOST": "db2"}, id="in the environment"),
        pytest.param("postgresql+psycopg://ai@/books?service=far", {}, id="in a file"),
    ],
)
def test_another_host_without_encryption_is_refused(
    url: str, variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        open_engine(url)
    assert caught.value.code is ErrorCode.DATABASE_IN_THE_CLEAR
    assert "sslmode=verify-full" in caught.value.do
    assert "secret" not in str(caught.value)
    open_engine(url, plain=True).close()


@pytest.mark.parametrize(
    ("url", "variables"),
    [
        *[
            pytest.param(f"{FAR}?sslmode={mode}", {}, id=mode)
            for mode in ("require", "verify-ca", "verify-full")
        ],
        pytest.param(FAR, {"PGSSLMODE": "verify-full"}, id="the environment says so"),
        pytest.param("postgresql+psycopg://ai@localhost/books", {}, id="this machine"),
        pytest.param("postgresql+psycopg://ai@[::1]:5433/books", {}, id="this machine, IPv6"),
        pytest.param("postgresql+psycopg://ai@/books", {}, id="a socket"),
        pytest.param("postgresql+psycopg://ai@/books?host=/run/postgresql", {}, id="its folder"),
        pytest.param("sqlite://", {}, id="SQLite"),
    ],
)
def test_what_is_encrypted_or_stays_here_is_opened(
    url: str, variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    opened = open_engine(url)
    assert proves_its_host(opened.engine.url) is ("verify-full" in (url + str(variables)))
    opened.close()
