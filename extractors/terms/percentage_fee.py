"""Percentage fees: "a royalty of six percent (6%) of Net Sales", "30% of gross revenue".

Reads:  a clause or a row with a percent or a fraction of a base.
Yields: a candidate for each, with its item, base and bracket of the base.
Leaves: which percent is a payment; interest, thresholds and ownership have the same shape.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.brackets import brackets_of
from extractors.terms.grammar.climbing import Bounds
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.fractions import fractions_in
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import Sentence, sentences
from extractors.terms.grammar.values import Value
from extractors.terms.grammar.windows import Window
from extractors.wording import phrase
from models.passage import Passage, PassageKind
from models.terms import PercentageFee

READS = "percentage_fee"

_BASE = re.compile(  # "of the Net Sales", "of all gross revenue received"
    r"^\W*(?:\([^)]{0,30}\)\W*)?(?:(?:commission|royalty|fee|share|interest|mark-?up|discount)\s)?(?:of|on|over|in)\s(?:the\sfirst\s(?:[$€£]|[A-Z]{2,3}\s?[$€£]?)?[\d,.]+(?:\s[mb]illion)?\s(?:of|in)\s)?(?P<base>[^.;]{3,160})"
    r"|^\W*(?:\([^)]{0,30}\)\W*)?(?:is|are|(?:shall|will)\sbe)\s(?:added|applied|charged|levied|calculated|payable|due)\s(?:to|on|upon)\s(?P<onto>[^.;]{3,160})",
    re.IGNORECASE,
)
_BASE_ENDS = re.compile(
    r"\s(?:to|between|above|over|from|exceeding|beyond|on\sthe\s(?:first|next))\s(?:and\s)?(?:(?:US|A|C)?[$€£]|(?:USD|EUR|GBP|CHF|CAD|AUD)\s?\d)|,|\(|\sof\s(?:an?|each|any|every|the)\s(?:\w+\s)?(?:month|quarter|year|period)\b|\s(?:for\s(?:each|the|all|any|sales)|in\sexcess|up\sto|during|until|as\s(?:defined|set|a)|which|that\s|shall|will|applies|apply|(?:above|over|beyond)\s(?:that|this|those|such|the\s(?:first|said))|(?:is|are|shall\sbe|will\sbe)\s(?:added|applied|charged|levied|due|invoiced|billed|owed|paid|payable|held|retained)|invoiced\sfor|and\s(?:\(|[a-z]+\spercent|\d)|provided|if\s|paid|payable|less\s|from\sthe\ssale)\b|\sto\s(?:the\s)?[A-Z]\w+(?=\s(?:as|by|on|for|each|every|quarterly|monthly|annually)\b|\W*$)|\sas\s(?:a\s)?(?:royalty|commission|fee)\b"
)
_BASE_BEFORE = phrase(
    r"^\W*(?-i:Of)\s(?:the\s|all\s)?(?P<of>[^.;,:]{3,70}),[^.;]{0,80}$"
    r"|^\W*(?:\d{1,2}(?:\.\d{1,2})*\.?\s)?(?-i:On)\s(?:the|all)\s(?P<upon>(?:[\w-]+\s){0,3}?(?:charges?|fees?|prices?|sales|revenues?|costs?|receipts|sums|amounts?)\b[^.;,:]{0,60}?)(?:\sof\s(?:each|every)\s\w+)?,[^.;]{0,60}\b(?:adds?|charges?|levies|pays?|owes|receives?|bills?|invoices?)\b[^.;]{0,50}$|\bon\s(?:the\s|all\s)?(?P<on>[^.;,:]{3,60}?)\s(?:at|of|equal\sto)\s(?:an?\s|the\s)?(?:rate\sof\s)?\W*$"
)
_COST_PLUS = phrase(r"\bcosts?\b[^.;]{0,20}?\bplus\s(?:an?\s)?\W*$")
_ITEM = phrase(
    r"""\b(?P<item> (?:\w+\s)?royalt(?:y|ies) | (?:sales\s|overriding\s)?commissions? | revenue\sshare | (?:\w+\s)?management\sfees? | advis\w+\sfees? | servic\w+\sfees? | (?:annual\s)?maintenance(?:\sfees?)?
      | support(?:\sservices)?\sfees? | license\sfees? | success\sfees? | referral\sfees? | finder['’]?s['’]?\sfees? | transaction\sfees? | restocking\s(?:fee|charge) | cancellation\s(?:fee|charge) | contractor['’]s\sfee | mark-?\s?up
      | share | bonus | (?:[a-z]+\s)?overhead(?:\sand\sprofit)? | fees? | (?:[a-z]+\s)?surcharge | premium | overtime )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SALES = phrase(
    r"\b(?:net\s(?:sales|revenues?|income|proceeds|profits?|receipts|win|subscription)|gross\s(?:sales|revenues?|receipts|profit\w*|margin|proceeds|amounts?|income)|revenues?|sales|proceeds|receipts|profits?|price|fees?|charges?|cost|costs|premiums?|rates?|amounts?|payments?|"
    r"income|net\sassets|list|value|billings|commissions?|earnings)\b"
)
_OWES = phrase(
    r"\b(?:pay|pays|paid|payable|royalt\w+|commissions?|fees?|share|receive|entitled|charge[sd]?|equal\sto|retain\w*|remit|amount|calculated|mark-?up|percentage|split|compensat\w+|bonus|earn\w*)\b"
)
_COMES_ON_TOP = phrase(  # "a fuel surcharge of 18% of the charges is added"
    r"\b(?:is|are|(?:shall|will)\sbe)\s(?:\w+ly\s)?(?:added|applied|charged|levied|invoiced|billed|payable|due)\b"
)
_NOT = phrase(
    r"\b(?:interest|per\sannum|per\smonth|late|overdue|ownership|owned|voting|shares?\sof|outstanding|stock|equity|common|underpa\w+|understat\w+|discrepanc\w+|error|accura\w+|uptime|availab\w+|retain\w*|retainage|withh\w+|tax\w*|"
    r"increase[sd]?|exceed\w*|more\sthan|at\sleast|not\sless|greater\sthan|less\sthan|complet\w+|deposit|down\spayment|balance|installment|instalment|liquidated|damages|liabilit\w+|loan|insurance|discount\w*|capital|members?|"
    r"forecast\w*|purity|moisture|defect\w*|affiliate|control\w*)\b"
)
_LOW = phrase(
    r"\b(?:in\sexcess\sof|over|above|exceed\w*|greater\sthan|more\sthan|from|between|beyond|after)\b\W{0,3}(?:\w+\s){0,3}$"
)
_HIGH = phrase(
    r"\b(?:up\sto|first|less\sthan|not\sexceed\w*|to|through|under|below|until|and)\b\W{0,3}(?:\w+\s){0,4}$"
)
_OR_MORE = re.compile(r"\s(?:or|and)\s(?:more|above|over|greater|higher|up)\b", re.IGNORECASE)
_OR_LESS = re.compile(r"\s(?:or|and)\s(?:less|below|under|fewer|lower)\b", re.IGNORECASE)
_TO_MORE = re.compile(r"\s?(?:to|[-–]|through)\s?[$€£A-Z\d]")  # "$1 million to $3 million: 4%"
_NEXT = phrase(r"\d\s?%|\bper\s?cent\b|;")
_LED_TO = phrase(
    r"\d(?:\s?[mb]illion|\s?[mkb])?\)?(?:(?!\b(?:plus|together|and)\b)[^$€£%;\d]){0,70}$"
)
_LABELLED = (":", "=", "–")  # "$0 to $250,000 of net revenue: 10%"
_THEREAFTER = phrase(
    r"\b(?:thereafter|(?:above|over|beyond|in\sexcess\sof)\sth(?:at|is|ose)|in\sexcess\sthereof|on\s(?:any|the|all)\s(?:excess|remainder|balance|further|additional))\b"
)
_PLUS_EACH = re.compile(
    r"(?i)^\s?(?:\+|plus|and)\s?(?:(?:US|A|C)?[$€£]|USD|EUR|GBP|AUD|CAD|CHF)?\s?\d?[\d.]*\s?(?:¢|cents?|p\b|USD|EUR|GBP)?\s?(?:per|for\s(?:each|every)|an?|each|/)\s?(?:[a-z-]+\s){0,3}?(?P<thing>transaction|charge|payment|transfer|sale|order|booking)\b"
)
_GUARANTEE = phrase(
    r"\b(?:minimum|no\sless\sthan|not\sless\sthan|at\sleast|guarante\w+|greater\sof)\b[^.;]{0,70}$"
)
_TIMES = phrase(
    r"\b(?:(?P<n>one\sand\s(?:a|one)[\s-](?:half|quarter)|1\.5|1\.25|1\s?½|1\s1/2|one-and-a-half|two|2|three|3|twice|double|triple)\s?(?:\(\d(?:\.\d)?\)\s)?(?:times|x)?\s(?:the\s|its\s|his\s|such\s|their\s)?(?P<base>(?:\w+\s){0,3}?(?:standard|regular|normal|hourly|base|basic|ordinary|usual|applicable)\s(?:\w+\s){0,2}?rates?)"
    r"|(?P<plain>time[\s-]and[\s-](?:a|one)[\s-](?:half|quarter)|double[\s-]time|triple[\s-]time))\b"
)
_TIMES_HINTS = ("rate", "time-and", "time and", "double", "triple")
_RANGE = re.compile(  # "6% to 8%": the upper end counts
    r"\s?(?:to|[-–]|through)\s(?:(?:an?|the|as|much|maximum|of|up|to|[a-z-]+\spercent\s\()\s?){0,4}?\d[\d.]*\s?%|\s?[-–]\s?\d[\d.]*\s?%|\sto\s(?:a\s)?(?:maximum\sof\s)?[\w-]+\spercent",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"\W*(?:(?:the|a)\s)?(?:\w+\s)?(?:minimum|guarante\w+)\s(?:\w+\s){0,3}?(?:royalt|commission|fee|payment|of|is|:)",
    re.IGNORECASE,
)
_NEXT_SENTENCE = 120  # characters
_MULTIPLES = (  # the factor that a wording names, as percent; first match wins
    (re.compile(r"(?i)quarter|1\.25"), 125),
    (re.compile(r"(?i)half|½|1\.5|1/2"), 150),
    (re.compile(r"(?i)three|triple|3"), 300),
    (re.compile(r"(?i)two|twice|double|2"), 200),
)
_LARGEST = 400
_NEAR = 50  # characters
_SHORT_CELL = 9  # words


def read(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Propose percentage fees of one passage."""
    top: Decimal | None = None  # where the last bracket ended
    for sentence in sentences(passage.text):
        values = [*percents_in(sentence.text), *fractions_in(sentence.text)]
        values.sort(key=lambda v: v.start)
        brackets = brackets_of(sentence.text, values, context.currency)
        base: str | None = None
        for value in values:
            range_goes_on = _RANGE.match(sentence.text[value.end :])
            in_table = _stands_in_cell(passage, sentence.start + value.start)
            if 0 < value.amount <= _LARGEST and not range_goes_on and not in_table:
                found, top = _above(_candidate(passage, sentence, value, context), top)
                if value.start in brackets:
                    found, base = _in_bracket(found, brackets[value.start], base)
                yield disagreement(found, value, unit="%")
        yield from _multiples(passage, sentence)


def _above(found: Candidate, top: Decimal | None) -> tuple[Candidate, Decimal | None]:
    """Begin a bracket that is "thereafter" where the last one ended, which is given back too."""
    term = found.term
    if not isinstance(term, PercentageFee):
        return found, top
    text = found.passage.text
    near = (
        f"{text[max(found.start - _NEAR, 0) : found.start]} # {text[found.end : found.end + _NEAR]}"
    )
    if top is None or term.min_amount or term.max_amount or not _THEREAFTER.search(near):
        return found, term.max_amount or top
    return replace(found, term=term.model_copy(update={"min_amount": top})), top


def _in_bracket(found: Candidate, bounds: Bounds, base: str | None) -> tuple[Candidate, str | None]:
    """Give a percent of a series its bracket, and the base that the first one names."""
    own = getattr(found.term, "base", None)
    base = base or own
    low, high = bounds
    said = {"min_amount": low, "max_amount": high, "base": base}
    return replace(found, term=found.term.model_copy(update=said)), base


def _stands_in_cell(passage: Passage, start: int) -> bool:
    """Whether a percent is a cell of its own: the reader of tables knows its column."""
    if passage.kind is not PassageKind.ROW or passage.table is None:
        return False
    first = passage.text.rfind(" | ", 0, start) + 1
    last = passage.text.find(" | ", start)
    cell = passage.text[first : last if last > 0 else None]
    return len(cell.split()) <= _SHORT_CELL


def _candidate(passage: Passage, sentence: Sentence, value: Value, context: Context) -> Candidate:
    start, end = sentence.start + value.start, sentence.start + value.end
    window = Window.around(passage.text, sentence, start, end)
    beside = _PLUS_EACH.match(window.after)  # "2.9% and $0.30 for each payment" has no bracket
    low, high = (None, None) if beside else _bracket(window, context.currency)
    base = base_of(window.after) or _base_before(window.before) or _processed(window.after)
    term = PercentageFee(
        item=_item(window, passage.heading),
        percent=value.amount,
        base=base,
        min_amount=low,
        max_amount=high,
        min_guarantee=_guarantee(window, passage.text[sentence.end :], context.currency),
        evidence=quote(passage, start, end),
    )
    return Candidate(term, _score(window, base, passage), passage, start, end)


def _score(window: Window, base: str | None, passage: Passage) -> float:
    score = (
        0.15
        + 0.25 * bool(base and _SALES.search(base))
        + 0.25 * bool(_OWES.search(window.before[-120:]) or _COMES_ON_TOP.search(window.after[:90]))
    )
    score += 0.1 * bool(_ITEM.search(passage.heading or "")) + 0.1 * (base is not None)
    if passage.kind is PassageKind.ROW:
        score += 0.1 * bool(_ITEM.search(window.sentence))
    score -= 0.15 * min(len(_NOT.findall(window.before[-70:] + " # " + window.after[:70])), 3)
    return max(score, 0.02)


def _multiples(passage: Passage, sentence: Sentence) -> Iterator[Candidate]:
    """Overtime: "at one and one-half times the standard rate" is 150 percent of it."""
    if not any(hint in sentence.text.lower() for hint in _TIMES_HINTS):
        return
    for match in _TIMES.finditer(sentence.text):
        said = match["n"] or match["plain"]
        start, end = sentence.start + match.start(), sentence.start + match.end()
        term = PercentageFee(
            item="overtime",
            percent=Decimal(next(percent for words, percent in _MULTIPLES if words.search(said))),
            base=match["base"] or "standard rate",
            evidence=quote(passage, start, end),
        )
        yield Candidate(term, 0.6, passage, start, end)


def base_of(after: str) -> str | None:
    """Name what the percent is taken of.

    >>> base_of(" of the Net Sales of Licensed Products, payable quarterly")
    'Net Sales of Licensed Products'
    """
    match = _BASE.match(after)
    if not match:
        return None
    base = match["base"] or match["onto"]
    if stop := _BASE_ENDS.search(base, 4):
        base = base[: stop.start()]
    base = re.sub(r"(?i)^(?:the|all|any|its|such|each|total|of)\s", "", base.strip())
    return base.strip(" ,") or None


def _base_before(before: str) -> str | None:
    """Name the base that stands before its percent: "Of the Receipts, ... 30%", "on sales at 5%"."""
    if _COST_PLUS.search(before):
        return "cost"
    found = _BASE_BEFORE.search(before[-180:])
    return found["of"] or found["upon"] or found["on"] if found else None


def _processed(after: str) -> str | None:
    """What payments are charged by: "2.9% + $0.30 per successful card charge".

    >>> _processed(" plus $0.30 per successful card transaction")
    'transaction amount'
    """
    match = _PLUS_EACH.match(after)
    return f"{match['thing'].lower()} amount" if match else None


def _item(window: Window, heading: str | None) -> str | None:
    before = list(_ITEM.finditer(window.before[-150:]))
    found = before[-1] if before else _ITEM.search(window.after[:60]) or _ITEM.search(heading or "")
    return re.sub(r"(?i)^(?:an?|the|any|such)\s", "", found["item"].strip()) if found else None


def _bracket(window: Window, currency: str) -> tuple[Decimal | None, Decimal | None]:
    """Read "of Net Sales in excess of $11,000", "up to $1 million: 5%", "below $500,000 it is 4%"."""
    if window.before.rstrip().endswith(_LABELLED) and (own := _led(window.before, currency)):
        return own
    after = window.after[:150]
    if stop := _NEXT.search(after):
        after = after[: stop.start()]
    found = _bounds(after, currency)
    if found != (None, None):
        return found
    return _led(window.before, currency) or found


def _led(before: str, currency: str) -> tuple[Decimal | None, Decimal | None] | None:
    """The bracket that stands before its percent; None where the words there are another one's."""
    before = before[-130:]
    *_, last = (None, *_NEXT.finditer(before))
    before = before[last.end() :] if last else before
    led = _LED_TO.search(before) and (":" in before or not last or last[0] == ";")
    return _bounds(before, currency) if led else None


def _bounds(text: str, currency: str) -> tuple[Decimal | None, Decimal | None]:
    """The lower and the upper end of a bracket; a sum that is guaranteed is neither."""
    low = high = None
    for value in amounts_in(text, currency):
        before = text[max(value.start - 40, 0) : value.start]
        if _GUARANTEE.search(before):
            continue
        if (_LOW.search(before) or _OR_MORE.match(text[value.end :])) and low is None:
            low = value.amount
        elif (_HIGH.search(before) or _OR_LESS.match(text[value.end :])) and high is None:
            high = value.amount
        elif low is None and high is None and _TO_MORE.match(text[value.end :]):
            low = value.amount
    return low, high


def _guarantee(window: Window, rest: str, currency: str) -> Decimal | None:
    """What is owed at least: in the sentence, else in the next one where that begins with it."""
    after = window.after
    if _LEAST.match(rest):
        after += rest[:_NEXT_SENTENCE]
    for value in amounts_in(after, currency):
        if _GUARANTEE.search(after[max(value.start - 70, 0) : value.start]):
            return value.amount
    return None
