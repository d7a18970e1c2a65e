"""Findings that were disputed or accepted and then credited or resolved, with their money."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session

from contract_ai.desk.columns import DECISION, DECISIONS, LIFE, LIVES
from contract_ai.storage.bulk import batched
from models.findings import State


@dataclass(frozen=True, slots=True)
class Credit:
    """Money that came back for one finding."""

    contract: str | None
    currency: str
    direction: str
    amount: Decimal


def credits_of(session: Session, marks: Collection[str] | None = None) -> dict[str, Credit]:
    """Return what came back by finding, for some of them or (None) for all."""
    return {
        mark: Credit(*rest) for query in _queries(marks) for mark, *rest in session.execute(query)
    }


def _queries(marks: Collection[str] | None) -> Iterator[Select[Any]]:
    if marks is None:
        yield _query(None)
    else:
        yield from map(_query, batched(marks))


def _query(marks: list[str] | None) -> Select[Any]:
    latest = select(func.max(DECISION.id)).group_by(DECISION.fingerprint)
    if marks is not None:
        latest = latest.where(DECISION.fingerprint.in_(marks))
    before = DECISIONS.alias("earlier")
    pursued = (
        select(before.c.id)
        .where(
            before.c.fingerprint == DECISION.fingerprint,
            before.c.id < DECISION.id,
            before.c.state.in_([State.DISPUTED.value, State.ACCEPTED.value]),
        )
        .exists()
    )
    columns = (
        DECISION.fingerprint,
        LIFE.contract,
        func.coalesce(DECISION.currency, ""),
        LIFE.direction,
    )
    return (
        select(*columns, DECISION.amount)
        .select_from(DECISIONS)
        .join(LIVES, LIFE.fingerprint == DECISION.fingerprint)
        .where(
            DECISION.id.in_(latest),
            DECISION.state.in_([State.CREDITED.value, State.RESOLVED.value]),
            DECISION.amount.is_not(None),
            pursued,
        )
    )
