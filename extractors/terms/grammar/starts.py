"""What a number of days is counted from: the invoice, its receipt, a period, an event."""

import re
from typing import NamedTuple

from extractors.wording import phrase
from models.terms import CountsFrom


class Start(NamedTuple):
    """Where days begin to run; ``event`` is free text where it is some other event."""

    counts_from: CountsFrom
    event: str | None = None


_PERIOD = (
    r"(?:month|quarter|year|week|period|half|season|term|accounting\speriod|reporting\speriod)"
)
_PAPER = r"(?:invoice|bill(?!\sof\s(?:lading|sale|materials))|billing|statement|application|pay(?:ment)?\srequest|(?:payment|progress|stage)\sclaim|request\sfor\spayment|requisition|accounting|demand|itemi[sz]ed)"
_FOLLOWS = r"(?:after|from|of|following|upon|since|beyond|subsequent\sto)"

_RECEIPT = phrase(
    rf"""
      \b(?:receipt|reception|arrival|receiv\w+|presentation|submission|submitt\w+|delivery(?!\sdate)|provid(?:es|ing)|tender\w*|present(?:ation|ing|ment)|deliver(?:s|ed|ing)|gets?|getting)\b
      [^.;,]{{0,70}}? \b{_PAPER}s?\b(?!\s(?:approval|date))
    | \b{_PAPER}s?\b [^.;,]{{0,25}} \b(?:is|are|was|were|has\sbeen|have\sbeen)\s(?:\w+\s)?(?:delivered|submitted|presented|furnished|served)\b
    | \b{_PAPER}s?\b [^.;,]{{0,25}} \b(?:is|are|was|has\sbeen|have\sbeen)?\s?(?:received|receipt|reach(?:es|ed|ing)|arriv(?:es|ed|al|ing))\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_INVOICE = re.compile(  # "of the invoice date", "from the date of each invoice", "after billing"
    rf"""
    ^[\s,)]* (?: (?:calendar\s|business\s)?(?:days?\s)? {_FOLLOWS} | the | date )?
    [^.;,]{{0,45}}? \b(?: (?:invoice|bill|billing|statement)s?(?:['’]s?)?\s?date | (?:date|issuance|issue|postmark|mailing|sending|rendering|rendition|raising)\s(?:\w+\s){{0,5}}?(?:invoice|bill|statement|(?:payment|progress|stage)\sclaim|account(?=\W*$|[.,;]))(?!\sapprov)
      | (?:we|[A-Z][\w'’]+|the\s\w+)\s(?:has\s|have\s)?(?:sends?|sent|e-?mails?|e-?mailed|mails?|mailed|issues?|issued|raises?|raised)\s(?:you\s|[A-Z]\w+\s)?(?:the|an?|each|its|our|that)\s(?:invoice|bill|statement)
      | invoic(?:e|es|ing)\b(?!\sapprov) | billing\b | (?<=of\s)(?:statement|bill)(?=\W*$|\s?[.,;]) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PERIOD_END = phrase(
    rf"""
      \b(?:end|close|closing|conclusion|expiration|expiry|termination|last\s(?:business\s)?day|completion)
      \s(?:of\s)?(?:the\s|each\s|every\s|such\s|any\s|a\s|that\s|said\s)?(?:[\w()]+[\s-]){{0,4}}?{_PERIOD}s?\b
    | \blast\s(?:business\s)?day\sof\s(?:January|March|April|June|July|September|October|December)
    | ^[\s,)]*(?:days?\s)?{_FOLLOWS}\s(?:the\s|each\s|every\s|such\s|any\s|a\s|that\s)(?:[\w-]+\s){{0,2}}?(?:month|quarter|year|half|period|season)(?:['’]s)?\b(?!\s(?:anniversary))
    | \bmonth(?:ly|[\s-]end)\b[^.;]{{0,15}}\b(?:end|close)
    | \bend\sof\s(?:the\s)?(?:month|quarter|year)
    | ^[\s,)]*(?:days?\s)?{_FOLLOWS}\s(?:(?:each\s|every\s|the\s)?(?:March|June|September|December)\s3\d|(?:the\s|each\s|every\s)?3[01](?:st|th)?\s(?:of\s)?(?:March|June|September|December)\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PERIOD_START = phrase(
    rf"""
    \b(?:beginning|start|commencement|first\s(?:business\s)?day)\sof\s(?:the\s|each\s|every\s|such\s|any\s|a\s)
    (?:[\w-]+\s){{0,2}}?{_PERIOD}\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_EVENT = re.compile(
    rf"""
    ^[\s,)'’]*(?:days?['’]?\s)? (?:net\s)? (?:(?:as|counted|counting|reckoned|calculated|computed|running|starting)\s(?=from|after))? (?P<how> (?:next\s|immediately\s)?{_FOLLOWS} | prior\sto | before | in\sadvance\sof ) \s
    (?P<event> [^.;]{{3,140}} )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BACK = re.compile(  # the event stands before: "within thirty days thereafter", "of such receipt"
    r"^[\s,)]*(?:thereof|thereafter|thereupon|$|[.;,]|of\ssuch|after\ssuch|(?:of|after|following|from)\s(?:that|the)\s(?:date|event|receipt|notice)|to\s(?:pay|make|remit))",
    re.IGNORECASE,
)
_DUE_WORDS = phrase(
    r"\binvoic\w*|\bstatements?\b|\bbills?\b|\bbilling\b|\bpay(?:ment)?\s(?:request|application)|\bapplications?\sfor\b"
)
_ITS_RECEIPT = re.compile(  # "after its receipt", "of presentation", "upon receipt thereof"
    r"^(?:the\s|its\s|their\s|such\s|date\sof\s|\w+['’]s\s)*(?:receipt|presentation|submission|receiving)(?:\s(?:thereof|of\s(?:it|same|the\ssame|them)|by\s[^,.;]{2,30}))?\W*(?:$|[,.;]|unless|and\b|or\b|for\b|in\b)",
    re.IGNORECASE,
)
_ITS_DATE = re.compile(  # "of its date", "from the date of issue", "after they are issued"
    r"""
    ^(?: (?:the|its|their|such|being|having\sbeen|day|when|date\s(?:of|on\swhich|when|that)|(?:it|they|the\ssame)\s(?:is|are|was|were|has\sbeen|have\sbeen)) \s )*
    (?: (?:issue|issuance|invoice)\sdate | date (?:\s(?:thereof|(?:which\s|that\s)?it\sbears|(?:which\s|that\s)?they\sbear|on\s(?:its|their)\sface|(?:shown|stated|printed|given|appearing|indicated|set\sout)\s(?:on|in)\s(?:it|them|its\sface|the\ssame)))?
      | (?:issue|issuance|issuing|rendering|rendition) (?:\s(?:thereof|of\s(?:it|them|the\ssame)))?
      | (?:issued|dated|rendered|raised|sent(?:\sout)?|mailed|despatched|dispatched|posted)
      | (?:its|their)\s(?:dispatch|despatch|posting|mailing|sending|transmission)
      | (?:we|[A-Z]\w+|the\s\w+)\s(?:has\s|have\s)?(?:sends?|sent|issues?|issued|raises?|raised|dispatch(?:es|ed))\s(?:it|them) )
    (?: \sby\s[^,.;]{2,30} )? \W* (?:$|[,.;:]|\b(?:unless|and|or|for|in|without|whichever|provided|subject|except|save|to|if|together)\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_REACHES = re.compile(  # "after the Customer has received it", "of its reaching the Client"
    r"^(?:[^.;,]{0,40}\b(?:receiv(?:es|ed|ing)|gets?|getting|got)\s(?:it|them|the\ssame)\b|(?:its|their|the)?\s?(?:reaching|arriv(?:al|ing)\b)"
    r"|(?:(?:its|the|their)\s)?(?:date\s(?:on\swhich|when|that)\s)?(?:it|they|the\ssame)\s(?:(?:is|are|was|were|has\sbeen|have\sbeen)\s(?:\w+\s)?received|(?:has\s|have\s)?(?:reach|arriv)\w+))",
    re.IGNORECASE,
)
_ITS_CLOSE = re.compile(  # "sales of each quarter ... thirty days after its close"
    r"^(?:its|their|the)\s(?:close|end|ending|expiry|expiration|conclusion)\W*(?:$|[,.;])",
    re.IGNORECASE,
)
_PERIODIC = phrase(rf"\b{_PERIOD}s?\b")
_MONTH_END = re.compile(  # "45 days e.o.m.", "30 days net, end of month"
    r"^[\s,)(]*(?:days?\b)?[\s,(]*(?:net\b)?[\s,(–-]*(?:(?:from|after|at)\s)?(?:e\.?o\.?m\b|(?:the\s)?end\s(?:of\s)?(?:the\s)?(?:invoice\s)?month\b|month[\s-]end\b)",
    re.IGNORECASE,
)
_INVOICE_DAY = phrase(
    r"\b(?:date\s(?:of|on)\s(?!(?:[\w'’]+\s){0,4}?(?:receipt|delivery|receiv\w+|submission))(?:\w+\s){0,3}?(?:[\w'’]+\s)?(?:invoice|statement|bill)(?!\sapprov)|date\s(?:printed|shown|stated|appearing|given|set\sout|indicated)\s(?:on|in|at)\s(?:[\w'’]+\s){0,5}?(?:invoice|statement|bill)(?!\sapprov)|(?:invoice|bill|statement)(?:['’]s)?\sdate)\b"
)
_LEADING = phrase(
    r"^(?:the\sdate\s(?:of|on\swhich|that)\s|the\s|a\s|an\s|its\s|such\s|each\s|any\s)+"
)
_STOP = re.compile(
    r"[,:(]|\s(?:and\s(?:shall|will)|provided|unless|or\s\(|except|shall|will|in\sthe\samount|an\samount|by\swire)\b"
)
_DATED = re.compile(  # "after the date of the invoice", "of invoice date"
    rf"^[\s,)]*(?:days?\s)?(?:{_FOLLOWS}|date)\s(?:\w+\s){{0,4}}?(?:date\s(?:of|on|set\sforth)(?!\s(?:which|that)\b)|invoic\w*\b(?!\sapprov)|bill\b|statement\b)|\bdate\sof\s(?:\w+\s){{0,3}}?(?:invoice|bill|statement)\b",
    re.IGNORECASE,
)
_BARE_RECEIPT = phrase(r"\brecei(?:pt|v\w+)\b")
_PAPERS = phrase(
    r"\b(?:invoic\w*|statements?|bills?|billing|estimates?|applications?|requisitions?|requests?|demand|accounting|certificates?)\b"
)
_EACH = phrase(r"\b(?:each|every|calendar|such)\b")
_OTHER_PAPERS = phrase(
    r"\b(?:notices?|reports?|orders?|certificates?|claims?|requests?|goods|products?|deliver\w+|shipments?|agreement|letters?)\b"
)
_BEFORE = 160  # characters of the sentence before
_EVENT_LENGTH = 90


def start_of(before: str, after: str, earlier: str = "") -> Start | None:
    """Tell what the days between ``before`` and ``after`` run from; None when nothing is said.

    ``earlier`` is what the passage says before the sentence: "it" may be a paper named there.

    >>> start_of("pay within ", " days after receipt of a correct invoice").counts_from.value
    'invoice_receipt'
    >>> start_of("pay within ", " days of the end of each quarter").counts_from.value
    'period_end'
    >>> start_of("pay each invoice within ", " days of its date").counts_from.value
    'invoice_date'
    >>> start_of("pay within ", " days after the Closing Date").event
    'Closing Date'
    """
    clause = _clause(after)
    if _MONTH_END.match(after):
        return Start(CountsFrom.PERIOD_END)
    event = _EVENT.match(clause)
    if event and (pointed := _pointing_back(event["event"], _named(before, earlier))):
        return pointed
    if event or _INVOICE.match(clause):
        return _forward(clause, event)
    return _backward(before, after)


def _named(before: str, earlier: str) -> str:
    """The words that "it" and "its" point back to: of the sentence, else of the one before it."""
    return (
        before
        if _OTHER_PAPERS.search(before) or _DUE_WORDS.search(before)
        else earlier[-_BEFORE:] + before
    )


def _pointing_back(event: str, before: str) -> Start | None:
    """The event is that of a paper or a period named before: "of its date", "after its close"."""
    if _DUE_WORDS.search(before):
        if _ITS_RECEIPT.match(event) or _REACHES.match(event):
            return Start(CountsFrom.INVOICE_RECEIPT)
        if _ITS_DATE.match(event):
            return Start(CountsFrom.INVOICE_DATE)
    if _ITS_CLOSE.match(event) and _PERIODIC.search(before):
        return Start(CountsFrom.PERIOD_END)
    return None


def starts_of(before: str, after: str, earlier: str = "") -> tuple[Start | None, ...]:
    """Return the likeliest reading first, and another one where the wording allows it.

    ``earlier`` is what the passage says before the sentence.

    >>> [s.counts_from.value for s in starts_of("net ", " days after receipt or the date of the invoice")]
    ['invoice_receipt', 'invoice_date']
    """
    first = start_of(before, after, earlier)
    other = _other(first, before, _clause(after), earlier)
    return (first,) if other is None or other == first else (first, other)


def _other(first: Start | None, before: str, clause: str, earlier: str) -> Start | None:
    head = clause[:150]
    event = _EVENT.match(clause)
    words = event_words(event["event"]) if event else ""
    if first is None:
        return Start(CountsFrom.PERIOD_END) if _PERIOD_END.search(earlier[-400:]) else None
    if first.counts_from is CountsFrom.INVOICE_RECEIPT:
        return _beside_receipt(head, words)
    if first.counts_from is CountsFrom.INVOICE_DATE:
        return _beside_date(head, words, before + earlier)
    if first.counts_from is CountsFrom.EVENT:
        return _beside_event(head, words)
    if _DUE_WORDS.search(head):
        receipt = _RECEIPT.search(head)
        return Start(CountsFrom.INVOICE_RECEIPT if receipt else CountsFrom.INVOICE_DATE)
    return Start(CountsFrom.EVENT, words) if words and not _EACH.search(words) else None


def _beside_receipt(head: str, words: str) -> Start | None:
    if words and not _PAPERS.search(words):
        return Start(CountsFrom.EVENT, words)
    dated = _DATED.search(head) or not _RECEIPT.search(head)
    return Start(CountsFrom.INVOICE_DATE) if dated else None


def _beside_date(head: str, words: str, earlier: str) -> Start | None:
    if _RECEIPT.search(head) or _BARE_RECEIPT.search(head[:60]):
        return Start(CountsFrom.INVOICE_RECEIPT)
    if words and not _DATED.match(head):
        return Start(CountsFrom.EVENT, words)
    return Start(CountsFrom.PERIOD_END) if _PERIOD_END.search(earlier) else None


def _beside_event(head: str, words: str) -> Start | None:
    if _PAPERS.search(words) or re.match(r"(?i)receipt|delivery|presentation|submi", words):
        return Start(CountsFrom.INVOICE_RECEIPT)
    period = _PERIOD_END.search(head) or re.search(_PERIOD, words)
    return Start(CountsFrom.PERIOD_END) if period else None


def _forward(clause: str, event: re.Match[str] | None) -> Start | None:
    head = clause[:130]
    receipt, period = _RECEIPT.search(head), _PERIOD_END.search(head)
    dated = _INVOICE_DAY.search(head)
    if dated and not (receipt and receipt.start() < dated.start()):
        return Start(CountsFrom.INVOICE_DATE)
    if receipt and not (period and period.start() < receipt.start()):
        return Start(CountsFrom.INVOICE_RECEIPT)
    if period and not re.search(r"\binvoic", head[: period.start()], re.IGNORECASE):
        return Start(CountsFrom.PERIOD_END)
    if _INVOICE.match(clause):
        return Start(CountsFrom.INVOICE_DATE)
    if _PERIOD_START.search(head):
        return Start(CountsFrom.PERIOD_START)
    return Start(CountsFrom.EVENT, event_words(event["event"])) if event else None


def _backward(before: str, after: str) -> Start | None:
    """The event was named before: "Upon receipt of the invoice, Owner shall pay within 30 days"."""
    tail = before[-160:]
    receipt = list(_RECEIPT.finditer(tail))
    period = list(_PERIOD_END.finditer(tail))
    if receipt and (not period or receipt[-1].start() > period[-1].start()):
        return Start(CountsFrom.INVOICE_RECEIPT)
    if period:
        return Start(CountsFrom.PERIOD_END)
    if _DUE_WORDS.search(tail) or re.search(r"\bnet\W{0,3}$", tail, re.IGNORECASE):
        return Start(CountsFrom.INVOICE_DATE)
    opening = re.search(
        r"(?:upon|after|following|in\sthe\sevent\s(?:of|that)?|if)\s([^.;,]{4,80})",
        tail,
        re.IGNORECASE,
    )
    if opening:
        return Start(CountsFrom.EVENT, event_words(opening[1]))
    if _BACK.match(after) and _DUE_WORDS.search(after[:60]):
        return Start(CountsFrom.INVOICE_DATE)
    return None


def event_words(text: str) -> str:
    """Shorten what follows "after" to the event itself.

    >>> event_words("the date of execution of this Agreement, Licensee shall pay")
    'execution of this Agreement'
    """
    body = _LEADING.sub("", text.strip())
    if stop := _STOP.search(body, 3):
        body = body[: stop.start()]
    if len(body) > _EVENT_LENGTH:
        body = body[: body.rfind(" ", 0, _EVENT_LENGTH)]
    return body.strip(" .,;:")


def _clause(after: str) -> str:
    """Cut at the end of the clause, but not inside brackets or at a mere comma."""
    stop = re.search(r"[;]|\.\s", after)
    return after[: stop.start()] if stop else after
