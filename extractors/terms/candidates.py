"""What a reader of one kind of term gives: candidates with a first score.

Every module of this package that defines ``READS`` is a reader; ``extract.py`` finds it by its
place.  It offers ``read(passage, context)`` for text, ``read_table(table, context)`` where tables
hold its kind, and ``read_document(context)`` where several passages make one list; all yield candidates and doubts, and decide nothing about the
document as a whole: that is the work of ``resolve.py``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from models.contracts import ContractHeader
from models.document import Document
from models.passage import Passage
from models.terms import Doubt, Term

MONTH_FIRST = frozenset(("USD", "CAD"))
"""Currencies of countries that write a date in figures with its month first."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader may know besides the passage: the whole document and its header."""

    document: Document
    header: ContractHeader = field(default_factory=ContractHeader)
    _places: dict[int, int] = field(default_factory=dict, repr=False, compare=False)
    _found: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)
    _leads: dict[int, tuple[Passage, str]] = field(default_factory=dict, repr=False, compare=False)
    _rows: dict[tuple[int | None, int | None], Passage] = field(
        default_factory=dict, repr=False, compare=False
    )

    def before(self, passage: Passage) -> Passage | None:
        """Return the passage that comes before one of the document's own."""
        place = self._place(passage) or 0
        return self.document.passages[place - 1] if place else None

    def after(self, passage: Passage) -> Passage | None:
        """Return the passage that comes after one of the document's own."""
        place = self._place(passage)
        last = len(self.document.passages) - 1
        return self.document.passages[place + 1] if place is not None and place < last else None

    def row(self, cell: Passage) -> Passage | None:
        """Return the document's passage of the table row that a cell stands in."""
        if not self._rows:
            for passage in self.document.passages:
                if passage.table is not None:
                    self._rows[passage.table, passage.row] = passage
        return self._rows.get((cell.table, cell.row))

    def lead(self, passage: Passage, find: Callable[[], str]) -> str:
        """Return the line that opens the list of a passage; found at the first call."""
        known = self._leads.get(id(passage))
        if known is None or known[0] is not passage:
            known = self._leads[id(passage)] = passage, find()
        return known[1]

    def once(self, name: str, find: Callable[[], frozenset[str]]) -> frozenset[str]:
        """Return what holds for the whole document; found at the first call."""
        if name not in self._found:
            self._found[name] = find()
        return self._found[name]

    @property
    def day_first(self) -> bool:
        """Whether a date in figures begins with its day, as in most countries."""
        return self.currency not in MONTH_FIRST

    def _place(self, passage: Passage) -> int | None:
        if not self._places:
            self._places.update({id(p): i for i, p in enumerate(self.document.passages)})
        return self._places.get(id(passage))

    @property
    def currency(self) -> str:
        """The document's main currency; a bare sign of money means this one."""
        return self.header.currency or "USD"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term that the wording may state.

    ``score`` (0 to 1) says how strongly the wording itself speaks for an obligation of this
    kind; ``start`` and ``end`` are the place of the value in ``passage.text``.  ``doubt`` is
    told to a person where the candidate turns out to be a term.  ``reading`` is 0 for the
    likeliest reading of a value's context fields, 1 for the next.
    """

    term: Term
    score: float
    passage: Passage
    start: int
    end: int
    doubt: Doubt | None = None
    reading: int = 0


class Reader(Protocol):
    """A module that reads one kind of term."""

    READS: str
    """The kind, as in ``models.terms``."""

    @staticmethod
    def read(passage: Passage, context: Context) -> Iterator[Candidate | Doubt]:
        """Yield what one passage may state."""
