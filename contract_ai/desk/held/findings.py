"""The findings of the last run, held as columns."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, select, type_coerce
from sqlmodel import Session

from contract_ai.desk.columns import FINDING
from contract_ai.desk.held.columns import Amounts, Coded, Words
from contract_ai.desk.held.table import Table
from contract_ai.storage.bulk import batched
from contract_ai.storage.sign_offs import Signed, worth
from models.findings import State

FEW = ("state", "direction", "severity", "code", "currency", "review")
SIGNED = "signed"
"""What the word of an auditor is worth, a `Signed`."""
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
    coded["state"] = _among(tuple(State), held["state"])
    signed = worth(session)
    coded[SIGNED] = _among(
        tuple(Signed), [signed.get(mark, Signed.NONE) for mark in held["fingerprint"]]
    )
    return Table(
        ids=np.array(held["id"], np.int64),
        marks=np.array(held["fingerprint"], "U16"),
        coded=coded,
        amounts={"amount": Amounts.of(held["amount"])},
        words=Words(zip(*(held[name] for name in _SEARCHED), strict=True)),
    )


def decided(session: Session, table: Table, marks: Collection[str]) -> Table:
    """Return the list after decisions about some findings, or words of auditors."""
    states: dict[str, str] = {}
    for chunk in batched(marks):
        query = select(FINDING.fingerprint, FINDING.state).where(FINDING.fingerprint.in_(chunk))
        states |= dict(session.execute(query).all())
    signed = dict.fromkeys(marks, Signed.NONE) | worth(session, marks)
    return table.with_values("state", states).with_values(SIGNED, signed)


def _among(values: Sequence[str], column: Iterable[str]) -> Coded:
    """Have every possible value in the column: decisions bring some that no finding had."""
    values = sorted(map(str, values))
    places = {value: place for place, value in enumerate(values)}
    return Coded(tuple(values), np.array([places[value] for value in column], np.int32))
