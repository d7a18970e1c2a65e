"""What people said an invoice or one of its lines belongs to, and what is learnt from that."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

CONFIRMED, LEARNED = 1.0, 0.9
"""How sure a match is that a person made, and one that follows from a person's other match."""


@dataclass(frozen=True, slots=True)
class TermName:
    """A term by what outlives reading its contract again: kind and item, else its words.

    ``item`` is in the form of `checks.recognition.wording.key_of`, ``quote`` letters and digits.
    """

    contract: str
    kind: str
    item: str
    quote: str = ""
    shown: str = ""
    """The contract's own name for it, to tell a person."""


@dataclass(frozen=True, slots=True)
class LineClue:
    """What a line says, so that others can say the same: its item code, its words, its nature."""

    code: str
    words: str
    nature: str = ""


@dataclass(frozen=True, slots=True)
class Clues:
    """What an invoice says of where it belongs, in plain form; lines that charge nothing are out."""

    supplier: str
    customer: str
    reference: str = ""
    order: str = ""
    lines: tuple[LineClue, ...] = ()


@dataclass(frozen=True, slots=True)
class InvoiceName:
    """An invoice by what outlives reading it again.

    ``place`` is its file by hash and its number; ``name`` its number, supplier, kind and date,
    which it has in every other file as well, "" where it has no number.
    """

    place: str
    name: str = ""

    def __iter__(self) -> Iterator[str]:
        """Give the names that it is known by, the surest first."""
        return (one for one in (self.place, self.name) if one)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said of an invoice (``line`` is None) or of one of its lines.

    ``contract`` None: under no contract on file.  For a line ``term`` None is: nothing that was
    agreed, and ``contract`` is the one that the invoice was under.  ``clue`` is what the line
    says.  ``spared`` are the names of invoices that what is learnt must leave alone.
    """

    number: int
    invoice: InvoiceName
    shown: str
    contract: str | None
    by: str
    at: datetime
    clues: Clues
    line: int | None = None
    clue: LineClue | None = None
    term: TermName | None = None
    text: str = ""
    reason: str = ""
    teaches: bool = True
    spared: frozenset[str] = frozenset()

    @property
    def answer(self) -> tuple[object, ...]:
        """What was said, to compare it with what another correction says."""
        if self.line is None:
            return (self.contract,)
        named = self.term and (self.term.contract, self.term.kind, self.term.item)
        return (named,)

    @property
    def stamp(self) -> str:
        """Name all that a match can follow from."""
        spared = ",".join(sorted(self.spared))
        return f"{self.number}|{self.line}|{self.contract}|{self.term}|{self.teaches}|{spared}"


@dataclass(frozen=True, slots=True)
class Told:
    """A correction that settled a match; ``learned`` where it was made on another invoice."""

    correction: Correction
    learned: bool = False

    @property
    def sure(self) -> float:
        """How sure that is, 0 to 1."""
        return LEARNED if self.learned else CONFIRMED
