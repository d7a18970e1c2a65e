"""The contracts in use, held as columns, and how far their terms are reviewed."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import case, func, select
from sqlmodel import Session

from contract_ai.desk.columns import DOCUMENT, TERM
from contract_ai.desk.contract_rows import LISTED, NAMED, in_use
from contract_ai.desk.held.rows import load_table
from contract_ai.desk.held.table import Table
from contract_ai.storage.bulk import batched
from contract_ai.storage.terms import PROPOSED, REJECTED

Counts = NDArray[np.int64]


def load(session: Session) -> Table:
    """Read the contracts in use."""
    return load_table(
        session,
        in_use(select(*LISTED, DOCUMENT.added_at)),
        amounts=(),
        searched=[column.name for column in NAMED],
        contract="stem",
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of each contract of the list that count: all, those nobody settled, those to look at."""

    total: Counts
    waiting: Counts
    look: Counts

    @classmethod
    def of(cls, session: Session, table: Table) -> Self:
        """Count those of all contracts."""
        return cls(*_counted(table, list(session.execute(_query(None)))))

    def read_again(self, session: Session, table: Table, stems: Collection[str]) -> "Terms":
        """Return the counts after the terms of some contracts changed."""
        rows = np.flatnonzero(table.coded["stem"].one_of(stems))
        found = [
            row
            for chunk in batched(table.ids[rows].tolist())
            for row in session.execute(_query(chunk))
        ]
        counts = []
        for before, counted in zip(
            (self.total, self.waiting, self.look), _counted(table, found), strict=True
        ):
            after = before.copy()
            after[rows] = counted[rows]
            counts.append(after)
        return Terms(*counts)


def _query(ids: list[int] | None) -> Any:  # noqa: ANN401 (a select of four columns)
    query = select(
        TERM.contract_id,
        func.count(),
        func.sum(case((TERM.state == PROPOSED, 1), else_=0)),
        func.sum(case((TERM.review.is_(True), 1), else_=0)),
    ).where(TERM.known_to.is_(None), TERM.state != REJECTED)
    if ids is not None:
        query = query.where(TERM.contract_id.in_(ids))
    return query.group_by(TERM.contract_id)


def _counted(table: Table, found: list[Any]) -> Iterator[Counts]:
    """Yield the counts by row of the list; those of contracts that are not in it are left out."""
    order = np.argsort(table.ids)
    given = np.array([tuple(map(int, row)) for row in found], np.int64).reshape(-1, 4)
    there = np.isin(given[:, 0], table.ids)
    places = order[np.searchsorted(table.ids, given[there, 0], sorter=order)]
    for column in range(1, 4):
        counts = np.zeros(len(table), np.int64)
        counts[places] = given[there, column]
        yield counts
