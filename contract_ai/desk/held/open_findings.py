"""What the findings that are not settled come to, by contract: how many, and how much."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from contract_ai.desk.held.columns import Mask
from contract_ai.desk.held.shelf import held, once_a_state
from contract_ai.desk.held.sums import sums_of
from contract_ai.desk.held.table import Table
from models.findings import State
from models.tables.columns import unscaled

UNSETTLED = tuple(state.value for state in State if not state.settled)


@dataclass(frozen=True, slots=True)
class OpenFindings:
    """Unsettled findings by contract, as of one state of the database."""

    counts: dict[Any, int]
    currencies: tuple[Any, ...]
    places: dict[Any, int]
    sums: NDArray[Any]
    there: Mask

    @classmethod
    def of(cls, table: Table) -> Self:
        """Add up."""
        rows = np.flatnonzero(table.coded["state"].one_of(UNSETTLED))
        contracts, currencies = table.coded["contract"], table.coded["currency"]
        shape = len(contracts.values), max(len(currencies.values), 1)
        carry = rows[table.amounts["amount"].there[rows]]
        cells = contracts.codes[carry].astype(np.intp) * shape[1] + currencies.codes[carry]
        sums = sums_of(table.amounts["amount"].taken(carry), cells, shape[0] * shape[1])
        numbers = np.bincount(cells, minlength=shape[0] * shape[1])
        return cls(
            counts=contracts.counts(rows),
            currencies=currencies.values,
            places={stem: place for place, stem in enumerate(contracts.values)},
            sums=sums.reshape(shape),
            there=numbers.reshape(shape) > 0,
        )

    def stake(self, stem: str) -> tuple[tuple[str | None, Decimal], ...]:
        """Return what is at stake in a contract, a sum a currency."""
        place = self.places.get(stem)
        if place is None:
            return ()
        found = np.flatnonzero(self.there[place]).tolist()
        return tuple((self.currencies[one], unscaled(int(self.sums[place, one]))) for one in found)

    def counted(self, stems: tuple[Any, ...]) -> NDArray[np.int64]:
        """Return how many there are of each of these contracts."""
        return np.fromiter((self.counts.get(stem, 0) for stem in stems), np.int64, len(stems))

    def largest(self, stems: tuple[Any, ...]) -> tuple[NDArray[np.int64], Mask]:
        """Return the rank of the largest sum of each of these contracts, and which have none.

        Sums of different currencies are not added: the largest one sorts.
        """
        some = np.logical_or.reduce(self.there, axis=1)
        # The least of all stands for what is not there: a sum may well be below nothing.
        least = self.sums.min(initial=0)
        most = np.where(self.there, self.sums, least).max(axis=1, initial=least)
        ranks = np.unique(most, return_inverse=True)[1]
        places = [self.places.get(stem) for stem in stems]
        rank = np.fromiter((0 if one is None else ranks[one] for one in places), np.int64)
        lacking = np.fromiter((one is None or not some[one] for one in places), np.bool_)
        return rank, lacking


def open_findings(session: Session) -> OpenFindings:
    """Return what is open, worked out once a state of the database."""
    return once_a_state(session, "open", lambda: OpenFindings.of(held(session).findings))
