"""Words of an item, a line or a scope, made comparable.

>>> key_of("Monthly service fees")
'monthly service fee'
>>> likeness("Platform fee", "Platform fee - March 2024 services")
1.0
"""

import re
from functools import lru_cache

from rapidfuzz import fuzz

# Words that say how something is charged and rarely what it is.
WEAK = frozenset(
    "fee charge service rate cost price payment amount monthly quarterly annual yearly weekly "
    "month quarter year week licence license subscription fixed flat recurring one time".split()
)
# Words that say when or how often something is charged; lines leave them out.
_MANNER = frozenset(
    "monthly quarterly annual yearly weekly month quarter year week fixed flat recurring one "
    "time".split()
)
# Words around an item on an invoice line that do not make it another item.
NOISE = frozenset(
    "for the of and in to on at per by a an from less plus with as is no nr number period month "
    "quarter year week day hour unit user seat usage overage over additional consumption "
    "included billed prorated pro rata partial total volume tier item qty quantity professional "
    "invoice charge fee service monthly quarterly annual one time full late part current "
    "january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec q1 q2 q3 q4 gb tb gigabyte hrs h final credit excess correction adjustment refund error issued "
    "januar februar märz mai juni juli oktober dezember tag tage stunde stunden std nacht nächte "
    "monat monate quartal jahr für vom bis und zusätzlich zusätzlicher zusätzliche "
    "above beyond exceeding excess allowance inclusive threshold kwh mwh "
    "über inklusivmenge freimenge inklusivvolumen freikontingent hinaus mehrverbrauch mehrmenge überschreitung "
    "au delà dépassement inclus incluse boven inbegrepen meerverbruik oltre eccedenza incluso inclusa".split()
)
# Words of time and grammar, without which a line still names its item.
_PASSING = NOISE - set("charge fee service monthly quarterly annual usage user seat".split())
# Words that make another, dearer or cheaper, item of the same name.
GRADES = frozenset(
    "senior junior lead principal chief associate assistant deputy rush emergency premium basic "
    "express weekend overtime night extra optional surcharge penalty cancellation setup".split()
)
# The paper under which something came is no part of its name: "seats added under Amendment 1".
_UNDER = re.compile(
    r"\b(?:(?:added|joined|agreed|ordered|approved|introduced)\s+)?(?:under|by|per|pursuant\s+to|as\s+per|in\s+accordance\s+with)\s+(?:the\s+|our\s+|your\s+)?"
    r"(?:amendment|addendum|change\s+(?:order|request)|order\s+form|work\s+order|purchase\s+order|statement\s+of\s+work|sow|variation)\b(?:\s*(?:no\.?|nr\.?|#)?\s*[a-z]{0,4}-?\d[\w-]*)?"
)
Words = tuple[str, ...]
_KEPT = 32768  # texts whose words are remembered: a few megabytes
_ALIKE = 86  # of 100: "license" and "licence", "programme" and "program"


@lru_cache(maxsize=_KEPT)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words in small letters, plurals and accents aside, figures dropped."""
    told = _UNDER.sub(" ", text.casefold().replace("’", "'"))
    found = re.findall(r"[^\W\d_]+\d?|\d+[^\W\d_]+", told)
    return tuple(_singular(word) for word in found)


@lru_cache(maxsize=_KEPT)
def key_of(text: str) -> str:
    """Return one form for all spellings of an item that differ in case, space and plural."""
    return " ".join(re.findall(r"[^\W_]+", " ".join(_singular(w) for w in text.casefold().split())))


def likeness(item: str, text: str, context: str = "") -> float:
    """Say how well a line's text names an item, 0 to 1.

    1 is every word of the item and no other; words of ``context`` (a base, a unit) and of time
    do not count against it.
    """
    return _likeness(words_of(item), words_of(text), words_of(context))


@lru_cache(maxsize=_KEPT)
def _likeness(wanted: Words, given: Words, context: Words) -> float:
    if not wanted or not given:
        return 0.0
    only_weak = all(word in WEAK for word in wanted)
    light = _MANNER if only_weak else WEAK
    weights = {word: 0.3 if word in light else 1.0 for word in wanted}
    met = {word: find_word(word, given) for word in wanted}
    covered = sum(weights[word] for word in wanted if met[word])
    share = covered / sum(weights[word] for word in wanted)
    known = {*wanted, *(hit for hit in met.values() if hit), *context}
    extra = [word for word in given if word not in known and word not in NOISE]
    strange = sum(word in GRADES for word in extra)
    fine = 0.45 * strange + (0.3 if only_weak else 0.1) * min(len(extra) - strange, 3)
    return max(share - fine, 0.0)


def spoken_of(text: str, clause: str) -> float:
    """Say whether a clause speaks of what a line's text names, words of time aside.

    1 where the words stand there side by side, 0.9 where all that carry meaning do, else 0.

    >>> spoken_of("Service fee, May 2024", "A fixed service fee of EUR 2,178 per month")
    1.0
    """
    return _spoken_of(words_of(text), words_of(clause))


@lru_cache(maxsize=_KEPT)
def _spoken_of(named: Words, said: Words) -> float:
    words = [word for word in named if word not in _PASSING]
    size, meaning = len(words), [word for word in words if word not in NOISE]
    if size < 2 and not meaning:  # noqa: PLR2004 ("Services" alone names nothing)
        return 0.0
    if any(list(said[at : at + size]) == words for at in range(len(said) - size + 1)):
        return 1.0
    return 0.9 if meaning and all(find_word(word, said) for word in meaning) else 0.0


def without_time(text: str) -> str:
    """Return the words of a line without those of time, grammar and figures."""
    return " ".join(word for word in words_of(text) if word not in _PASSING)


def find_word(word: str, given: tuple[str, ...]) -> str | None:
    """Return a word of a text that is another one, a slip of the pen aside."""
    if word in given:
        return word
    alike = (other for other in given if fuzz.ratio(word, other) >= _ALIKE and word[0] == other[0])
    return next(alike, None)


def _singular(word: str) -> str:
    body = word.removesuffix("'s")
    if len(body) > 3 and body.endswith("s") and not body.endswith(("ss", "us", "is")):  # noqa: PLR2004 ("gas")
        return body[:-3] + "y" if body.endswith("ies") else body[:-1]
    return body
