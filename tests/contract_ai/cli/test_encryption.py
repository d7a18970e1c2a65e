"""Commands send nothing to another host in the clear, and do not listen to others there."""

import pytest

from tests.contract_ai.cli.invoke import Program

FAR = "postgresql+psycopg://ai:secret@db.invalid/books"


def test_a_database_on_another_host_is_refused_and_a_setting_allows_it(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", FAR)
    refused = program("contracts", "list")
    assert refused.code == 2
    assert "[DATABASE_IN_THE_CLEAR]" in refused.err
    assert "secret" not in refused.err
    told = program("doctor")
    assert "sslmode=verify-full" in told.out
    monkeypatch.setenv("CONTRACT_AI_DATABASE_ALLOW_PLAIN", "1")
    assert "[DATABASE_UNUSABLE]" in program("contracts", "list").err


def test_a_backup_is_not_put_there_either(program: Program) -> None:
    refused = program("db", "restore", "none.zip", "--database", FAR)
    assert (refused.code, "[DATABASE_IN_THE_CLEAR]" in refused.err) == (2, True)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::"])  # noqa: S104 (it is refused)
def test_the_server_does_not_listen_to_others(program: Program, host: str) -> None:
    refused = program("serve", "--host", host, "--database", "sqlite://")
    assert refused.code == 2
    assert "CONTRACT_AI_SERVE_ALLOW_PLAIN=1" in refused.err
