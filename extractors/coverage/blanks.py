"""Values that a document leaves blank or redacts where a term's wording stands.

Reads:  "$[***]", "a fee of $______ per month", "within [●] days", "[***]% of Net Sales", TBD;
        a blank cell in a column of prices.
Yields: a Doubt a passage and kind of term, so that the term is known to be there.
How:    each blank is filled with a figure that no contract has, and the passage is read as ever;
        what the readers then find with that figure, and the judge takes for a term, is blank.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.coverage.undecided import limit_of
from extractors.terms.candidates import Candidate
from extractors.terms.grammar.quotes import quote
from extractors.terms.judge.model import weighed
from extractors.wording import lower, phrase
from models.document import Cell, Document, Table
from models.evidence import Evidence
from models.passage import Passage
from models.terms import Doubt

_BLANK = r"(?:\[[\s*●•…._x-]{1,12}\]|\[(?:redacted|omitted|blank|TBD|amount|to\sbe\s\w+(?:\s\w+)?)\]|\*{3,}|_{3,}|\.{5,}|●)"
_FIND = re.compile(
    rf"""
      (?P<money> (?:US)?[$€£] \s? (?:{_BLANK}|TBD\b|\[\s*\]) | \b(?:USD|EUR|GBP)\s?{_BLANK} | {_BLANK}\s(?:U\.?S\.?\s)?(?:dollars|USD|EUR|GBP|euros?)\b )
    | (?P<percent> {_BLANK} \s? (?:\(\s?{_BLANK}\s?%?\s?\)\s?)? (?:%|per\s?cent\b) )
    | (?P<days> {_BLANK} \s (?:\(\s?{_BLANK}\s?\)\s)? (?=(?:calendar\s|business\s|working\s)?days\b) )
    | (?P<bare> {_BLANK} | \bTBD\b | \bto\sbe\s(?:determined|agreed)\b )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HINT = phrase(
    r"\[\s?[\W_]|\[(?:redacted|omitted|blank|amount|to be|TBD)|\*{3}|_{3}|\.{5}|●|TBD|(?i:to\sbe\s(?:determined|agreed))",
    re.NOFLAG,
)
_SIGNS = ("[", "***", "___", ".....", "●", "TBD")  # what a hint has, or one of two words
_WORDS = ("determined", "agreed")
_SUM_BEFORE = phrase(
    r"\b(?:fees?|price|rate|sum|amount|royalt(?:y|ies)|payments?|charges?|retainer|deposit|cost)\b[\w\s,]{0,25}\b(?:of|is|are|be|at|to)\s(?:up\sto\s)?$|\b(?:pay|pays)\s(?:\w+\s){0,4}$"
)
_PERCENT_AFTER = phrase(
    r"^\s(?:of\s(?:the\s|all\s|its\s)?(?:\w+\s)?(?:net|gross|sales|revenues?|receipts|proceeds|profits?)\b)"
)
_DAYS_BEFORE = phrase(r"\bwithin\s$")
_DAYS_AFTER = phrase(r"^\s(?:after|of|from|following)\b")
# Figures that no contract has; the readers take them for what stood under the blank.
_MONEY, _PERCENT, _DAYS = Decimal("76543.21"), Decimal("7.654"), 543
_STAND_INS = {"money": f"${_MONEY:,}", "percent": f"{_PERCENT}%", "days": f"{_DAYS} "}
_NAMED = {
    "money": ("amount", "amounts"),
    "percent": ("percentage", "percentages"),
    "days": ("number of days", "numbers of days"),
}
_COUNTS = ("", "", "Two", "Three", "Four")

Read = Callable[[Document], list[Candidate]]


@dataclass(frozen=True, slots=True)
class _Blank:
    """A blank in a passage: its place in the text as filled, and in the text as printed."""

    start: int
    end: int
    printed: tuple[int, int]
    sort: str


@dataclass(frozen=True, slots=True)
class _Filled:
    """A passage whose blanks were filled, the one it was made of, and the blanks."""

    passage: Passage
    origin: Passage
    blanks: tuple[_Blank, ...]


def blanks(document: Document, read: Read) -> Iterator[Doubt]:
    """Yield a doubt for each passage and kind of term whose value is blank.

    ``read`` gives the candidates of a document, before they are weighed.
    """
    texts = [made for p in document.passages if (made := _filled(p)) is not None]
    cells = [(i, table) for i, t in enumerate(document.tables) if (table := _table(t)) is not None]
    if not (texts or cells):
        return
    tables = dict(cells)
    by_origin = {id(made.origin): made for made in texts}
    copy = replace(
        document,
        passages=tuple(
            by_origin[id(p)].passage if id(p) in by_origin else p for p in document.passages
        ),
        tables=tuple(tables.get(i, t) for i, t in enumerate(document.tables)),
    )
    part = replace(
        copy,
        passages=tuple(made.passage for made in texts),
        tables=tuple(tables.values()),
    )
    found = [c for c in weighed(read(part), copy) if c.score >= limit_of(c.term.kind)]
    yield from _doubts(found, {id(made.passage): made for made in texts}, document)


