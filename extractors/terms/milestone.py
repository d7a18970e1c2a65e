"""Milestones: "$250,000 upon completion of Phase I", "20% on acceptance of the prototype".

Reads:  a sum, or a part of the price, that falls due on an achievement; the balance after parts.
Yields: a Milestone with the achievement's name; one for each event of a list that shares a sum.
Leaves: dated instalments and payments on signing (fees).
Source: wordings in tests/extractors/cases/milestone.yaml.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.fractions import parts_in
from extractors.terms.grammar.leads import lead_of
from extractors.terms.grammar.names import clause_name, milestone_name
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.priced_lists import prices_of
from extractors.terms.grammar.prices import Priced
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import Sentence, sentence_at, sentences
from extractors.terms.grammar.triggers import ACHIEVEMENT, follows, hangs, own_part, shared_events
from extractors.terms.grammar.values import Value
from extractors.terms.grammar.windows import Window
from extractors.wording import phrase
from models.dates import ENGLISH_MONTH
from models.passage import Passage, PassageKind
from models.terms import Milestone

READS = "milestone"

_WHOLE = 100  # percent: parts that add up to it share out one price
_THIRDS = Decimal("99.9")  # what three thirds come to
_OF_PRICE = re.compile(
    r"(?i)\bof\s+(?:[\w'’&-]+\s+){0,5}?(?:price|costs?|fees?|sum|amount|value|total|contract|budget|order|commitment|retainer|compensation|consideration)\b"
)
_PRICE = phrase(
    rf"{_OF_PRICE.pattern}|\b(?:payments?|pa(?:y|ys|id)|instal?lments?|tranches?|payable|billable|billed|invoiced|bonus|returned|prepay\w*|due|deposit|down)\b",
    re.NOFLAG,
)
_AHEAD = phrase(
    r"\b(?:(?:down|advance|initial|final|last|next|1st|2nd|3rd|[4-9]th|first|second|third|fourth|fifth|sixth)\s+(?:payment|instal?lment|tranche)|deposit|up-?\s?front|in\s+advance)\b"
)
_NOT = phrase(
    r"\b(?:retain(?!er)\w*|retention|holdback|(?:is|are|be|being)\s+(?:held|kept)|kept\s+by|(?:remain(?:s|ing)?|stays?|left)\s+with|as\s+security|withh\w+|interest|royalt\w+|commission|discount|increase|late|tax|vat|net\s+sales|revenue|profits?|complete\b|mark-?up|overhead|liquidated|damages|penalt\w+|fined?|deduct\w*|savings|underpa\w+|audit\w*|wages|salary|(?:greater|less)\s+than|in\s+excess|more\s+than|exceed\w*|(?:performance|payment|surety|bid)\s+bonds?|bonds?\s+(?:for|of|in))\b"
)
_SHARED = re.compile(r"\W*to\s(?:the\s)?[A-Z]")  # "50% to Author and 50% to Publisher"
_BALANCE = re.compile(
    r"(?i)\b(?:the|a|and|any)\s(?:remaining\s)?(?:balance|remainder|rest)\b(?!\s(?:sheet|of\s(?:the\s|this\s)?(?:term|agreement)))"
)
_SHARED_OUT = re.compile(  # "$92,000, in three stages:", "$400,000, of which 30% is payable upon"
    r"(?i)^\W{0,3}(?:\([^()]{0,40}\),?\s)?(?:(?:to\sbe\s)?(?:payable|paid|due|divided|split|billed|invoiced)\s)?(?:"
    r"(?:in|by|into)\s(?:two|three|four|five|six|seven|eight|ten|several|\d{1,2})(?:\s\(\d{1,2}\))?\s(?:\w+\s){0,2}?(?:stages?|instal?lments?|parts|tranches|payments|milestones)\b(?!\sof\b|\seach\b)"
    r"|(?:(?:is|are|shall\sbe|will\sbe|becomes?)\s)?(?:to\sbe\s)?(?:payable|paid|due|billed|invoiced|divided|split)\s(?:\w+\s){0,3}?as\sfollows\b"
    r"|(?:of|out\sof)\swhich\b(?![^.;]{0,40}\b(?:retain|withh|held|kept))[^.;]{0,60}\b(?:payable|paid|due|upon|on|at|when|after)\b)"
)
_TOTAL = phrase(  # "The aggregate of the milestone payments thereby rises from US$452,000.00 to"
    r"\b(?:aggregate|total|sum)\s+(?:amount\s+)?(?:of\s+)?(?:all\s+|the\s+)*(?:milestone|stage|progress)\s+(?:payments?|prices?|amounts?|sums?)\b(?:[^.;]|\.\d){0,80}$"
    r"|\b(?:milestone|stage|progress)\s+payments?\b[^.;$€£]{0,30}\b(?:in\s+the\s+aggregate|in\s+total|together|altogether|total|amount\s+to|add\s+up\s+to|come\s+to)\b[^.;$€£]{0,20}$"
)
_OTHER_PART = re.compile(r"[;,$€£]|\band\b")
_DATED = re.compile(
    rf"(?i)^\W{{0,3}}(?:(?:is|shall\sbe|being)\s)?(?:(?:due|payable|paid)\s)?(?:on|by|before|no\slater\sthan)\s(?:or\sbefore\s)?(?:the\s)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{ENGLISH_MONTH}|{ENGLISH_MONTH}\s\d{{1,2}})\b(?:,?\s\d{{4}})?"
)
_EQUAL = re.compile(
    r"(?i)\W*(?:in|by|as|into)\s(?P<n>two|three|four|five|six|eight|ten|\d{1,2})(?:\s\(\d{1,2}\))?\s(?:\w+\s)?equal\b"
)
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10}
_MARK = re.compile(r"\W*(?:(?:\d{1,2}\.)*\d{1,2}|[a-z]|[ivx]{1,4})?[.)]?\W*", re.IGNORECASE)
_NOTHING = re.compile(r"[\W\d]{0,8}")
_BEYOND = 150  # characters
_LABEL = 60  # characters
_SCHEDULE = phrase(
    r"\bmilestones?\b|\b(?:payment|billing|instal?lment)\s+(?:schedule|plan|terms|timetable)|\bstage\s+payments?|\bpayments?\s+as\s+follows"
)
_CENT = Decimal("0.01")
_STATED = 60  # characters: "30% of the price, that is, $9,000" is a sum
_BEFORE, _AFTER = 70, 110  # characters that speak for a percent
_LISTED = 0.5  # what a list of events speaks for at least


def read(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Propose milestones of one passage."""
    if passage.kind is PassageKind.ROW and passage.table is not None:
        return  # tables are read as tables
    heading = passage.heading or ""
    lead = lead_of(passage, context)
    for price in prices_of(passage, context):
        listed = list(_listed(passage, price))
        yield from listed
        if READS not in price.kinds or listed or _is_none(price.before, price.after):
            continue
        score = price.kinds[READS]
        term = Milestone(
            name=milestone_name(price.before, price.after, heading, lead),
            amount=price.value.amount,
            currency=price.value.unit,
            evidence=quote(passage, price.start, price.end),
        )
        yield disagreement(Candidate(term, score, passage, price.start, price.end), price.value)
    found = list(_percents(passage, context, lead))
    yield from found
    yield from _balance(passage, found)


