"""Reading the rows of a list into columns, and writing those that a page shows out of them."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
from sqlmodel import Session

from contract_ai.desk.held.columns import Amounts, Coded, Rows, Words
from contract_ai.desk.held.table import Table
from models.tables.columns import unscaled


def load_table(
    session: Session,
    query: Any,  # noqa: ANN401 (a select of whatever columns)
    *,
    amounts: Collection[str],
    searched: Sequence[str],
    contract: str,
) -> Table:
    """Read all rows of a query, which has a column ``id``.

    ``amounts`` are selected as they are kept; ``searched`` are the columns that words are looked
    for in.  Rows that a sort leaves equal stand by the first of those, what has none first, and
    then by their number in the database.
    """
    names = [column.key for column in query.selected_columns]
    rows = session.execute(query).all()
    held: dict[str, tuple[Any, ...]] = dict(
        zip(names, zip(*rows, strict=True) if rows else ((),) * len(names), strict=True)
    )
    ids = np.array(held["id"], np.int64)
    coded = {
        name: Coded.of(column)
        for name, column in held.items()
        if name != "id" and name not in amounts
    }
    by = coded[searched[0]]
    marks = np.empty(len(ids), np.int64)
    marks[np.lexsort((ids, np.where(by.lacking, -1, by.codes)))] = np.arange(len(ids))
    return Table(
        ids=ids,
        marks=marks,
        coded=coded,
        amounts={name: Amounts.of(held[name]) for name in amounts},
        words=Words(zip(*(held[name] for name in searched), strict=True)),
        contract=contract,
    )


def shown(table: Table, rows: Rows, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the values of some rows, in their order."""
    return zip(*(_values(table, rows, name) for name in names), strict=True)


def _values(table: Table, rows: Rows, name: str) -> list[Any]:
    if name == "id":
        found: list[Any] = table.ids[rows].tolist()
        return found
    if name in table.amounts:
        column = table.amounts[name].taken(rows)
        pairs = zip(column.values.tolist(), column.there.tolist(), strict=True)
        return [unscaled(kept) if there else None for kept, there in pairs]
    values, codes = table.coded[name].values, table.coded[name].codes[rows]
    return [values[code] for code in codes.tolist()]
