"""The money a contract is in: the one payments are stated in, else the one most sums are in."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from extractors.header.reading import Reading
from extractors.header.wording import Claim
from extractors.wording import phrase
from models.money import CURRENCY_CODES, CURRENCY_SIGNS
from models.passage import Passage, PassageKind

_CODES = [*CURRENCY_CODES, "RMB", "NIS", "BTC", "ETH", "DAI", "USDC", "USDT", "DOT", "KSM"]
_NAMES = {
    "u.s. dollar": "USD",
    "us dollar": "USD",
    "united states dollar": "USD",
    "american dollar": "USD",
    "canadian dollar": "CAD",
    "australian dollar": "AUD",
    "singapore dollar": "SGD",
    "hong kong dollar": "HKD",
    "new zealand dollar": "NZD",
    "dollar": "USD",
    "euro": "EUR",
    "pounds sterling": "GBP",
    "pound sterling": "GBP",
    "swiss franc": "CHF",
    "yen": "JPY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "rupee": "INR",
    "shekel": "ILS",
}
_NAME_GATE = ("dollar", "euro", "sterling", "franc", "yen", "yuan", "renminbi", "rupee", "shekel")
_ALIKE = {"RMB": "CNY", "NIS": "ILS"}
_CRYPTO = frozenset("BTC ETH DAI USDC USDT DOT KSM".split())
_SIGN = "|".join(re.escape(sign) for sign in sorted(CURRENCY_SIGNS, key=len, reverse=True))
_SIGNED = phrase(rf"(?P<sign>(?<![A-Za-z])(?:{_SIGN}))\s?:?\s?\d", re.NOFLAG)
_CODED = phrase(
    rf"\b(?P<code>{'|'.join(_CODES)})\b\s?\$?\)?\s?[¥]?:?\s?[\d(]|\d\s?(?P<after>{'|'.join(_CODES)})\b",
    re.NOFLAG,
)
_HEADED = phrase(  # over a column: "Price (AUD)", "GBP per hour", "Fee in EUR", "AUD (excl. GST)"
    rf"(?:\bin\s+|\(\s*|(?:^|\|)\s*(?=[A-Z]{{3}}\s*(?:$|\|)))(?P<code>{'|'.join(CURRENCY_CODES)})\b(?!\s?\$?\)?\s?:?\s?[\d(])"
    rf"|\b(?P<per>{'|'.join(CURRENCY_CODES)})\s+(?:per\b|\(excl)",
    re.NOFLAG,
)
_COLUMN_HEAD = 0.9  # a sum counts 1
_BLANK = phrase(r"(?P<sign>\$|€|£)\s?(?:[_\[*]|$|during|per\b|\()", re.NOFLAG)
_NAME = phrase(
    rf"\b(?P<name>{'|'.join(re.escape(n) for n in sorted(_NAMES, key=len, reverse=True))})s?\b",
    re.NOFLAG,
)
_WHAT = r"(?P<what>united\s+states|u\.s\.?a?\b|us(?=\s+dollar|\s+fund|\s+curr)|euros?\b|eur\b|pounds?\s+sterling|sterling|gbp\b|usd\b|cad\b|canad(?:a|ian)|chf\b|aud\b|austral\w+|singapore|hong\s+kong|rmb\b|renminbi)"
_MAIN = phrase(
    rf"\b(?:payments?|amounts?|prices?|fees|sums?|payable|paid|currency|dollars?|[“\"]\$[”\"])[^.;]{{0,90}}\b(?:in|is|be|to|are|means?)\s+(?:the\s+)?(?:lawful\s+)?(?:respect\s+of\s+)?(?:currency\s+of\s+)?(?:the\s+)?{_WHAT}",
    re.NOFLAG,
)
_PLACE_GATE = (
    "united states",
    "u.s",
    "us dollar",
    "usd",
    "canad",
    "cad",
    "euro",
    "eur",
    "sterling",
    "gbp",
    "austral",
    "aud",
    "singapore",
    "hong kong",
    "rmb",
    "renminbi",
    "chf",
)
_DEFINES = phrase(
    r"\breferences?\b[^.;]{0,80}\b(?:currency|dollars?|amounts?|\$)|\bunless\s+otherwise\b|[“\"]\$[”\"]",
    re.NOFLAG,
)
_MAIN_CODES = (
    ("united", "USD"),
    ("us", "USD"),
    ("euro", "EUR"),
    ("canad", "CAD"),
    ("singapore", "SGD"),
    ("pound", "GBP"),
    ("sterling", "GBP"),
    ("austral", "AUD"),
    ("hong", "HKD"),
    ("rmb", "CNY"),
    ("renminbi", "CNY"),
)
_STATED, _DEFINED = 4.0, 500.0  # a sum counts 1
_EMPTY = 0.2
_OF_PLACE = (  # what a bare "$" is, by the governing law
    (
        re.compile(
            r"canada|ontario|british\s+columbia|quebec|alberta|manitoba|saskatchewan|nova\s+scotia|new\s+brunswick"
        ),
        "CAD",
    ),
    (re.compile(r"australia|new\s+south\s+wales|victoria|queensland"), "AUD"),
    (re.compile(r"singapore"), "SGD"),
    (re.compile(r"new\s+zealand"), "NZD"),
)
_AUSTRALIAN = phrase(r"\bpty\b")
_CANADIAN_TAX = phrase(r"\bharmoni[sz]ed\s+sales\s+tax\b|\bcanada\s+revenue\s+agency\b", re.NOFLAG)
_SELDOM = 4  # bare signs to one named sum, from which that sum is the exception
_DOLLARS = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD")
_NO_PRICE = phrase(  # of a share: a figure, and nobody owes it
    r"\b(?:par|nominal|face)\s+value\b", re.NOFLAG
)
_ANY_MONEY = re.compile(  # "the dollar value of the orders" is said in any currency
    r"[\s-]+(?:amounts?|values?|volumes?|figures?|limits?|denominat|threshold)"
)
_NEAR = 70
_CHINA = phrase(r"\brmb\b|renminbi|\byuan\b|china|chinese", re.NOFLAG)


def currency_claim(
    reading: Reading, law: str | None, parties: Sequence[str] = ()
) -> Claim[str] | None:
    """Return the main currency; ``law``, else the names of the parties, tells what a bare "$" is."""
    counts: defaultdict[str, float] = defaultdict(float)
    first: dict[str, Claim[str]] = {}
    for claim in _claims(reading):
        counts[claim.value] += claim.weight
        first.setdefault(claim.value, claim)
    if not counts:
        return None
    _settle(counts, first, reading, _dollar(counts, reading, (law or "").lower(), parties))
    return first[max(counts, key=lambda code: counts[code])]


def _claims(reading: Reading) -> Iterator[Claim[str]]:
    known = reading.vocabulary
    codes = [code for code in _CODES if code.lower() in known]
    places = [place for place in _PLACE_GATE if place.split()[0] in known]
    names = [name for name in _NAME_GATE if name in known]
    signs = [sign for sign in CURRENCY_SIGNS if sign.lower() in known]
    for passage, low in zip(reading.passages, reading.lowers, strict=True):
        text = passage.text[: len(low)]
        if places and any(place in low for place in places):
            yield from _stated_currency(passage, low)
        if signs and any(sign in text for sign in signs):
            yield from _signed_sums(passage, text)
        if codes and any(code in text for code in codes):
            if passage.kind is PassageKind.ROW:
                for head in _HEADED.finditer(text):
                    code = head["code"] or head["per"]
                    yield Claim(code, passage, head.start(), head.end(), _COLUMN_HEAD)
            for money in _CODED.finditer(text):
                code = money["code"] or money["after"]
                if not _of_share(low, money.start(), money.end()):
                    yield Claim(_ALIKE.get(code, code), passage, money.start(), money.end())
        if names and any(name in low for name in names):
            yield from _named_money(passage, low)


def _named_money(passage: Passage, low: str) -> Iterator[Claim[str]]:
    """Read "forty thousand dollars" and "in Swiss francs"."""
    for name in _NAME.finditer(low):
        bare = name["name"] == "dollar"
        if bare and _ANY_MONEY.match(low, name.end()):
            continue
        if not _of_share(low, name.start(), name.end()):
            code = "$" if bare else _NAMES[name["name"]]
            yield Claim(code, passage, name.start(), name.end())


def _of_share(low: str, start: int, end: int) -> bool:
    """Whether a sum is what a share is said to be worth on its face."""
    return bool(_NO_PRICE.search(low[max(0, start - _NEAR) : end + _NEAR]))


def _stated_currency(passage: Passage, low: str) -> Iterator[Claim[str]]:
    """Read "all payments shall be made in U.S. dollars"."""
    match = _MAIN.search(low)
    if match and "conver" not in low:
        weight = _DEFINED if _DEFINES.search(low) else _STATED
        code = _stated(match["what"])
        yield Claim(code, passage, match.start("what"), match.end("what"), weight)


def _signed_sums(passage: Passage, text: str) -> Iterator[Claim[str]]:
    for money in _SIGNED.finditer(text):
        if not _of_share(text.lower(), money.start(), money.end()):
            yield Claim(_signed(money["sign"]), passage, money.start(), money.end())
    for blank in _BLANK.finditer(text):
        yield Claim(_signed(blank["sign"]), passage, blank.start(), blank.end(), _EMPTY)


def _stated(what: str) -> str:
    bare = re.sub(r"\.", "", what)
    return next((code for word, code in _MAIN_CODES if bare.startswith(word)), bare.upper())


def _signed(sign: str) -> str:
    return "$" if sign == "$" else CURRENCY_SIGNS[sign]


def _dollar(
    counts: defaultdict[str, float], reading: Reading, law: str, parties: Sequence[str]
) -> str:
    """Tell what a bare "$" is: by the law, by where the parties are, by the one dollar that is named."""
    if law:
        return next((code for place, code in _OF_PLACE if place.search(law)), "USD")
    if parties and all(_AUSTRALIAN.search(name) for name in parties):
        return "AUD"
    if any(_CANADIAN_TAX.search(low) for low in reading.lowers):
        return "CAD"
    named = [code for code in _DOLLARS if counts.get(code)]
    often = len(named) == 1 and counts[named[0]] * _SELDOM >= counts.get("$", 0)
    return named[0] if often else "USD"


def _settle(
    counts: defaultdict[str, float], first: dict[str, Claim[str]], reading: Reading, code: str
) -> None:
    """Say what a bare "$" and a bare "¥" are."""
    if "$" in counts:
        crypto = _CRYPTO & set(counts)
        if counts["USD"] or crypto:
            code = "USD"
        counts[code] += counts.pop("$")
        claim = first.pop("$")
        first.setdefault(code, Claim(code, claim.passage, claim.start, claim.end))
        for coin in crypto:
            counts[coin] += 1  # "$ 2 BTC": the sign is a habit, the coin is meant
    if "JPY" in counts and any(_CHINA.search(low) for low in reading.lowers):
        counts["CNY"] += counts.pop("JPY")
        claim = first.pop("JPY")
        first.setdefault("CNY", Claim("CNY", claim.passage, claim.start, claim.end))
