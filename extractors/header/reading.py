"""What the header's readers share of one document: its passages, lower case, and who acts in it.

A party is one that "shall", "agrees" or "represents"; how often a word stands before such a verb
tells a defined party ("Supplier shall") from a defined thing ("the Software").
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

from extractors.wording import phrase
from models.document import Document
from models.passage import Passage

GREETING = phrase(r"\b(?:ladies\s+and\s+gentlemen|gentlemen\s*:|dear\s+[a-z]+)", re.NOFLAG)
_ACTING = frozenset(
    "shall will agrees agree must may represents warrants acknowledges hereby grants desires wishes "
    "undertakes covenants agreed intends pays appoints".split()
)
_MONEY = (
    "pay pays paid payable payment payments fee fees invoice invoices royalty royalties commission commissions price prices "
    "compensation reimburse reimbursed reimbursement charge charges rent"
).split()
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
    def words(self) -> Counter[str]:
        """How often each word stands there, in lower case and with the marks beside it."""
        return Counter(chain.from_iterable(self._split))

    @cached_property
    def _split(self) -> tuple[list[str], ...]:
        return tuple(text.split() for text in self.lowers)

    @cached_property
    def vocabulary(self) -> str:
        """Every word once, in lower case: to ask cheaply whether something occurs at all."""
        return " ".join(self.words)

    @cached_property
    def money(self) -> float:
        """How many of a thousand words speak of paying."""
        said = sum(self.words[word + mark] for word in _MONEY for mark in ("", ",", ".", ";", ")"))
        return 1000 * said / max(self.words.total(), 1)

    @cached_property
    def acts(self) -> Counter[str]:
        """How often a word (lower case) stands right before a verb by which a party acts."""
        found: Counter[str] = Counter()
        for words in self._split:
            if not _ACTING.isdisjoint(words):
                acting = [before for before, word in pairwise(words) if word in _ACTING]
                found.update([before.strip("(),.;:\"'“”’") for before in acting])
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
