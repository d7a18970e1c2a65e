"""The order in which a document states things."""

from models.document import Document
from models.passage import Passage


class ReadingOrder:
    """Knows where in the document a passage stands; a cell of a table stands in its row."""

    def __init__(self, document: Document) -> None:
        self._places = {id(passage): i for i, passage in enumerate(document.passages)}
        self._rows: dict[tuple[int | None, int | None], int] = {
            (passage.table, passage.row): i
            for i, passage in enumerate(document.passages)
            if passage.table is not None
        }
        self._last = len(document.passages)

    def place(self, passage: Passage) -> int:
        """Return the index of a passage among the document's; after all of them where unknown."""
        place = self._places.get(id(passage))
        if place is None:
            place = self._rows.get((passage.table, passage.row), self._last)
        return place