def _is_none(before: str, after: str) -> bool:
    """Whether a sum is a total of milestones, or an instalment due on a day of the calendar."""
    if _SHARED_OUT.match(after) or _TOTAL.search(before):
        return True
    dated = _DATED.match(after)
    if dated is None:
        return False
    own = _OTHER_PART.split(after[dated.end() :][:_AFTER], maxsplit=1)[0]
    return ACHIEVEMENT.search(own) is None


def _listed(passage: Passage, price: Priced) -> Iterator[Candidate]:
    """One sum for each of several events: "three instalments of $500 each upon (a) ..., (b) ..."."""
    events = list(shared_events(price.after))
    amount = _part_of(price.value.amount, price.after, len(events))
    if amount is None:
        return
    for name, first, last in events:
        start, end = price.end + first, price.end + last
        evidence = quote(passage, price.start, end)
        term = Milestone(name=name, amount=amount, currency=price.value.unit, evidence=evidence)
        yield Candidate(term, max(price.score, _LISTED), passage, start, end)


def _part_of(amount: Decimal, after: str, events: int) -> Decimal | None:
    """What falls due on each event; None where a total is not shared out among all of them."""
    equal = _EQUAL.match(after)
    if not events or equal is None:
        return amount if events else None
    count = _COUNTS.get(equal["n"].lower()) or int(equal["n"])
    part = (amount / count).quantize(_CENT) if count == events else None
    return part if part is not None and part * count == amount else None


