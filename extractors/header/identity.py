"""What the document is: its title and its kind."""

import re
from collections.abc import Sequence
from typing import Literal

from extractors.header.wording import Claim
from extractors.wording import phrase
from models.passage import Passage, PassageKind

Kind = Literal["agreement", "statement_of_work", "order_form", "amendment", "other"]

_ORDER = (  # "Site Order SO-03", "Delivery Order No. 4"
    r"(?:[a-z]+[\s-]+){1,2}order(?=\s+(?:no\b|nr\b|number|ref|\#|[A-Z]*[\s/.-]?\d|[A-Z]{1,6}[/-])|\W*$)"
)
_TITLE_WORD = phrase(
    r"\b(?:agreement|contract|statement\s+of\s+work|work\s+order|task\s+order|change\s+(?:order|notice)|(?:service|sales|subscription)\s+order|order\s+form|call-?off|"
    + _ORDER
    + r"|amendment|addendum|proposal|lease|licen[cs]e|terms\s+(?:and|of)|(?:subscription|services?|supply|business|trading|hire|commercial)\s+terms|purchase\s+order|letter|memorandum|schedule|deed|sow|engagement|quotation|quote|(?:tariff|price|rate|fee)s?\s+(?:sheet|list|card)|tariffs?(?=\s+\d{4}\b|$))\b"
)
_NO_TITLE = re.compile(
    r"(?i)^\W*(?:exhibit|ex-|schedule\s+\w+$|annex|appendix|page\s+\d|confidential|execution\s+(?:copy|version)|portions\s+of|certain\s+(?:information|confidential)|table\s+of\s+contents|\[?\*+|source:|this\s+|whereas|between\b|by\s+and)"
)
_PART = re.compile(  # of what a document is a part: "Exhibit 10.1", "ANNEX 1 – TARIFF SCHEDULE"
    r"(?i)^\W*(?:exhibit\s+[\w.()-]+\s+|(?:annex(?:ure)?|appendix|attachment)\s+[\w.]{1,5}\s*[:–—-]\s*(?=\S))"
)
_KINDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (
        re.compile(
            r"(?i)\b(?:amendment|addendum|change\s+(?:order|notice)|supplement(?:al)?\s+agreement|(?:amending|variation|modification)\s+(?:agreement|deed|letter|order)|(?:deed|letter|notice|memorandum|agreement)\s+of\s+(?:variation|amendment|modification))\b"
        ),
        "amendment",
    ),
    (
        re.compile(
            r"(?i)\b(?:statement\s+of\s+work|work\s+order|task\s+order|SOW\b|project\s+order)"
        ),
        "statement_of_work",
    ),
    (
        re.compile(
            rf"(?i)\b(?:order\s+form|sales\s+order|service\s+order|subscription\s+order|purchase\s+order|quotation|call-?off(?:\s+contract)?)\b|^\W*{_ORDER}|^\W*(?:pricing|prices?|rates?|fees?|services?|tariffs?|charges|commercial)\s+schedule\b"
        ),
        "order_form",
    ),
    (
        re.compile(
            r"(?i)\b(?:agreement|contract|licen[cs]e|lease|terms|deed|proposal|engagement|letter)\b"
        ),
        "agreement",
    ),
)
_TAIL = phrase(
    r"\s+(?:No\b\.?|Nr\b\.?|Ref\b\.?|#)\s*(?=[\w./-]*[A-Z-])(?=[\w./-]*\d)[A-Z0-9][\w./-]{3,}(?:\W.*)?$|\W+(?:strictly\s+)?confidential\W*$"
)
_LETTER = phrase(r"\bletter\b")
_LETTER_AMENDS = phrase(
    r"\bth(?:is|e)\s+(?:side\s+|letter\s+)?(?:letter|agreement)\b[^.;]{0,160}?\b(?:amends|varies|modifies|supplements|changes)\s+(?:the|that|our|your|clause|section)\b"
)
_NUMBER = re.compile(r"\d")  # in a word that is the number of a document: "SO-03"
_LOOK = 25
_TOP = 6
_LONGEST_TITLE = 110  # characters: a title is a line


def title_claim(passages: Sequence[Passage]) -> Claim[str] | None:
    """Find the document's own name: the first short line that names a kind of document."""
    first: Claim[str] | None = None
    for index, passage in enumerate(passages[:_LOOK]):
        text = _PART.sub("", passage.text).strip()
        if _NO_TITLE.match(text) or not _TITLE_WORD.search(text):
            continue
        short = text if len(text) <= _LONGEST_TITLE else ""
        if short and (
            short.isupper()
            or passage.kind is PassageKind.HEADING
            or short.istitle()
            or index < _TOP
        ):
            return Claim(_cased(_TAIL.sub("", short)), passage, 0, len(passage.text))
        if first is None and (
            match := re.search(
                r"(?i)\bthis\s+(.{3,60}?(?:agreement|contract|amendment|statement\s+of\s+work|order\s+form))\b",
                text,
            )
        ):
            first = Claim(_cased(match[1]), passage, match.start(1), match.end(1))
    return first


def kind_of(title: str | None, passages: Sequence[Passage]) -> Kind:
    """Tell the kind of document from its title, else from its first words."""
    if _LETTER.search(title or "") and any(_LETTER_AMENDS.search(p.text) for p in passages[:_LOOK]):
        return "amendment"
    texts = [title] if title else [p.text[:200] for p in passages[:4]]
    for text in texts:
        for wording, kind in _KINDS:
            if wording.search(text):
                if kind == "amendment" and re.search(r"(?i)amended\s+and\s+restated", text):
                    continue
                return kind
    return "other" if title else "agreement"


def _cased(text: str) -> str:
    body = re.sub(r"^[\W_]+|[\s:,–—-]+$", "", " ".join(text.split()))
    if not body.isupper():
        return body
    return " ".join(word if _NUMBER.search(word) else word.title() for word in body.split())