def _doubts(
    found: Iterable[Candidate], filled: dict[int, _Filled], document: Document
) -> Iterator[Doubt]:
    rows: dict[tuple[int | None, int | None], Passage] = {
        (p.table, p.row): p for p in document.passages if p.table is not None
    }
    groups: dict[tuple[str, str, str], list[Evidence]] = {}
    for candidate in _strongest(found):
        sort = _sort(candidate)
        if sort is None:
            continue
        made = filled.get(id(candidate.passage))
        row = rows.get((candidate.passage.table, candidate.passage.row))
        if made is not None:
            place = _place(candidate, made)
        else:
            place = row.evidence(0, len(row.text)) if row is not None else None
        if place is None:
            continue
        key = (candidate.term.kind, sort, place.quote)
        groups.setdefault(key, []).append(place)
    for (kind, sort, _), places in groups.items():
        yield Doubt(
            reason=_reason(kind, sort, len(places), places[0].page),
            evidence=places[0],
            cause=Doubt.BLANK,
            term_kind=kind,
        )


def _reason(kind: str, sort: str, count: int, page: int | None) -> str:
    where = f" on page {page}" if page else ""
    article = "an" if kind[0] in "aeiou" else "a"
    of = f"of {article} {kind.replace('_', ' ')}"
    one, many = _NAMED[sort]
    if count == 1:
        return f"The {one} {of} is blank or redacted{where}."
    number = _COUNTS[count] if count < len(_COUNTS) else str(count)
    return f"{number} {many} {of} are blank or redacted{where}."


def _strongest(found: Iterable[Candidate]) -> list[Candidate]:
    """Of the kinds that claim one value, the one that is most clearly a term."""
    best: dict[tuple[object, ...], Candidate] = {}
    for candidate in found:
        key = (id(candidate.passage), candidate.start, candidate.end)
        known = best.get(key)
        if known is None or _lead(candidate) > _lead(known):
            best[key] = candidate
    return list(best.values())


def _lead(candidate: Candidate) -> float:
    return candidate.score / limit_of(candidate.term.kind)


def _sort(candidate: Candidate) -> str | None:
    """What sort of value is blank; None where the term does not rest on a blank."""
    values = [getattr(candidate.term, name) for name in type(candidate.term).model_fields]
    if _MONEY in values:
        return "money"
    if _PERCENT in values:
        return "percent"
    return "days" if _DAYS in values else None


def _place(candidate: Candidate, made: _Filled) -> Evidence | None:
    touched = [b for b in made.blanks if b.start < candidate.end and candidate.start < b.end]
    return quote(made.origin, *touched[0].printed) if touched else None


def _filled(passage: Passage) -> _Filled | None:
    if not _hinted(passage.text):
        return None
    parts: list[str] = []
    blanks: list[_Blank] = []
    last = length = 0
    for match in _FIND.finditer(passage.text):
        sort = match.lastgroup or "bare"
        if sort == "bare":
            sort = _guess(passage.text, match.start(), match.end())
        if not sort:
            continue
        before, new = passage.text[last : match.start()], _STAND_INS[sort]
        length += len(before)
        blanks.append(_Blank(length, length + len(new), match.span(), sort))
        parts += [before, new]
        length, last = length + len(new), match.end()
        if sort == "days" and match.lastgroup == "bare":
            parts.append("days")
            length += len("days")
    if not blanks:
        return None
    text = "".join(parts) + passage.text[last:]
    return _Filled(replace(passage, text=text, pieces=()), passage, tuple(blanks))


def _hinted(text: str) -> bool:
    """Whether a text may hold a blank."""
    if not any(sign in text for sign in _SIGNS):
        small = lower(text)
        if not any(word in small for word in _WORDS):
            return False
    return _HINT.search(text) is not None


def _guess(text: str, start: int, end: int) -> str:
    """What a bare blank stands for by the words around it; empty where they do not say."""
    before, after = text[max(0, start - 60) : start], text[end : end + 40]
    if _PERCENT_AFTER.search(after):
        return "percent"
    if _DAYS_BEFORE.search(before) and _DAYS_AFTER.search(after):
        return "days"
    return "money" if _SUM_BEFORE.search(before) else ""


def _table(table: Table) -> Table | None:
    """Fill the blank cells of a table; a cell keeps its pieces, so that it can be quoted."""
    rows = []
    changed = False
    for number, row in enumerate(table.rows):
        cells = [_cell(cell) if number >= table.header_rows else cell for cell in row]
        changed = changed or any(a is not b for a, b in zip(cells, row, strict=True))
        rows.append(tuple(cells))
    return replace(table, rows=tuple(rows)) if changed else None


def _cell(cell: Cell) -> Cell:
    match = _FIND.fullmatch(cell.text.strip()) if _hinted(cell.text) else None
    if match is None:
        return cell
    sort = match.lastgroup if match.lastgroup in ("money", "percent") else "money"
    return Cell(replace(cell.passage, text=_STAND_INS[sort]))
