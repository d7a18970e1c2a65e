"""Comments about findings."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from contract_ai.audit.trail import record
from models.tables.casework import CommentRow

LONGEST = 4000
"""Characters of a comment."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody says about a finding."""

    by: str
    at: datetime
    text: str


def comments(session: Session, fingerprint: str) -> tuple[Comment, ...]:
    """Return the comments about a finding, the latest last."""
    query = select(CommentRow).where(CommentRow.fingerprint == fingerprint)
    rows = session.exec(query.order_by(col(CommentRow.id)))
    return tuple(Comment(row.made_by, row.made_at, row.text) for row in rows)


def add_comment(session: Session, fingerprint: str, said: Comment, contract: str | None) -> None:
    """Write a comment; ``contract`` is the finding's, by its stem.

    The trail keeps the hash of the text: a comment may quote the documents.
    """
    session.add(
        CommentRow(fingerprint=fingerprint, made_by=said.by, made_at=said.at, text=said.text)
    )
    record(
        session,
        action="finding.commented",
        object=f"finding {fingerprint}",
        contract=contract,
        after={"text": said.text, "by": said.by},
        at=said.at,
    )
