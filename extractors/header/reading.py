"""What the header's readers share of one document: its passages, lower case, and who acts in it.

A party is one that "shall", "agrees" or "represents"; how often a word stands before such a verb
tells a defined party ("Supplier shall") from a defined thing ("the Software").
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from models.document import Document
from models.passage import Passage

_ACTING = frozenset(
    "shall will agrees agree must may represents warrants acknowledges hereby grants desires wishes "
    "undertakes covenants agreed intends pays appoints".split()
)
_LONGEST = 6000  # characters of a passage that are read; a clause is shorter, a hostile line is not


@dataclass(frozen=True)
class Reading:
    """One document's passages and, at the same index, their text in lower case."""

    document: Document
    passages: tuple[Passage, ...]
    lowers: tuple[str, ...]

    @classmethod
    def of(cls, document: Document) -> "Reading":
        """Take the passages that hold text."""
        passages = tuple(p for p in document.passages if p.text)
        return cls(document, passages, tuple(lower(p.text) for p in passages))

    @cached_property
    def whole(self) -> str:
        """All text in lower case, to ask once whether a word occurs at all."""
        return "\n".join(self.lowers)

    @cached_property
    def acts(self) -> Counter[str]:
        """How often a word (lower case) stands right before a verb by which a party acts."""
        found: Counter[str] = Counter()
        for text in self.lowers:
            words = text.split()
            found.update(
                before.strip("(),.;:\"'“”’")
                for before, word in zip(words, words[1:], strict=False)
                if word in _ACTING
            )
        return found

    def acts_of(self, name: str) -> int:
        """How often the last word of ``name`` acts."""
        words = name.lower().split()
        return self.acts[words[-1].strip("(),.;:\"'“”’")] if words else 0


def lower(text: str) -> str:
    """Return lower case of the same length, cut where no clause reaches."""
    cut = text[:_LONGEST]
    small = cut.lower()
    return small if len(small) == len(cut) else "".join(c.lower()[:1] or c for c in cut)