def _percents(passage: Passage, context: Context, lead: str) -> Iterator[Candidate]:
    """Instalments given only as percents or fractions of a price."""
    text = passage.text
    shares = _shares(text)
    if not shares:
        return
    around = f"{passage.heading or ''} {lead}"
    parts = _is_whole(shares)
    for sentence in sentences(text):
        values = [v for v in shares if sentence.start <= v.start < sentence.end]
        for value in values:
            window = _window(text, sentence, value)
            if len(values) == 1 and _stated(window, context):
                continue
            opens = _opens(text, value, lead)
            score = _weight(window, text, around, parts=parts or opens or _is_whole(values))
            if score is not None:
                yield disagreement(_found(passage, value, window, lead, score), value, unit="%")


def _shares(text: str) -> list[Value]:
    return sorted((*percents_in(text), *parts_in(text)), key=lambda v: v.start)


def _window(text: str, sentence: Sentence, value: Value) -> Window:
    """The words around a percent; after "50%:" those of the next sentence."""
    window = Window.around(text, sentence, value.start, value.end)
    if _NOTHING.fullmatch(window.after):
        return replace(window, after=window.after + text[sentence.end : sentence.end + _BEYOND])
    return window


def _opens(text: str, value: Value, lead: str) -> bool:
    """Whether a percent opens an item of a list of payments: "(b) 40% - ..."."""
    return (
        bool(lead)
        and _MARK.fullmatch(text[: value.start]) is not None
        and _PRICE.search(lead) is not None
        and _NOT.search(lead) is None
    )


def _is_whole(values: Sequence[Value]) -> bool:
    return len(values) > 1 and _THIRDS <= sum(v.amount for v in values) <= _WHOLE


def _stated(window: Window, context: Context) -> bool:
    """Whether a sum stands right beside a percent and says the same."""
    return any(amounts_in(window.after[:_STATED], context.currency)) or any(
        amounts_in(window.before[-_STATED // 2 :], context.currency)
    )


def _weight(window: Window, text: str, around: str, *, parts: bool) -> float | None:
    """How strongly a percent speaks for a part of a price; None if it does not."""
    before, after = own_part(window.before, window.after)
    near = f"{before[-_BEFORE:]} # {after[:_AFTER]}"
    hung = (
        parts or hangs(before, after) or _AHEAD.search(near) or _listed_label(before, text, around)
    )
    of_price = _OF_PRICE.match(window.after.lstrip())
    if not hung and not (of_price and follows(before, after)):
        return None
    told = f"{text if parts else near} {around}"
    if _NOT.search(near) or _SHARED.match(after) or not (of_price or _PRICE.search(told)):
        return None
    return 0.4 + 0.2 * parts + 0.1 * bool(re.search(r"(?i)payment|milestone|price", around))


def _listed_label(before: str, text: str, around: str) -> bool:
    """Whether a label with an achievement stands before a percent in a list of payments."""
    label = before.strip(" -–:|()[]*")
    return (
        0 < len(label) < _LABEL
        and ACHIEVEMENT.search(label) is not None
        and _SCHEDULE.search(f"{text} {around}") is not None
    )


def _found(passage: Passage, value: Value, window: Window, lead: str, score: float) -> Candidate:
    name = milestone_name(window.before, window.after, lead=lead)
    term = Milestone(
        name=name or clause_name(window.after, passage.heading or ""),
        percent=value.amount,
        evidence=quote(passage, value.start, value.end),
    )
    return Candidate(term, score, passage, value.start, value.end)


def _balance(passage: Passage, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """The balance that falls due on an event after parts of a price that are percents."""
    if not found:
        return
    rest = _WHOLE - sum(c.term.percent or 0 for c in found if isinstance(c.term, Milestone))
    matches = list(_BALANCE.finditer(passage.text, found[0].end))
    if len(matches) != 1 or not 0 < rest < _WHOLE:
        return
    start, end = matches[0].span()
    sentence: Sentence = sentence_at(passage.text, start)
    after = passage.text[end : sentence.end]
    if (
        hangs("", after)
        and not _NOT.search(after[:_AFTER])
        and not any(c.start > start for c in found)
    ):
        term = Milestone(
            name=milestone_name("", after), percent=rest, evidence=quote(passage, start, end)
        )
        yield Candidate(term, found[0].score, passage, start, end)
