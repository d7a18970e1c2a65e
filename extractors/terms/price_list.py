"""Price lists: lines of a label and a value that are a table in disguise.

Reads:  passages that follow each other and each hold pairs like "Analyst ..... $80/hour",
        "Year 1: $100,000", "Milestone 2 - Delivery: 20%".
Yields: rates, fees, milestones, minimums and percentages; the words before the list say of all
        its lines what they are.
Leaves: sentences, which the readers of prose take; totals.
"""

import re
from collections.abc import Iterator, Sequence

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.priced_lists import prices_of
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.series import series_of
from extractors.terms.grammar.starting import starts_on
from extractors.terms.grammar.unowed import is_unowed, names_no_price
from extractors.terms.tables.cells import bounds_in
from extractors.terms.tables.columns import Columns, Role
from extractors.terms.tables.lines import Pair, PricedLine, is_label, priced_line, value_alone
from extractors.terms.tables.row import Read, Running, Scope
from extractors.terms.tables.rows import terms_of
from extractors.terms.tables.scope import currency_of, scale_of
from extractors.wording import phrase
from models.passage import Passage, PassageKind

READS = "rate"

_TOTAL = re.compile(
    r"(?i)^\W*(?:(?:grand|net|overall)\s+)?(?:sub-?\s?)?totals?\b|^\W*(?:balance|tax|vat)\b"
)
_PLAIN = re.compile(
    r"(?i)^\W*(?:(?:estimated|total|fixed|milestone)\s+)?(?:costs?|prices?|payments?|amounts?|sums?|budget|funding|fees?|rewards?|reward|value|compensation)\W*$"
)
_STEP = re.compile(
    r"(?i)^\W*(?:(?:milestone|phase|stage|deliverable|work\s+package|task|step)\s*(?:no\.?\s*|\#\s*)?(?:\d+|[ivx]+|one|two|three|four|five)\b|M\d+\b)"
)
_STEP_IN = phrase(r"\b(?:milestone|phase)\s*(?:no\.?\s*|\#\s*)?(?:\d+|[ivx]+)\b.*")
_DONE = re.compile(r"(?i)\s*(?:of\s+[^.;]{1,50}?\s)?(?:completed?|done|finished)\b")
_TARGET = phrase(r"\b(?:targets?|uptime|availability|accuracy|on-?time|SLA|goals?)\b")
_SIGN = re.compile(r"[$€£¥₹%\d]")
_SPELLED = phrase(r"percent|dollars")
_CENTS = phrase(r"\.\d\d\b", re.NOFLAG)
_NEAR = 300  # characters of the words before a list
_SHORT = 80  # characters of a line that heads a part of a list
_LOOK_BACK = 40  # passages: a milestone's deliverables stand before its price
_IN_LIST = 0.05
_ALONE = 0.2
_STEP_LENGTH = 120
_PROSE = phrase(
    r"^(?:and\s)?(?:those|all\sfurther|the\srest)\b|\b(?:beyond|above|over|in\sexcess)\b.*\scosts$|(?:\ds?|[a-z]s)\scost$|\b(?:shall|will|pays)\b"
)
_COSTS = re.compile(
    r"(?:(?:From|As\s+of|As\s+from|With\s+effect\s+from)\s[^.;:]{0,24}?\d{4},?\s+)?(?P<name>.{2,}?)\s+costs$"
)
_LABEL = 80  # characters: what is longer and stands alone is a sentence


def read_document(context: Context) -> Iterator[Candidate]:
    """Propose a term for every pair in lines that make a list."""
    passages = context.document.passages
    lines = _lines(passages, context)
    near, running = "", Running()
    for i, (passage, line) in enumerate(zip(passages, lines, strict=True)):
        if line is None:
            near = _heard(near, passage)
            running = Running()
            continue
        steps = _steps(passage, context) if len(line.pairs) > 1 else frozenset()
        listed = len(line.pairs) > 1 or _has(lines, i - 1) or _has(lines, i + 1)
        around = f"{near[-_NEAR:]} {line.intro}".strip()
        for pair in line.pairs:
            if pair.value.start in steps:
                continue
            if _PROSE.search(pair.label) or (not listed and len(pair.label) > _LABEL):
                continue
            if _TOTAL.match(pair.label) or _is_no_price(passage.text, pair):
                continue
            step = _step(passages, i) if _PLAIN.match(pair.label) else ""
            scope = _scope(passage, pair, step or around, context)
            text = passage.text[pair.value.start : pair.end]
            for read in terms_of((step or _name_of(pair, passage.text), text), scope, running):
                if read.term.kind == "percentage_fee":
                    continue  # its own reader takes every percent of a line
                yield _candidate(
                    read, passage, pair, listed=listed or bool(step), day_first=context.day_first
                )


