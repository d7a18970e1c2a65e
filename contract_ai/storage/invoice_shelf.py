"""Invoices that many parts of a run compare with, read once and kept while there is room."""

from collections import OrderedDict
from collections.abc import Collection, Sequence

from sqlmodel import Session

from contract_ai.storage.invoices import invoices_of
from models.invoices import Invoice

_MOST = 2_000  # invoices; about 40 MB where each has ten lines


class Shelf:
    """Keeps the invoices that are only compared with; those that nobody asked for longest go first."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._kept: OrderedDict[int, Invoice] = OrderedDict()

    def invoices_of(
        self, session: Session, rows: Sequence[int], shared: Collection[int]
    ) -> list[Invoice]:
        """Load these invoices in the order asked for; ``shared`` are those worth keeping.

        Raises:
            GoneError: one of them is no longer on file.
        """
        there = {row: self._kept[row] for row in rows if row in self._kept}
        missing = [row for row in rows if row not in there]
        there.update(zip(missing, invoices_of(session, missing), strict=True))
        for row in rows:
            if row in shared:
                self._kept[row] = there[row]
                self._kept.move_to_end(row)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return [there[row] for row in rows]
