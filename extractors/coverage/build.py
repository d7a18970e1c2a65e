"""The coverage of a contract: for each kind of term what was found, and where it was sought."""

from collections import Counter
from collections.abc import Iterable, Sequence

from extractors.coverage.subjects import SUBJECTS
from models.coverage import Coverage, status_of
from models.document import Document
from models.passage import Passage, PassageKind
from models.terms import Doubt, Term

_MOST_PAGES = 6


def coverage_of(
    document: Document,
    terms: Iterable[Term],
    doubts: Iterable[Doubt],
    undecided: Sequence[Term],
) -> tuple[Coverage, ...]:
    """Say of each kind of term whether the document has it."""
    found: Counter[str] = Counter(term.kind for term in terms)
    told = list(doubts)
    blank = Counter(doubt.term_kind for doubt in told if doubt.cause == Doubt.BLANK)
    unclear = Counter(doubt.term_kind for doubt in told if doubt.cause != Doubt.BLANK)
    clauses = [p for p in document.passages if p.kind is not PassageKind.HEADING]
    heard: dict[str, list[Passage]] = {subject.kind: [] for subject in SUBJECTS}
    wordings = [(subject.kind, subject.wording) for subject in SUBJECTS]
    for passage in clauses:
        for kind, wording in wordings:
            if wording.search(passage.text):
                heard[kind].append(passage)
    made = []
    for subject in SUBJECTS:
        kind = subject.kind
        possible = tuple(term for term in undecided if term.kind == kind)
        spoken = heard[kind]
        made.append(
            Coverage(
                kind=kind,
                status=status_of(found[kind], blank[kind], len(possible) + unclear[kind]),
                subject=subject.words,
                found=found[kind],
                passages=len(spoken),
                pages=_pages(spoken),
                blanks=blank[kind],
                doubts=unclear[kind],
                possible=possible,
            )
        )
    return tuple(made)


def unread_coverage() -> tuple[Coverage, ...]:
    """Say of each kind of term that it was not looked for."""
    return tuple(Coverage(kind=one.kind, status="unread", subject=one.words) for one in SUBJECTS)


def _pages(passages: Iterable[Passage]) -> tuple[int, ...]:
    pages = dict.fromkeys(passage.page for passage in passages if passage.page is not None)
    return tuple(pages)[:_MOST_PAGES]
