"""Requests of programs under a key: each is done once, by whoever has it claimed.

The primary key lets one of two at once claim it, in any process.  What was done and its answer
are committed together, and only by who still holds the claim: a claim that outlives its lease
passes to the next who asks, and what the first had not committed then comes to nothing.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, update

from models.tables.api import ApiCallRow

LEASE = timedelta(minutes=5)
"""After so long without an answer who works on a request is taken to be gone."""
KEPT = timedelta(hours=24)
"""So long an answer is given again."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request: its token's name, its key, and who works on it now (``claim``, random)."""

    token: str
    key: str
    claim: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered with; ``place`` is the address of what was made."""

    status: int
    body: dict[str, object]
    place: str | None = None


class KeyUsed(Exception):
    """The key stands for another request."""


class KeyBusy(Exception):
    """The request is being worked on, or somebody else took it over."""


def claim(session: Session, call: Call, asked: str | None, now: datetime) -> Answer | None:
    """Claim a request, or return its answer where it was done before.

    ``asked`` is the hash of what is asked; None where that is not known yet, see `was_asked`.

    Raises:
        KeyUsed: the key stands for another request.
        KeyBusy: somebody works on it.
    """
    session.execute(delete(ApiCallRow).where(col(ApiCallRow.expires_at) <= now))
    row = _row(session, call)
    if row is None:
        if _begin(session, call, asked, now):
            return None
        row = _row(session, call)
    if row is None:  # it was given back in this very moment
        raise KeyBusy
    if asked is not None and row.asked not in (None, asked):
        raise KeyUsed
    if row.status is not None:
        return Answer(row.status, json.loads(row.answer or "{}"), row.place)
    if now < row.lease_until:
        raise KeyBusy
    row.claim, row.lease_until = call.claim, now + LEASE
    session.add(row)
    return None


def was_asked(session: Session, call: Call, asked: str) -> bool:
    """Whether the request under a key asked for this."""
    row = session.get(ApiCallRow, (call.token, call.key))
    return row is not None and row.asked in (None, asked)


def finish(session: Session, call: Call, answer: Answer, asked: str | None = None) -> None:
    """Keep the answer, in the transaction of what was done.

    Raises:
        KeyBusy: somebody else has taken it over; nothing may be kept then.
    """
    values: dict[str, object] = {
        "status": answer.status,
        "answer": json.dumps(answer.body),
        "place": answer.place,
    }
    if asked is not None:
        values["asked"] = asked
    done = session.execute(_held(call).values(values).returning(col(ApiCallRow.key)))
    if done.first() is None:
        raise KeyBusy


def give_back(session: Session, call: Call) -> None:
    """Forget a request that came to nothing, so that it may be sent again."""
    same = (col(ApiCallRow.token_hash) == call.token, col(ApiCallRow.key) == call.key)
    mine = (col(ApiCallRow.claim) == call.claim, col(ApiCallRow.status).is_(None))
    session.execute(delete(ApiCallRow).where(*same, *mine))


def _begin(session: Session, call: Call, asked: str | None, now: datetime) -> bool:
    row = ApiCallRow(
        token_hash=call.token,
        key=call.key,
        asked=asked,
        claim=call.claim,
        lease_until=now + LEASE,
        expires_at=now + KEPT,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def _row(session: Session, call: Call) -> ApiCallRow | None:
    """Return the row; who commits an answer at this moment is waited for."""
    key = (call.token, call.key)
    return session.get(ApiCallRow, key, with_for_update=True, populate_existing=True)


def _held(call: Call) -> Update:
    return update(ApiCallRow).where(
        col(ApiCallRow.token_hash) == call.token,
        col(ApiCallRow.key) == call.key,
        col(ApiCallRow.claim) == call.claim,
        col(ApiCallRow.status).is_(None),
    )
