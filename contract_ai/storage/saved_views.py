"""Lists of findings that people saved: seen by who saved them, or by all where shared."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, or_, select

from contract_ai.audit.trail import record
from models.tables.casework import SavedViewRow

LONGEST = 80
"""Characters of a name."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """One saved list; ``own`` says whether the user who asks saved it."""

    id: int
    name: str
    query: str
    shared: bool
    own: bool


def saved_views(session: Session, user_id: int) -> tuple[SavedView, ...]:
    """Return the lists that a user sees, by name: the user's own and those that are shared."""
    rows = session.exec(_SEEN, params={"user": user_id})
    found = (
        SavedView(row.id or 0, row.name, row.query, row.shared, row.user_id == user_id)
        for row in rows
    )
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), not one.own, one.id)))


_SEEN = select(SavedViewRow).where(  # built once, as every list of findings asks for it
    or_(col(SavedViewRow.user_id) == bindparam("user"), col(SavedViewRow.shared).is_(True))
)


def save_view(session: Session, user_id: int, view: SavedView, at: datetime) -> None:
    """Save a list; one of the same name that the user saved before is replaced."""
    same = select(SavedViewRow).where(
        col(SavedViewRow.user_id) == user_id, col(SavedViewRow.name) == view.name
    )
    row = session.exec(same).first()
    before = None if row is None else _form(row)
    if row is None:
        row = SavedViewRow(
            user_id=user_id, name=view.name, query=view.query, shared=view.shared, made_at=at
        )
    row.query, row.shared, row.made_at = view.query, view.shared, at
    session.add(row)
    what = f"list of findings: {view.name}"
    record(session, action="view.saved", object=what, before=before, after=_form(row), at=at)


def delete_view(session: Session, user_id: int, view_id: int, at: datetime) -> str | None:
    """Delete a list that the user saved and return its name; None where there is none."""
    row = session.get(SavedViewRow, view_id)
    if row is None or row.user_id != user_id:
        return None
    what = f"list of findings: {row.name}"
    record(session, action="view.deleted", object=what, before=_form(row), at=at)
    session.delete(row)
    return row.name


def _form(row: SavedViewRow) -> dict[str, object]:
    return {"user": row.user_id, "name": row.name, "query": row.query, "shared": row.shared}
