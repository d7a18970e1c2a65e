"""What people are called, by the name they sign in with."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from models.tables.accounts import UserRow


def full_names(session: Session, names: Collection[str]) -> dict[str, str]:
    """Return the full names of those who have an account and gave one."""
    query = select(UserRow.name, UserRow.full_name).where(col(UserRow.name).in_(names))
    return {name: full for name, full in session.execute(query) if full}
