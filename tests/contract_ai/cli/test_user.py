"""``contract-ai user``: invitations, roles and resets from the command line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlmodel import col, select

from contract_ai.accounts import invitations, totp, users
from contract_ai.accounts.changing_passwords import reset_password
from contract_ai.accounts.means import Means
from contract_ai.accounts.secrets import vault_from_file
from contract_ai.connectors.connections import Connection, Secrets, save_connection
from contract_ai.storage.upgrade import open_database
from models.accounts import User
from models.ledgers import Service
from models.tables.audit import AuditEventRow
from tests.contract_ai.cli.invoke import Outcome, Program

BOOKS = ("--database", "books.db")
PASSWORD = "seven purple umbrellas"


def _means() -> Means:
    return Means(datetime.now(UTC), vault_from_file(Path("contract-ai.key")))


def _token(done: Outcome) -> str:
    return done.out.strip().rpartition("/welcome/")[2]


def _accept(done: Outcome) -> User:
    database = open_database("books.db")
    newcomer = users.Newcomer("", "Somebody", PASSWORD)
    with database.write() as session:
        user = users.accept(session, _token(done), newcomer, _means())
    database.close()
    return user


def test_somebody_is_invited_with_a_link(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTRACT_AI_PUBLIC_URL", "https://contracts.example.com/")
    done = program("user", "add", "Anna@example.com", "--role", "auditor", *BOOKS)
    assert done.code == 0
    assert (
        "anna@example.com is invited as auditor. The link opens once, within 48 hours:" in done.out
    )
    assert "https://contracts.example.com/welcome/" in done.out
    assert "invited" in program("user", "list", *BOOKS).out
    user = _accept(done)
    assert (user.name, user.role.value, user.contracts) == ("anna@example.com", "auditor", ("*",))
    assert "invited" not in program("user", "list", *BOOKS).out


def test_roles_contracts_and_states_are_changed(program: Program) -> None:
    _accept(program("user", "add", "boss", "--role", "administrator", *BOOKS))
    _accept(program("user", "add", "anna", "--contracts", "MSA*,NDA", *BOOKS))
    assert program("user", "role", "anna", "auditor", *BOOKS).out == "anna has the role auditor.\n"
    assert program("user", "contracts", "anna", "X*", *BOOKS).out == "anna sees X*.\n"
    assert program("user", "disable", "ANNA", *BOOKS).out == "anna is disabled.\n"
    listed = program("user", "list", *BOOKS).out
    assert [line.split() for line in listed.splitlines()][1:] == [
        ["anna", "Somebody", "auditor", "X*", "disabled", "no"],
        ["boss", "Somebody", "administrator", "*", "no"],
    ]
    assert program("user", "enable", "anna", *BOOKS).out == "anna is enabled.\n"


def test_a_reset_prints_a_link(program: Program) -> None:
    _accept(program("user", "add", "anna", *BOOKS))
    done = program("user", "reset", "anna", "--authenticator", *BOOKS)
    database = open_database("books.db")
    with database.write() as session:
        user = reset_password(session, _token(done), "a quiet harbour in november", _means())
        assert user.name == "anna"
        assert invitations.open_invitations(session, datetime.now(UTC)) == ()
    database.close()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("disable", "boss"), "last administrator"),
        (("role", "boss", "finance"), "last administrator"),
        (("role", "nobody", "finance"), "no such account"),
        (("add", "boss"), "taken"),
        (("add", "two words"), "letters, digits"),
        (("role", "boss", "king"), "king"),
    ],
)
def test_what_cannot_be_done_is_said(
    program: Program, arguments: tuple[str, ...], words: str
) -> None:
    _accept(program("user", "add", "boss", "--role", "administrator", *BOOKS))
    done = program("user", *arguments, *BOOKS)
    assert done.code == 2
    assert words in done.err


def test_authenticators_are_sealed_under_a_new_key(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = _accept(program("user", "add", "anna", *BOOKS))
    database, before = open_database("books.db"), _means()
    made = Connection(Service.STRIPE, "acct_1", Secrets(way="key", key=SecretStr("rk_1")), {})
    with database.write() as session:
        totp.begin(session, user, before)
        save_connection(session, before.vault, made, before.now)
    monkeypatch.setenv("CONTRACT_AI_SECRET_KEY", bytes(32).hex())
    lost = program("user", "reseal", *BOOKS)
    assert "cannot be opened with this key" in lost.err
    monkeypatch.setenv("CONTRACT_AI_OLD_SECRET_KEYS", before.vault.key.hex())
    done = program("user", "reseal", *BOOKS)
    assert done.out == "1 authenticator and 1 connection sealed under the key that counts now.\n"
    monkeypatch.delenv("CONTRACT_AI_OLD_SECRET_KEYS")
    assert program("user", "reseal", *BOOKS).out.startswith("0 authenticators")
    with database.read() as session:
        resealed = col(AuditEventRow.action).endswith(".resealed")
        query = select(AuditEventRow.object).where(resealed).order_by(col(AuditEventRow.seq))
        assert list(session.exec(query)) == ["user anna", "service stripe"]
    database.close()
