"""Whether two names are the same company.

Legal form, punctuation, case and a slip of the pen do not make another company:

>>> same_party("Granite Peak Systems B.V.", "GRANITE PEAK SYSTEMS BV")
True
>>> same_party("Juniper Software GmbH", "Juniper Software Gesellschaft mbH")
True
>>> same_party("Wattle Foods Pty Ltd", "WATTLE FOODS P/L")
True
>>> same_party("Juniper Software GmbH", "Juniper Bank GmbH")
False
"""

import re
from functools import lru_cache

from rapidfuzz import fuzz

_LEGAL_FORMS = (
    "gesellschaft mit beschraenkter haftung",
    "gesellschaft mit beschränkter haftung",
    "gesellschaft mbh",
    "limited liability company",
    "limited liability partnership",
    "public limited company",
    "limited partnership",
    "a professional medical corporation",
    "a professional law corporation",
    "a professional corporation",
    "a medical corporation",
    "a law corporation",
    "professional association",
    "professional corporation",
    "private limited",
    "kabushiki kaisha",
    "godo kaisha",
    "sociedad anonima",
    "sociedad anónima",
    "sociedad limitada",
    "societa per azioni",
    "società per azioni",
    "naamloze vennootschap",
    "aktiebolag",
    "sendirian berhad",
    "aktiengesellschaft",
    "societe anonyme",
    "société anonyme",
    "besloten vennootschap",
    "incorporated",
    "corporation",
    "company",
    "limited",
    "gemeinnützige gmbh",
    "gemeinnuetzige gmbh",
    "gmbh co kg",
    "ggmbh co kg",
    "g gmbh",
    "ggmbh",
    "gmbh",
    "g ug",
    "gug",
    "corp",
    "inc",
    "llc",
    "llp",
    "ltd",
    "plc",
    "pty",
    "pte",
    "sarl",
    "sas",
    "spa",
    "srl",
    "sl",
    "sa",
    "se",
    "ag",
    "kg",
    "ug",
    "ev",
    "bv",
    "nv",
    "ab",
    "as",
    "aps",
    "oy",
    "oyj",
    "lp",
    "co",
    "kk",
    "gk",
    "sdn bhd",
    "pllc",
    "apmc",
    "aplc",
    "apc",
    "pc",
    "pa",
    "a s",
    "s a",
    "b v",
    "n v",
    "s r l",
    "s p a",
    "s a s",
    "p l c",
    "l l c",
    "sp z oo",
    "s r o",
    "kft",
    "p l",
    "pvt",
    "ulc",
    "cic",
    "kgaa",
    "ohg",
    "gbr",
    "vof",
    "v o f",
    "sprl",
    "sàrl",
    "sà rl",
    "s à r l",
    "s a r l",
    "eurl",
    "sasu",
    "lda",
    "ltda",
    "bhd",
    "doo",
    "d o o",
    "sro",
    "zrt",
    "asa",
)
_SAID_OF = re.compile(  # a trading name, what a contract says of a firm: "X, a Michigan nonprofit corporation"
    r"\([^)]*\)|\b[dt]/[bk]?/?a\b.*|,\s+an?\s+(?:[\w-]+\s+){0,5}?(?:corporation|company|partnership|association|co-?operative|trust|charity|foundation|institution|municipality|authority)\b.*"
)
SLIP = 93  # of 100: one letter in a name of ten or more


def same_party(one: str | None, other: str | None) -> bool:
    """Whether two names as printed are the same company; False where one is missing."""
    if not one or not other:
        return False
    return _same(core_name(one), core_name(other)) or _abbreviates(one, other)


def _abbreviates(one: str, other: str) -> bool:
    """Whether one name ends in the initials of what the other ends in: "APMC" and its words.

    >>> _abbreviates("Bayou Clinic, APMC", "Bayou Clinic, A Professional Medical Corporation")
    True
    >>> _abbreviates("Bayou Clinic, APMC", "Bayou Clinic")
    False
    """
    for short, long in ((one, other), (other, one)):
        words, spelt = _words_of(short), _words_of(long)
        letters = len(words[-1]) if words else 0
        ends = "".join(word[0] for word in spelt[-letters:])
        if letters > 1 and len(spelt) > letters and words[-1] == ends:
            return _same(" ".join(words[:-1]), " ".join(spelt[:-letters]))
    return False


@lru_cache(maxsize=65536)
def _words_of(name: str) -> list[str]:
    """Return the words of a name in lower case; "B.V." is one, and "&" is a word."""
    text = re.sub(r"(?<=\b\w)\.(?=\w\b)|(?<=\w)'(?=s\b)", "", name.casefold())
    return re.findall(r"[^\W_]+", text.replace("&", " and "))


@lru_cache(maxsize=65536)
def core_name(name: str) -> str:
    """Return a name without legal form, punctuation and a trading name in brackets.

    >>> core_name("The Larkfield Data Co., Inc. (d/b/a Larkfield)")
    'larkfield data'
    """
    words = _words_of(_SAID_OF.sub(" ", name.casefold()))
    text = " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)
    stripped = _without_form(text)
    while stripped != text:
        text, stripped = stripped, _without_form(stripped)
    return text


def _without_form(text: str) -> str:
    for form in _LEGAL_FORMS:
        if text.endswith(" " + form):
            return text.removesuffix(form).removesuffix(" ").removesuffix(" and")
    return text


def _same(one: str, other: str) -> bool:
    if one.replace(" ", "") == other.replace(" ", ""):
        return True
    alike: float = fuzz.ratio(one, other)
    return len(one.split()) == len(other.split()) and alike >= SLIP
