"""How well a line names a milestone of the contract: by its name, its number, or both.

>>> of_name("Stage 2: Steelwork"), number_of("Stage II"), number_of("Steelwork")
('Steelwork', 2, None)
"""

import re
from collections.abc import Collection
from decimal import Decimal

from checks.recognition.phrases import parts_of
from checks.recognition.wording import NOISE, likeness, words_of
from models.terms import Milestone

_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
}
# What a milestone is called, in English, German, Dutch, French, Spanish and Italian.
CALLED = (
    r"(?: milestone | stage | phase | instal?lment | deliverable | meilenstein | mijlpaal | jalon | [eé]tape"
    r" | hito | etapa | fase | tappa | work \s? package | arbeitspaket | werkpakket | paquete \s de \s trabajo"
    r" | (?: wp | ap ) (?= \s* \d ) )"
)
_NUMBERED = re.compile(
    rf"""
    ^ \W* (?: \d{{1,2}} [.)]? \s+ )? {CALLED} \s*   # "3 Stage 6: Doors" has the line's number before it
    (?: (?: no\b\.? | nr\b\.? | number | \# ) \s* )?
    ( \d{{1,3}} | [ivx]{{1,4}} ) \b (?! \s* % | [.,]\d ) [\W_]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE_NAME = (
    r"(?<![\w.,])(\d{1,3}|[ivx]{1,4})\b[\W_]{1,4}"  # "Milestone 2: " and "2. " before a name
)
_PERCENT = re.compile(
    r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,3})?|100)\s?(?:%|per\s?cent\b|percent\b|v\.\s?H\.)"
)
_PARTED = re.compile(r"[:;,(]|\s[-–—]\s")
# Words of a payment in parts: they say which part of a milestone is asked for, not for what.
INSTALMENTS = frozenset(
    "balance closing further instalment installment remaining remainder rest outstanding second "
    "anzahlung abschlagszahlung schlusszahlung restzahlung schlussrechnung acompte solde saldo "
    "third fourth last next payment paid payable due amount billing down deposit interim progress "
    "claim sum total value milestone stage phase deliverable completion complete completed".split()
)
_OTHER_NUMBER = 0.9  # what is left of a likeness where both name a number, and not the same
_SAID_SO = 0.95  # a line that calls itself stage so-and-so, then names it


def of_name(text: str) -> str:
    """Return a name without "Milestone 2:" before it; the whole where nothing else is there."""
    rest = _NUMBERED.sub("", text)
    return rest if re.search(r"[^\W\d_]{2,}", rest) else text


def number_of(text: str) -> int | None:
    """Return the number of "Stage 2 ..." or "Milestone II"; None where a text begins otherwise."""
    match = _NUMBERED.match(text)
    return _figure(match[1]) if match else None


def fit(term: Milestone, text: str) -> float:
    """Say how well a line names a milestone, 0 to 1: as `likeness`, numbers told apart."""
    name, said = term.name or "", number_of(text)
    own = number_of(name)
    if said is not None and _is_bare(name) and own is not None:
        return 0.0 if own != said else 1.0 if _is_bare(text) else _SAID_SO
    if said is not None and _is_bare(text):
        return _SAID_SO if _number_in(term) == said else 0.0
    sure = likeness(of_name(name), of_name(text))
    return sure * _OTHER_NUMBER if None not in (own, said) and own != said else sure


def fit_in_part(term: Milestone, text: str, others: Collection[str]) -> float:
    """Say the same of a line that asks for a part: "Stage 2: Steelwork, closing balance".

    Words of a payment in parts do not count, unless ``others`` (the words in the names of the
    contract's milestones) has them.  It is for lines that name no item of the contract as they
    stand: an item with a price of its own goes first.
    """
    said, body = number_of(text), of_name(text)
    own = {*words_of(of_name(term.name or ""))}
    rest = [
        word
        for word in words_of(body)
        if word in own or word in others or not (word in INSTALMENTS or word in NOISE)
    ]
    if said is not None and (not rest or body == text):
        return _SAID_SO if _number_in(term) == said else 0.0
    heads = [_PARTED.split(body, maxsplit=1)[0]] if said is not None else []
    if any(likeness(of_name(term.name or ""), head) == 1 for head in heads):
        return _SAID_SO if _number_in(term) in (None, said) else _SAID_SO * _OTHER_NUMBER
    sure = likeness(of_name(term.name or ""), " ".join(rest))
    return sure * _OTHER_NUMBER if sure == 1 else 0.0


def is_part(term: Milestone, text: str) -> bool:
    """Whether a part of a line's text is a milestone's name: "Licence, second part: Go-live"."""
    name = of_name(term.name or "")
    return any(likeness(name, part) == 1 == likeness(part, name) for part in parts_of(text))


def says_percent(term: Milestone, text: str) -> bool:
    """Whether a line prints the percent that a milestone is of the price: "30% on delivery"."""
    said = {Decimal(one.replace(",", ".")) for one in _PERCENT.findall(text)}
    return term.percent is not None and term.percent in said


def _is_bare(text: str) -> bool:
    """Whether a text is a number and nothing else: "Milestone 2"."""
    return number_of(text) is not None and of_name(text) == text


def _number_in(term: Milestone) -> int | None:
    """Return the number that a milestone has in its name, or before it in its clause."""
    name = term.name or ""
    own = number_of(name)
    if own is not None or not name:
        return own
    found = re.findall(_BEFORE_NAME + re.escape(name), term.evidence.quote, re.IGNORECASE)
    numbers = {_figure(one) for one in found}
    return numbers.pop() if len(numbers) == 1 else None


def _figure(text: str) -> int | None:
    return int(text) if text.isdigit() else _ROMAN.get(text.casefold())
