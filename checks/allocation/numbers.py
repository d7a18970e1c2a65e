"""Finds the numbers of invoices in what a payer wrote: as printed, cut short, or mistyped."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import DamerauLevenshtein

from checks.duplicates.du101_invoice_number_reused import folded_number
from models.payments import BankLine, Payable

_CHUNK = re.compile(r"\d+|[^\W\d_]+")
_WORD = re.compile(r"[^\s,;+&()]+")
_FAR = re.compile(r"[\s\S]*[,;+&][\s\S]*|\s{2,}")
_MOST_CHUNKS = 7
_LEAST = 4  # letters and figures of a number that is believed without its prefix
_LEAST_TYPO = 6
_SIGHT = str.maketrans("oilsbzg", "0115829")  # letters that look like figures
_AT_ONE_SIGHT = 12  # candidates of one mistyped word


@dataclass(frozen=True, slots=True)
class Named:
    """Invoices that one place of the text may mean; one where it is ``whole``."""

    words: str
    candidates: tuple[Payable, ...]
    whole: bool


class NumberIndex:
    """The numbers of all invoices on file, paid or not, ready to be looked up."""

    def __init__(self, invoices: Iterable[Payable]) -> None:
        self._whole: dict[str, list[Payable]] = {}
        self._tails: dict[str, list[Payable]] = {}
        self._seen: dict[str, list[Payable]] = {}
        for invoice in invoices:
            for number in dict.fromkeys((invoice.number, *invoice.references)):
                chunks = _CHUNK.findall(number.casefold())
                self._put(self._whole, folded_number(number), invoice)
                self._put(self._seen, _by_sight("".join(chunks)), invoice)
                for start in range(1, len(chunks)):
                    tail = "".join(chunks[start:])
                    if len(tail) >= _LEAST and tail.isdigit():
                        self._put(self._tails, folded_number(tail), invoice)
        self._by_length: dict[int, list[str]] = {}
        for seen in self._seen:
            self._by_length.setdefault(len(seen), []).append(seen)

    @staticmethod
    def _put(index: dict[str, list[Payable]], key: str, invoice: Payable) -> None:
        if key and invoice not in (found := index.setdefault(key, [])):
            found.append(invoice)

    def named_in(self, line: BankLine) -> tuple[Named, ...]:
        """Return what the texts of a payment name, whole numbers first, each invoice once."""
        texts = [line.reference or "", line.text, line.end_to_end_id or ""]
        found: list[Named] = []
        for text in texts:
            found += self._in_text(text)
        whole: dict[tuple[str, ...], Named] = {}
        for named in sorted(found, key=lambda n: not n.whole):
            keys = tuple(sorted(one.key for one in named.candidates))
            already = {key for other in whole for key in other}
            if not already & set(keys):
                whole[keys] = named
        return tuple(whole.values())

    def _in_text(self, text: str) -> Iterator[Named]:
        taken: list[tuple[int, int]] = []
        chunks = list(_CHUNK.finditer(text.casefold()))
        yield from self._lookups(text, chunks, self._whole, taken, whole=True)
        yield from self._lookups(text, chunks, self._tails, taken, whole=False)
        for word in _WORD.finditer(text):
            start, end = word.span()
            if any(a < end and start < b for a, b in taken):
                continue
            if candidates := self._alike(word[0]):
                taken.append((start, end))
                yield Named(word[0], candidates, whole=False)
        if not taken:
            yield from self._across(text)

    def _lookups(
        self,
        text: str,
        chunks: Sequence[re.Match[str]],
        index: Mapping[str, list[Payable]],
        taken: list[tuple[int, int]],
        *,
        whole: bool,
    ) -> Iterator[Named]:
        """Look runs of words and figures up, the longest first."""
        for length in range(min(_MOST_CHUNKS, len(chunks)), 0, -1):
            for first in range(len(chunks) - length + 1):
                run = chunks[first : first + length]
                start, end = run[0].start(), run[-1].end()
                words = text[start:end]
                if any(a < end and start < b for a, b in taken) or _apart(text, run):
                    continue
                if not whole and _inside_a_word(text, start, end):
                    continue
                if found := index.get(folded_number(words)):
                    if len(found) > 1:
                        exact = [i for i in found if _plain(i.number) == _plain(words)]
                        found = exact if len(exact) == 1 else found
                    taken.append((start, end))
                    sure = whole and len(found) == 1 and len(_plain(words)) >= _LEAST
                    yield Named(words, tuple(found), sure)

    def _alike(self, word: str) -> tuple[Payable, ...]:
        """Return the invoices whose number differs from a word by one slip of pen or reader."""
        seen = _by_sight(_plain(word))
        if len(seen) < _LEAST_TYPO or not any(letter.isdigit() for letter in seen):
            return ()
        if seen in self._seen:
            return tuple(self._seen[seen])
        near: list[Payable] = []
        for length in (len(seen), len(seen) - 1, len(seen) + 1):
            for number in self._by_length.get(length, ()):
                if DamerauLevenshtein.distance(seen, number, score_cutoff=1) <= 1:
                    near += self._seen[number]
        return tuple(dict.fromkeys(near)) if len(near) <= _AT_ONE_SIGHT else ()

    def _across(self, text: str) -> Iterator[Named]:
        """Find numbers that a line break or a blank cut in two."""
        squeezed = _by_sight(_plain(text))
        for number, invoices in self._seen.items():
            if len(number) > _LEAST_TYPO and number in squeezed:
                yield Named(number, tuple(invoices), whole=False)


def _apart(text: str, run: Sequence[re.Match[str]]) -> bool:
    """Whether a comma, a plus or a wide gap stands within a run of words."""
    gaps = (text[a.end() : b.start()] for a, b in pairwise(run))
    return any(_FAR.fullmatch(gap) for gap in gaps)


def _inside_a_word(text: str, start: int, end: int) -> bool:
    """Whether a run is a part of a longer number: the year of "2026/00042" names nothing."""
    around = text[max(start - 1, 0) : start] + text[end : end + 1]
    return bool(re.search(r"[-/._]", around))


def _plain(text: str) -> str:
    return "".join(_CHUNK.findall(text.casefold()))


def _by_sight(text: str) -> str:
    return text.translate(_SIGHT)
