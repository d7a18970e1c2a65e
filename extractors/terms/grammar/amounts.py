"""Sums of money in every writing the field uses; blanks and redactions are none.

>>> [(str(a.amount), a.unit) for a in amounts_in("US$1,500.00, ten thousand dollars ($10,000), €2.5 million", "USD")]
[('1500.00', 'USD'), ('10000', 'USD'), ('2500000.0', 'EUR')]
>>> [(str(a.amount), str(a.figures)) for a in amounts_in("ten thousand dollars ($12,000)", "USD")]
[('10000', '12000')]
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.terms.grammar.values import NUMBER_WORDS, Value
from models.money import CURRENCY_SIGNS
from models.numbers import NotANumber, guess_decimal_mark, number_in_words, parse_decimal

_ALIKE = {"RMB": "CNY", "NIS": "ILS"}
_CODES = (
    "USD|EUR|GBP|CAD|AUD|NZD|CHF|JPY|CNY|RMB|INR|SGD|HKD|SEK|NOK|DKK|PLN|CZK|HUF|ILS|NIS|BRL|MXN|ZAR|KRW|TRY|AED|SAR|THB|MYR|IDR|PHP|VND|RUB|TWD"
    "|BTC|ETH|DAI|USDC|USDT|DOT|KSM"
)
_SIGNS = "|".join(re.escape(s) for s in sorted(CURRENCY_SIGNS, key=len, reverse=True))
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
}
_NAME = "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in sorted(_NAMES, key=len, reverse=True))
_FIGURE = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?=\s(?:[A-Z]{3,4}|€|£)\b)|\d{1,3}(?:[,.'’]\d{3})+(?!\d)(?:[.,]\d{1,6})?|\d+(?:[.,]\d{1,6})?|\.\d{1,6}"
_SCALE = r"(?P<scale{0}>\s?-?\s?(?:thousand|million|billion|mm\b|m\b|k\b))?"
_AMOUNT = re.compile(
    rf"""
    (?: (?P<words> {NUMBER_WORDS} ) \s* (?: (?:and|\&)\s+ (?: \d\d | no ) \s*/\s*100 (?:ths)? \s* )?
        (?P<wname> {_NAME} )? (?: \s+ (?:and|\&)\s+ (?: (?:\d\d|no|zero) \s*/\s*100 | (?:\d\d|no|zero) \s+ cents ) )? \s* (?: [(\[] \s* ) )?
    (?: (?P<sign> (?<![A-Za-z]) (?:{_SIGNS}) ) \s? (?P<code0> (?:USD|CAD|AUD)\s )? (?P<figure1> {_FIGURE} ) {_SCALE.format(1)} (?: \s?(?P<code1>{_CODES})\b )?
      | \b (?P<code2> {_CODES} ) [\s$:]* (?P<figure2> {_FIGURE} ) {_SCALE.format(2)}
      | (?<![\w$€£.,/-]) (?P<figure3> {_FIGURE} ) {_SCALE.format(3)} \s? (?: (?P<code3> {_CODES} ) \b | (?P<name3> {_NAME} ) \b | (?P<sign3> €|£ ) ) )
    (?P<minus> \.?- (?!\d) | ,- )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HINT = re.compile(  # cheap: most sentences hold no sum at all
    rf"[$€£¥₹₩₽₺]|(?i:\d\s?-?\s?(?:{_CODES}|{_NAME}|zł|Kč|Rs|Fr|thousand|million|billion)|\b(?:{_CODES}|RMB|Rs\.|SFr|Fr\.)[\s$:]*\d|[a-z]\s(?:{_NAME})\b)"
)
_SPELLED = re.compile(
    rf"(?<![\w-])(?P<words>{NUMBER_WORDS})\s+(?P<name>{_NAME})\b(?!\s*[(\[]?\s*(?:{_SIGNS}|{_CODES})?\s?\d)",
    re.IGNORECASE,
)
_TIMES = {
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "mm": 10**6,
    "m": 10**6,
    "billion": 10**9,
}


def amounts_in(text: str, currency: str) -> Iterator[Value]:
    """Yield sums with their ISO currency in ``unit``; a bare sign or "dollars" means ``currency``."""
    if not _HINT.search(text):
        return
    found: list[Value] = []
    for match in _AMOUNT.finditer(text):
        value = _value(match, currency)
        if value is not None:
            found.append(value)
    taken = [(v.start, v.end) for v in found]
    for match in _SPELLED.finditer(text):
        if any(a < match.end() and match.start() < b for a, b in taken):
            continue
        spelled = _words(match["words"])
        if spelled:
            if match["name"].lower() == "cents":
                spelled /= 100
            found.append(
                Value(spelled, match.start(), match.end(), _named(match["name"], currency))
            )
    yield from sorted(found, key=lambda v: v.start)


def _value(match: re.Match[str], currency: str) -> Value | None:
    figure = match["figure1"] or match["figure2"] or match["figure3"]
    mark = guess_decimal_mark(figure)
    sign = match["sign"] or match["sign3"]
    code = _currency(
        sign,
        match["code0"] or match["code1"] or match["code2"] or match["code3"],
        match["name3"],
        currency,
    )
    mark = mark or ","
    if mark == "," and re.fullmatch(r"\d{1,3}(?:,\d{3})+", figure):
        mark = "."
    elif mark == "." or re.fullmatch(r"\d*\.\d{3}", figure):
        mark = "," if code == "EUR" and re.fullmatch(r"\d{1,3}\.\d{3}", figure) else "."
    try:
        printed = parse_decimal(figure, decimal_mark=mark)
    except NotANumber:
        return None
    scale = (match["scale1"] or match["scale2"] or match["scale3"] or "").strip(" -").lower()
    if scale:
        printed *= _TIMES[scale]
    if match["name3"] and match["name3"].lower() == "cents":
        printed /= 100
    spelled = _words(match["words"]) if match["words"] else None
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
        known = next((c for s, c in CURRENCY_SIGNS.items() if s.lower() == sign.lower()), "USD")
        dollar = known == "USD" and sign == "$"
        return currency if dollar and currency in ("CAD", "AUD", "NZD", "SGD", "HKD") else known
    return currency


def _named(name: str, currency: str) -> str:
    return _NAMES.get(" ".join(name.lower().split()), "") or currency
