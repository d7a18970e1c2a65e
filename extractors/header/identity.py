"""What the document is: title, number, kind, what it amends and which master it is under."""

import re
from collections.abc import Sequence
from typing import Literal

from extractors.header.wording import Claim
from extractors.wording import phrase
from models.passage import Passage, PassageKind

Kind = Literal["agreement", "statement_of_work", "order_form", "amendment", "other"]

_TITLE_WORD = phrase(
    r"\b(?:agreement|contract|statement\s+of\s+work|work\s+order|task\s+order|order\s+form|amendment|addendum|proposal|lease|licen[cs]e|terms\s+(?:and|of)|purchase\s+order|letter|memorandum|schedule|deed|sow|engagement|quotation|quote)\b"
)
_NO_TITLE = re.compile(
    r"(?i)^\W*(?:exhibit|ex-|schedule\s+\w+$|annex|appendix|page\s+\d|confidential|execution\s+(?:copy|version)|portions\s+of|certain\s+(?:information|confidential)|table\s+of\s+contents|\[?\*+|source:|this\s+|whereas|between\b|by\s+and)"
)
_KINDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (
        re.compile(
            r"(?i)\b(?:amendment|addendum|change\s+order|supplement(?:al)?\s+agreement|(?:amending|variation|modification)\s+(?:agreement|deed|letter|order)|(?:deed|letter|notice|memorandum|agreement)\s+of\s+(?:variation|amendment|modification))\b"
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
            r"(?i)\b(?:order\s+form|sales\s+order|service\s+order|subscription\s+order|purchase\s+order|quotation)\b"
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
_REFERENCE = r"(?P<number>(?=[A-Z0-9/.-]*\d)[A-Z0-9](?:[A-Z0-9]|[-/.](?=[A-Z0-9])){2,29})"
_NUMBER = phrase(
    rf"(?:\b(?:agreement|contract|document|order|sow|work\s+order|statement\s+of\s+work|reference|amendment|licen[cs]e|master|form|our|agreement\s+ref)\s*(?:form\s*)?(?:reference\s*)?(?:number|no\b\.?|num\b|\#|ref(?:erence)?\b\.?|id\b)|^\W*(?:ref(?:erence)?|no|number)\b)\s*[.:#|]?\s*(?i:no\.?\s*)?(?-i:{_REFERENCE})"
)
_BARE_NUMBER = phrase(
    r"(?<![\w$€£.,/-])(?P<number>[A-Z]{2,5}-\d{2,4}-\d{2,6}|[A-Z]{2,5}-\d{3,8})(?![\w-])", re.NOFLAG
)
_AMENDS = re.compile(
    r"(?i)\b(?:amend(?:s|ed|ing|ment(?:\s+(?:no\.?|number)\s*\w+)?\s+to)?|modif(?:y|ies|ied)|supplement(?:s|ed)?|changes|var(?:y|ies|ied)|revis(?:es?|ed)|alter(?:s|ed)?)\b"
)
_UNDER = re.compile(
    r"(?i)\b(?:under|pursuant\s+to|subject\s+to|governed\s+by|incorporat\w+|part\s+of|issued\s+under|made\s+under|forms?\s+part|reference\s+to|accordance\s+with|entered\s+into\s+under|terms\s+of)\b"
)
_MASTER = phrase(
    r"(?:the\s+|that\s+certain\s+)?(?P<title>(?:[A-Z][\w&/-]*\s+){0,6}?(?:Agreement|Contract|Terms\s+and\s+Conditions|MSA|Statement\s+of\s+Work|Work\s+Order|Order\s+Form))\b",
    re.NOFLAG,
)
_TAIL = phrase(
    r"\s+(?:No\b\.?|Nr\b\.?|Ref\b\.?|#)\s*(?=[\w./-]*[A-Z-])(?=[\w./-]*\d)[A-Z0-9][\w./-]{3,}(?:\W.*)?$|\W+(?:strictly\s+)?confidential\W*$"
)
_LOOK = 25
_TOP = 6
_NEAR = 800  # characters of a passage in which it may give its number
_BESIDE = 60  # characters between a document's name and its number
_LONGEST_TITLE = 110  # characters: a title is a line


def title_claim(passages: Sequence[Passage]) -> Claim[str] | None:
    """Find the document's own name: the first short line that names a kind of document."""
    first: Claim[str] | None = None
    for index, passage in enumerate(passages[:_LOOK]):
        text = re.sub(r"(?i)^\W*exhibit\s+[\w.()-]+\s+", "", passage.text).strip()
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
    texts = [title] if title else [p.text[:200] for p in passages[:4]]
    for text in texts:
        for wording, kind in _KINDS:
            if wording.search(text):
                if kind == "amendment" and re.search(r"(?i)amended\s+and\s+restated", text):
                    continue
                return kind
    return "other" if title else "agreement"


def number_claim(passages: Sequence[Passage]) -> Claim[str] | None:
    """Find the number the document gives itself, near its top."""
    for passage in passages[:_LOOK]:
        if (match := _NUMBER.search(passage.text[:_NEAR])) and not _is_other(
            passage.text, match.start()
        ):
            return Claim(match["number"], passage, match.start("number"), match.end("number"))
    for passage in passages[:8]:
        if (match := _BARE_NUMBER.search(passage.text)) and not _is_other(
            passage.text, match.start()
        ):
            return Claim(match["number"], passage, match.start("number"), match.end("number"))
    return None


def _is_other(text: str, at: int) -> bool:
    """Whether the number belongs to the agreement that this one amends or is made under."""
    before = text[max(0, at - 70) : at]
    return bool(_AMENDS.search(before) or _UNDER.search(before))


def linked(
    passages: Sequence[Passage], own: str | None, wording: re.Pattern[str]
) -> Claim[str] | None:
    """Find the number (or title) of another document after ``wording``."""
    by_title: Claim[str] | None = None
    for passage in passages[:40]:
        for match in wording.finditer(passage.text):
            window = passage.text[match.end() : match.end() + 220]
            for number in _BARE_NUMBER.finditer(window):
                if number["number"] != own:
                    start = match.end() + number.start("number")
                    return Claim(number["number"], passage, start, start + len(number["number"]))
            master = _MASTER.search(window[:120])
            if (
                by_title is None
                and master
                and len(master["title"].split()) > 1
                and master["title"] != "This Agreement"
            ):
                start = match.end() + master.start("title")
                by_title = Claim(master["title"], passage, start, start + len(master["title"]))
    return by_title


def amends_claim(passages: Sequence[Passage], own: str | None) -> Claim[str] | None:
    """Find what an amendment amends."""
    return linked(passages, own, _AMENDS) or linked(passages, own, _UNDER) or _named(passages, own)


def under_claim(passages: Sequence[Passage], own: str | None) -> Claim[str] | None:
    """Find the master agreement of a statement of work or order form."""
    found = linked(passages, own, _UNDER)
    numbered = found is not None and any(char.isdigit() for char in found.value)
    return found if numbered else _named(passages, own) or found


def _named(passages: Sequence[Passage], own: str | None) -> Claim[str] | None:
    """Find another document's number beside its name: "Master Services Agreement MSA-2025-101"."""
    for passage in passages[:_LOOK]:
        for name in _MASTER.finditer(passage.text):
            window = passage.text[name.end() : name.end() + _BESIDE]
            number = _BARE_NUMBER.search(window)
            if number and number["number"] != own:
                start = name.end() + number.start("number")
                return Claim(number["number"], passage, start, name.end() + number.end("number"))
    return None


def _cased(text: str) -> str:
    body = re.sub(r"^[\W_]+|[\s:,–—-]+$", "", " ".join(text.split()))
    return body.title() if body.isupper() else body
