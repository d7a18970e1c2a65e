"""Sums of money in every writing the field uses; blanks and redactions are none.

>>> [(str(a.amount), a.unit) for a in amounts_in("US$1,500.00, ten thousand dollars ($10,000), €2.5 million", "USD")]
[('1500.00', 'USD'), ('10000', 'USD'), ('2500000.0', 'EUR')]
>>> [(str(a.amount), str(a.figures)) for a in amounts_in("ten thousand dollars ($12,000)", "USD")]
[('10000', '12000')]
>>> [(str(a.amount), a.figures) for a in amounts_in("fifty thousand dollars ($50 000); seven cents (7 cents)", "USD")]
[('50000', None), ('0.07', None)]
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from extractors.remembering import remembered
from extractors.terms.grammar.values import NUMBER_WORDS, Value
from extractors.wording import phrase
from models.money import CURRENCY_CODES, CURRENCY_SIGNS, MINOR_DIGITS
from models.numbers import (
    NotANumber,
    guess_decimal_mark,
    number_in_words,
    parse_decimal,
)

_ALIKE = {"RMB": "CNY", "NIS": "ILS", "CDN": "CAD", "CND": "CAD", "NTD": "TWD"}
_CODES = "|".join([*CURRENCY_CODES, *_ALIKE, "BTC", "ETH", "DAI", "USDC", "USDT", "DOT", "KSM"])
_SPELT = {"￥": "JPY", "(pound)": "GBP", "(euro)": "EUR"}  # as filings print them
_SIGNS = "|".join(re.escape(s) for s in sorted((*CURRENCY_SIGNS, *_SPELT), key=len, reverse=True))
_NAMES = {
    "u.s. dollars": "USD",
    "us dollars": "USD",
    "united states dollars": "USD",
    "canadian dollars": "CAD",
    "australian dollars": "AUD",
    "hong kong dollars": "HKD",
    "singapore dollars": "SGD",
    "dollars": "",
    "dollar": "",
    "euros": "EUR",
    "euro": "EUR",
    "pounds sterling": "GBP",
    "pounds": "GBP",
    "swiss francs": "CHF",
    "yen": "JPY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "rupees": "INR",
    "cents": "",
    "cent": "",
    "pence": "GBP",
    "p": "GBP",
    "¢": "",
    "(cent)": "",
    "rmb": "CNY",
    "元": "CNY",
}
_NAME = "|".join(
    re.escape(n).replace(r"\ ", r"\s+")
    for n in sorted(_NAMES.keys() - {"p"}, key=len, reverse=True)
)
_FIGURE = r"\d{1,2}(?:,\d\d)+,\d{3}(?![,\d])(?:\.\d{1,2})?|\d{1,3}(?:[,.'’]\d{3})+(?!\d)(?:[.,]\d{1,6})?|\d{1,15}(?:[.,]\d{1,6})?|\.\d{1,6}"
_SPACED = rf"\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+(?=\s?(?:{_CODES})\b)"  # "10 450 EUR"
_SCALE = r"(?P<scale{0}>\s?-?\s?(?:thousand|million|billion|mm\b|m\b|k\b))?"
_AMOUNT = phrase(
    rf"""
    (?! (?<=[a-z]) [a-z] )  # none begins within a word
    (?: (?P<words> {NUMBER_WORDS} ) \s? (?: (?:and|\&)\s (?: \d\d | no ) \s?/\s?100 (?:ths)? \s? )? (?: only\s )?
        (?P<wname> {_NAME} )? (?: \s (?:and|\&)\s (?: (?:\d\d|no|zero) \s?/\s?100 | (?:\d\d|no|zero|{NUMBER_WORDS}) \s cents ) )? \s? (?: only\s? )? (?: [(\[] \s? ) )?
    (?: (?P<sign> (?:(?<![A-Za-z]) (?:{_SIGNS}) | \(pound\) | \(euro\)) ) \s?\[? (?P<code0> (?:USD|CAD|AUD)\s )? (?P<figure1> {_FIGURE} ) {_SCALE.format(1)} (?: \s?(?P<code1>{_CODES})\b )?
      | \b (?P<code2> {_CODES} ) [\s$:]{{0,4}} (?P<figure2> {_FIGURE} ) {_SCALE.format(2)}
      | (?<![\w$€£¥.,/-]) (?P<figure3> {_SPACED} | {_FIGURE} ) {_SCALE.format(3)} \s? (?: (?P<code3> {_CODES} ) \b (?! \s? \d ) | (?P<name3> (?:{_NAME})(?![a-z0-9]) | p(?=\s(?:per|an?|each)\s) ) | (?P<sign3> (?:€|£)(?!\s?\d) ) ) )
    (?P<minus> (?:\.|,|/)?--?(?![\d-]) )?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CODED_WORDS = phrase(  # "RMB Seven Hundred Thousand Only (700,000.00)"
    rf"\b(?P<name>{_CODES})\s(?P<words>{NUMBER_WORDS})(?:\s?only)?(?:\s?\(\s?(?P<figure>{_FIGURE})\s?\))?",
    re.IGNORECASE,
)
_SIGNED = phrase(r"[$€£¥￥₹₩₽₺¢]", re.NOFLAG)
_HINTS = (
    "dollar",
    "euro",
    "pound",
    "yen",
    "yuan",
    "renminbi",
    "rupee",
    "franc",
    "cents",
    "pence",
    "p per ",
    "p a ",
    "(cent)",
    "(pound)",
    "(euro)",
    "zł",
    "kč",
    "usd",
    "rs.",
    "fr.",
)
_CODE = phrase(_CODES, re.NOFLAG)
_SPELLED = phrase(
    rf"(?<![\w-])(?P<words>{NUMBER_WORDS})\s+(?P<name>{_NAME})\b(?:\s+and\s+(?P<cents>{NUMBER_WORDS})\s+cents\b)?(?!\s*[(\[]?\s*(?:{_SIGNS}|{_CODES})?\s?\d)",
    re.IGNORECASE,
)
_CENTS = {"pence", "p", "cent", "cents", "¢", "(cent)"}
_OWED = phrase(
    r"\b(?:(?:sum|price|fee|amount|payment|advance|deposit|instal?lment|royalty|salary)s?\s(?:of|is)|(?:pay|pays|paid)(?:\s\w+){0,3})\s(?:the\s)?\(?$"
)
_SOLD = re.compile(r"(?i)\s(?:of\s[a-z]|per\s(?:square|cubic)|in\sweight|each)")
_CHINA = phrase(r"\bRMB|\byuan\b|\bCNY\b|元|人民币")
_THOUSANDTHS = 3  # digits after the mark, as dinars have
_LOST_THOUSANDS = 1000
_THOUSANDS = re.compile(r",?\s000\b")  # "fifty thousand dollars ($50 000)"
SCALES = {
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "mm": 10**6,
    "m": 10**6,
    "billion": 10**9,
}


@lru_cache(maxsize=256)  # each reader of prices asks
def holds_money(text: str) -> bool:
    """Whether a text may hold a sum at all: a cheap test."""
    if _SIGNED.search(text):
        return True
    small = text.lower()
    return any(hint in small for hint in _HINTS) or _CODE.search(text) is not None


@remembered
def amounts_in(text: str, currency: str) -> Iterator[Value]:
    """Yield sums with their ISO currency in ``unit``; a bare sign or "dollars" means ``currency``."""
    if not holds_money(text):
        return
    if _CHINA.search(text) and "$" not in text and "dollar" not in text.lower():
        currency = "CNY"
    found: list[Value] = []
    for match in _AMOUNT.finditer(text):
        weight = not match["words"] and _is_weight(match["name3"], currency, match)
        value = None if weight else _value(match, currency)
        if value is not None:
            found.append(value)
    found += _in_words(text, currency, found)
    yield from sorted(found, key=lambda v: v.start)


def _in_words(text: str, currency: str, found: list[Value]) -> Iterator[Value]:
    """Sums in words alone; those that repeat one in figures are left out."""
    taken = [(v.start, v.end) for v in found]
    for wording in (_CODED_WORDS, _SPELLED):
        for match in wording.finditer(text):
            spelled = _words(match["words"])
            if (
                not spelled
                or _is_weight(match["name"], currency, match)
                or any(a < match.end() and match.start() < b for a, b in taken)
            ):
                continue
            name = match["name"].lower()
            value = spelled / 100 if name in _CENTS else spelled
            if cents := match.groupdict().get("cents"):
                value += (_words(cents) or 0) / Decimal(100)
            # A sum in figures, then in words in brackets, is one sum.
            if any(v.amount == value and text[v.end : match.start()].strip() == "(" for v in found):
                continue
            known = " ".join(name.split()) in _NAMES
            unit = _named(name, currency) if known else _currency(None, name, None, currency)
            taken.append(match.span())
            yield Value(value, match.start(), match.end(), unit)


def _is_weight(name: str | None, currency: str, match: re.Match[str]) -> bool:
    """Whether a number is of pounds that are no money: "600 pounds per square inch"."""
    if name is None or name.lower() != "pounds" or currency == "GBP":
        return False
    before, after = match.string[: match.start()], match.string[match.end() :]
    return _OWED.search(before[-40:]) is None or _SOLD.match(after) is not None


def _decimal_mark(figure: str, code: str) -> str:
    """Tell the decimal mark of a sum from its figures and its currency."""
    mark = guess_decimal_mark(figure) or ","
    if MINOR_DIGITS.get(code) == _THOUSANDTHS and re.search(r"\.\d{3}$", figure):
        return "."  # "KWD 25.000" is 25
    if re.fullmatch(r"[1-9]\d{0,2}\.000", figure):
        return ","  # "$25.000": nobody prices to the tenth of a cent and ends in noughts
    if mark == "," and re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+", figure):
        return "."
    if mark == "." or re.fullmatch(r"\d*\.\d{3}", figure):
        return "," if code == "EUR" and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", figure) else "."
    return mark


def _value(match: re.Match[str], currency: str) -> Value | None:
    after = match.string[match.end() : match.end() + 6]
    figure = match["figure1"] or match["figure2"] or match["figure3"]
    figure = re.sub(r"[ \u00a0\u202f]", ",", figure)
    sign = match["sign"] or match["sign3"]
    code = _currency(
        sign,
        match["code0"] or match["code1"] or match["code2"] or match["code3"],
        match["name3"],
        currency,
    )
    mark = _decimal_mark(figure, code)
    spelled = _words(match["words"]) if match["words"] else None
    if spelled is not None and (match["wname"] or "").lower() in _CENTS:
        spelled /= 100
    try:
        printed = parse_decimal(figure, decimal_mark=mark)
    except NotANumber:
        if spelled is None:
            return None
        printed = spelled
    scale = (match["scale1"] or match["scale2"] or match["scale3"] or "").strip(" -").lower()
    if scale:
        printed *= SCALES[scale]
    if match["name3"] and match["name3"].lower() in _CENTS:
        printed /= 100
    if spelled is not None and spelled == printed * _LOST_THOUSANDS and _THOUSANDS.match(after):
        printed = spelled
    start = (
        match.start()
        if spelled is not None
        else match.start("sign")
        if match["sign"]
        else _start(match)
    )
    differs = (
        printed if spelled is not None and spelled != printed and spelled != int(printed) else None
    )
    amount = spelled if differs is not None and spelled is not None else printed
    return Value(amount, start, match.end(), code, differs)


def _start(match: re.Match[str]) -> int:
    return next(match.start(g) for g in ("code2", "figure3", "figure1") if match[g])


def _words(text: str) -> Decimal | None:
    try:
        return number_in_words(text)
    except NotANumber:
        return None


def _currency(sign: str | None, code: str | None, name: str | None, currency: str) -> str:
    if code:
        return _ALIKE.get(code.strip().upper(), code.strip().upper())
    if name:
        return _named(name, currency)
    if sign:
        signs = {**CURRENCY_SIGNS, **_SPELT}
        known = next((c for s, c in signs.items() if s.lower() == sign.lower()), "USD")
        if sign in "¥￥" and currency == "CNY":
            return currency
        dollar = known == "USD" and sign == "$"
        return currency if dollar and currency in ("CAD", "AUD", "NZD", "SGD", "HKD") else known
    return currency


def _named(name: str, currency: str) -> str:
    return _NAMES.get(" ".join(name.lower().split()), "") or currency
