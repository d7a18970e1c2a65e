"""The findings of the last run, held as columns."""

from collections.abc import Collection
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, select, type_coerce
from sqlmodel import Session

from contract_ai.desk.columns import FINDING
from contract_ai.desk.held.columns import Amounts, Coded, Words
from contract_ai.desk.held.table import Table
from contract_ai.storage.bulk import batched
from models.findings import State

FEW = ("state", "direction", "severity", "code", "currency", "review")
MANY = ("contract", "supplier", "customer")
_CODED = (*FEW, *MANY, "found_on", "act_before")
_SEARCHED = ("message", "invoice", "contract")


def load(session: Session) -> Table:
    """Read what findings are listed by."""
    names = ("id", "fingerprint", "amount", *dict.fromkeys((*_CODED, *_SEARCHED)))
    columns: list[Any] = [FINDING[name] for name in names]
    columns[names.index("amount")] = type_coerce(FINDING.amount, BigInteger)  # as it is kept
    rows = session.execute(select(*columns)).all()
    held: dict[str, tuple[Any, ...]] = dict(
        zip(names, zip(*rows, strict=True) if rows else ((),) * len(names), strict=True)
    )
    coded = {name: Coded.of(held[name]) for name in _CODED}
    coded["state"] = _of_all_states(coded["state"])
    return Table(
        ids=np.array(held["id"], np.int64),
        marks=np.array(held["fingerprint"], "U16"),
        coded=coded,
        amounts={"amount": Amounts.of(held["amount"])},
        words=Words(zip(*(held[name] for name in _SEARCHED), strict=True)),
    )


def decided(session: Session, table: Table, marks: Collection[str]) -> Table:
    """Return the list after decisions about some findings."""
    states: dict[str, str] = {}
    for chunk in batched(marks):
        query = select(FINDING.fingerprint, FINDING.state).where(FINDING.fingerprint.in_(chunk))
        states |= dict(session.execute(query).all())
    return table.with_values("state", states)


def _of_all_states(column: Coded) -> Coded:
    """Have every state among the values: decisions bring states that no finding had."""
    values = tuple(sorted(State))
    places = np.array([values.index(State(value)) for value in column.values], np.int32)
    return Coded(tuple(map(str, values)), places[column.codes] if len(places) else column.codes)