def _steps(passage: Passage, context: Context) -> frozenset[int]:
    """The places of sums that a sentence tells as steps of one price, which prose is read for."""
    series = series_of(passage.text, prices_of(passage, context))
    return frozenset(place for place, step in series.items() if step.low or step.high)


def _is_no_price(text: str, pair: Pair) -> bool:
    """Whether a pair states a progress of work, or a sum that nobody owes."""
    if pair.percent:
        return _is_progress(text, pair)
    return names_no_price(text) or is_unowed(text[: pair.value.start], text[pair.value.end :])


def _is_progress(text: str, pair: Pair) -> bool:
    """Whether a percent says how far work has come or how well it is done."""
    done = _DONE.match(text[pair.value.end :])
    return done is not None or _TARGET.search(pair.label) is not None


def _lines(passages: Sequence[Passage], context: Context) -> list[PricedLine | None]:
    """Read every passage as a line; what needs its neighbours comes last."""
    lines = [_line(passage, context) for passage in passages]
    for i, passage in enumerate(passages):
        if lines[i] is not None or passage.table is not None:
            continue
        if _CENTS.search(passage.text) and (_money(lines, i - 1) or _money(lines, i + 1)):
            lines[i] = priced_line(passage.text, context.currency, bare=True)
        elif i:
            lines[i] = _under_label(passages, i, context)
    return lines


def _heard(near: str, passage: Passage) -> str:
    """The words that the next list is read by: short lines add up, a sentence begins anew."""
    if passage.table is not None or _STEP.match(passage.text):
        return near
    short = len(passage.text) < _SHORT and len(near) < _NEAR
    return f"{near} {passage.text}" if short else passage.text


def _line(passage: Passage, context: Context) -> PricedLine | None:
    if passage.table is not None:
        return None
    if not (_SIGN.search(passage.text) or _SPELLED.search(passage.text)):
        return None
    return priced_line(passage.text, context.currency)


def _name_of(pair: Pair, text: str) -> str:
    """The label without the verb that ends it: "From 1 July 2025 storage costs 9.20"."""
    costs = (
        _COSTS.match(pair.label) if text[: pair.value.start].rstrip().endswith("costs") else None
    )
    return costs["name"] if costs else pair.label


def _under_label(passages: Sequence[Passage], index: int, context: Context) -> PricedLine | None:
    """A value on a line of its own, its label on the line before, as cells of a lost table are."""
    label, passage = passages[index - 1], passages[index]
    if label.table is not None or passage.table is not None or not is_label(label.text):
        return None
    value = value_alone(passage.text, context.currency)
    if value is None or not any(
        0 <= i < len(passages) and value_alone(passages[i].text, context.currency)
        for i in (index - 2, index + 2)
    ):
        return None
    return PricedLine("", (Pair(label.text.strip(" :"), value, len(passage.text)),))


def _money(lines: Sequence[PricedLine | None], index: int) -> bool:
    line = lines[index] if 0 <= index < len(lines) else None
    return line is not None and not line.pairs[0].percent


def _has(lines: Sequence[PricedLine | None], index: int) -> bool:
    return 0 <= index < len(lines) and lines[index] is not None


def _step(passages: Sequence[Passage], index: int) -> str:
    """The milestone or phase that a line like "Costs: 4,000 EUR" stands under."""
    for passage in reversed(passages[max(index - _LOOK_BACK, 0) : index]):
        if _STEP.match(passage.text) and passage.table is None:
            return passage.text[:_STEP_LENGTH].strip(" :#*")
        if len(passage.text) < 2 * _STEP_LENGTH and (found := _STEP_IN.search(passage.text)):
            return found[0][:_STEP_LENGTH].strip(" :#*")
    last = (passages[index].heading or "").rsplit(" > ", maxsplit=1)[-1]
    return last if _STEP.match(last) else ""


def _scope(passage: Passage, pair: Pair, near: str, context: Context) -> Scope:
    """A line is a row of two columns without headings: a label, or a tier, and a value."""
    first = Role.BOUNDS if bounds_in(pair.label) is not None else Role.ITEM
    roles = (first, Role.PERCENT if pair.percent else Role.PRICE)
    currency = pair.value.unit or currency_of((pair.label, near), context.currency)
    section = passage.heading or ""
    return Scope(Columns(("", ""), roles), near, section, currency, scale_of((near,)))


def _candidate(
    read: Read, passage: Passage, pair: Pair, *, listed: bool, day_first: bool
) -> Candidate:
    start, end = pair.value.start, pair.value.end
    score = read.score + (_IN_LIST if listed else -_ALONE)
    if passage.kind is PassageKind.HEADING:
        score -= _ALONE / 2
    said: dict[str, object] = {"evidence": quote(passage, start, end)}
    if read.term.kind == "rate" and read.term.effective_from is None:
        said["effective_from"] = starts_on(passage.text[:start], day_first=day_first)
    term = read.term.model_copy(update=said)
    return Candidate(term, max(min(score, 0.99), 0.01), passage, start, end)
