"""When people last signed in."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from models.tables.accounts import WebSessionRow


def last_sign_ins(session: Session) -> dict[int, datetime]:
    """Return the moment at which each person last signed in, by number; who never did is missing."""
    query = (
        select(WebSessionRow.user_id, func.max(WebSessionRow.created_at))
        .where(col(WebSessionRow.mfa).is_(True))
        .group_by(col(WebSessionRow.user_id))
    )
    return dict(session.exec(query).all())
