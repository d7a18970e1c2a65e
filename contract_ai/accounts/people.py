"""Looking people up: by their number, by their name, and all of them."""

import unicodedata

from sqlmodel import Session, col, select

from models.accounts import EVERY_CONTRACT, Role, User
from models.errors import AccountError, ErrorCode
from models.tables.accounts import NAME, UserRow

_BESIDES_LETTERS = frozenset(".-_@+'")


def folded(name: str) -> str:
    """Return a name the way it is compared and kept.

    >>> folded(" Ren\N{LATIN SMALL LETTER E WITH ACUTE}E "), folded("ANNA@Example.com")
    ('renée', 'anna@example.com')
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()


def checked_name(name: str) -> str:
    """Return a new account's name, folded.

    Raises:
        AccountError: it is empty, too long, or has other characters than letters, digits, .-_@+'
    """
    short = folded(name)
    if not _is_name(short):
        what = "The name is empty, too long, or has characters besides letters, digits and .-_@+'."
        raise refused(what, "the name", "Choose another, such as an e-mail address.")
    return short


def checked_contracts(contracts: tuple[str, ...]) -> str:
    """Return patterns of contracts the way they are kept; none at all means no contract.

    Raises:
        AccountError: a pattern is empty or holds a comma.
    """
    patterns = tuple(pattern.strip() for pattern in contracts)
    if any(not one or "," in one or not one.isprintable() for one in patterns):
        msg = "A pattern of contracts is empty or holds a comma."
        raise refused(msg, "the patterns", "Correct it.")
    return ",".join(EVERY_CONTRACT if EVERY_CONTRACT[0] in patterns else patterns)


def _is_name(short: str) -> bool:
    fine = all(char.isalnum() or char in _BESIDES_LETTERS for char in short)
    return fine and 0 < len(short) <= NAME


def plain(text: str, longest: int) -> str:
    r"""Return what a person wrote on one line, without what cannot be printed.

    >>> plain("Anna\n\0 Example", 9)
    'Anna Exam'
    """
    line = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(line.split())[:longest]


def user_of(row: UserRow) -> User:
    """Return the person of a row; nothing in it is secret."""
    assert row.id is not None  # noqa: S101 (rows come from the database)
    return User(
        id=row.id,
        name=row.name,
        full_name=row.full_name,
        role=Role(row.role),
        contracts=tuple(filter(None, row.contracts.split(","))),
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        has_password=row.password_hash is not None,
        has_totp=row.totp_since is not None,
    )


def all_people(session: Session) -> tuple[User, ...]:
    """Return everybody with an account, by name."""
    rows = session.exec(select(UserRow).order_by(col(UserRow.name)))
    return tuple(user_of(row) for row in rows)


def row_named(session: Session, name: str) -> UserRow | None:
    """Return the row of a name however it is written; None where there is none."""
    if not _is_name(folded(name)):
        return None  # it may hold what no database takes
    return session.exec(select(UserRow).where(col(UserRow.name) == folded(name))).first()


def named(session: Session, name: str) -> User:
    """Return the person of a name.

    Raises:
        AccountError: nobody has it.
    """
    row = row_named(session, name)
    if row is None:
        msg = "There is no such account."
        raise refused(msg, "the name", "See: contract-ai user list")
    return user_of(row)


def row_of(session: Session, user_id: int) -> UserRow:
    """Return a person's row, as it is now.

    Raises:
        AccountError: there is no such account.
    """
    row = session.get(UserRow, user_id, populate_existing=True)
    if row is None:
        msg = "There is no such account."
        raise refused(msg, f"account {user_id}", "Choose one of the list.")
    return row


def refused(what: str, where: str, do: str) -> AccountError:
    """Say that an account cannot be used or changed so."""
    return AccountError(ErrorCode.ACCOUNT_REFUSED, what, where=where, do=do)
