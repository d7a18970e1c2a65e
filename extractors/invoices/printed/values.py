"""Reads what stands behind a label: amounts, dates, numbers of documents, accounts."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from extractors.invoices.draft import sane
from extractors.invoices.habits import DayOrder, read_date
from models.dates import MONTHS
from models.money import CURRENCY_CODES, CURRENCY_SIGNS
from models.numbers import NotANumber, parse_decimal

_NAME = "|".join(sorted((re.escape(name) for name in MONTHS), key=len, reverse=True))
DATE = re.compile(
    rf"""
    (?<![\w.])(?:
      \d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}                              # 2026-03-31
    | \d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?(?:\d{{4}}|\d{{2}})             # 31.03.2026
    | \d{{1,2}}(?:st|nd|rd|th|er|\.)?[\s-](?:de\s|of\s)?(?:{_NAME})\b\.?(?:\sde)?[\s,-]{{1,3}}(?:\d{{4}}|\d{{2}})
    | (?:{_NAME})\b\.?\s\d{{1,2}}(?:st|nd|rd|th)?\s?,?\s\d{{4}}          # March 31, 2026
    )(?![\w])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SIGNS = "|".join(re.escape(sign) for sign in sorted(CURRENCY_SIGNS, key=len, reverse=True))
ISO_CURRENCIES = frozenset(CURRENCY_CODES)
_CODE = "|".join(sorted(ISO_CURRENCIES))
NUMBER = r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,8})?|\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,8})?|\d+(?:[.,]\d{1,8})?|[.,]\d{1,8}"
AMOUNT = re.compile(
    rf"""
    (?<![\w.,/])
    (?P<open>\()? (?P<minus>[-−–]|\(-\))? \s?
    (?:(?P<before>{_SIGNS}|\b(?:{_CODE})(?:\b|(?=\d)))\s?)?
    (?P<minus2>[-−–])? \s?
    (?P<number>{NUMBER})
    (?P<after>\s?(?:{_SIGNS}|(?:\b|(?<=\d))(?:{_CODE})\b))?
    (?P<close>\))? (?P<minus3>-(?!\w))?
    (?![\w/])(?![.,]\d)
    """,
    re.VERBOSE,
)
PERCENT = re.compile(rf"(?<![\w.,])(?P<number>{NUMBER})\s?(?:%|percent|prozent)", re.IGNORECASE)
_TRIM = " \t:*=–—|•●·#°º"
_IDENTIFIER = re.compile(r"[^\W_][\w./\-]*(?:/[\w\-]+|\s?/\s?(?=[\w\-]*\d)[\w.\-]+)?")
_ACCOUNT = re.compile(r"[A-Z]{2}\s?\d{2}(?:\s?[A-Z0-9]{1,4}){3,8}")
BARE_TAX_ID = re.compile(
    r"\d{2}-\d{7}|ATU\d{8}|NL\d{9}B\d{2}|[A-Z]{2}\d{9,12}|\d{5} ?\d{4} RT\d{4}|CHE-?\d{3}\.\d{3}\.\d{3}(?: (?:MWST|TVA|IVA))?"
)
"""Tax numbers known by their form alone: an EIN, EU numbers, a Canadian, a Swiss business number."""
_TAX_ID = re.compile(
    r"CHE-?\d{3}\.?\d{3}\.?\d{3}(?:\s(?:MWST|TVA|IVA))?|\d{5}\s?\d{4}\s?RT\s?\d{4}|"
    r"(?:[A-Z]{2}[\s:]{0,2})?(?:[A-Z]{2}\s?)?[A-Z]?(?=[\d .\-/]*\d[\d .\-/]*\d)[\dA-Z][\dA-Z.\-/]*(?:\s[\dA-Z.]{1,4}\b)*(?:\sRT\d{4}\b)?"
)
_SUM = re.compile(r"\d+\.\d\d")  # of the tax, and no number: "GST 12345.60"
_LAKHS = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,6})?")  # "3,80,000.00"
_MARKS = re.compile(r"[./-]")
_SMALL = re.compile(r"0[.,]\d{3,8}")
_LENGTHS = {  # the IBAN registry (ISO 13616), countries met most
    code: length
    for length, codes in {
        15: "NO",
        16: "BE",
        18: "DK FI NL",
        20: "AT EE LT LU XK",
        21: "CH HR LI LV",
        22: "BG DE GB GE IE ME RS",
        23: "AE GI IL",
        24: "AD CZ ES RO SA SE SK TN",
        25: "PT",
        26: "IS TR",
        27: "FR GR IT MC SM",
        28: "AL CY HU LB PL",
        31: "MT",
    }.items()
    for code in codes.split()
}
_MIN_IBAN, _MAX_IBAN = 15, 34


class Amount(NamedTuple):
    """One printed amount; ``currency`` is its sign or code as ISO 4217."""

    value: Decimal
    currency: str | None
    start: int
    end: int


def amounts(text: str, mark: str) -> Iterator[Amount]:
    """Yield the amounts of a text; a percent is none."""
    percents = [match.span() for match in PERCENT.finditer(text)]
    for match in AMOUNT.finditer(text):
        start, end = match.span()
        if any(first <= match.start("number") < last for first, last in percents):
            continue
        value = number(match["number"], mark)
        if value is None:
            continue
        minus = match["minus"] or match["minus2"] or match["minus3"]
        if minus or (match["open"] and match["close"]):
            value = -value
        yield Amount(value, currency_of(match["before"] or match["after"]), start, end)


def number(text: str, mark: str) -> Decimal | None:
    """Read one number; where it does not fit the document's habit, the other is tried."""
    body = text.strip()
    if _LAKHS.fullmatch(body):
        return Decimal(body.replace(",", ""))
    if _SMALL.fullmatch(body):  # "0,025": no group of thousands begins with a zero
        return Decimal(body.replace(",", "."))
    for choice in (mark, "," if mark == "." else "."):
        try:
            return sane(parse_decimal(text, decimal_mark=choice))
        except NotANumber:
            continue
    return None


def currency_of(text: str | None) -> str | None:
    """Return the ISO code of a sign or code.

    >>> currency_of("€"), currency_of("GBP"), currency_of(None)
    ('EUR', 'GBP', None)
    """
    body = (text or "").strip()
    if body.upper() in ISO_CURRENCIES:
        return body.upper()
    return CURRENCY_SIGNS.get(body)


def clean(text: str) -> str:
    """Drop what joins a label and its value."""
    return text.strip(_TRIM).strip()


def balanced(text: str | None) -> str | None:
    """Drop a closing bracket that was opened before the text: "Net 30)"."""
    if text is not None and text.endswith(")") and "(" not in text:
        return text[:-1].strip() or None
    return text


def words_of(text: str) -> str | None:
    """Return a text that says anything."""
    body = clean(text)
    return body if any(c.isalnum() for c in body) else None


def date_at_start(text: str, order: DayOrder) -> tuple[date | None, bool, str]:
    """Read the date a text begins with; whether it may be the wrong way round; its words."""
    match = DATE.match(clean(text))
    if match is None:
        return None, False, ""
    body = re.sub(r"\s?([./-])\s?(?=\d)", r"\1", match[0]) if match[0][0].isdigit() else match[0]
    body = re.sub(r"(?<=\d)er\b", "", body)
    found, ambiguous = read_date(body, order)
    return found, ambiguous, match[0]


def identifier(text: str) -> str | None:
    """Read the number of a document: a token with a digit, or letters and then digits.

    >>> identifier(": RE-2019/507 issued at"), identifier("total 5"), identifier("INV 2024 77")
    ('RE-2019/507', None, 'INV 2024')
    """
    body = clean(text)
    match = _IDENTIFIER.match(body)
    if match is None:
        return None
    token = match[0].rstrip(".-/")
    first, slash, _ = token.partition("/")
    dated = DATE.match(body[len(first) + 1 :].lstrip()) if slash else None
    if dated and _is_date(dated[0]):
        token = first.strip()  # "INV-7 / 2026-04-04", "INV-7 / 4 April 2026": a number and a date
    if any(c.isdigit() for c in token):
        return None if _is_date(token) else token
    follow = _IDENTIFIER.match(body[match.end() :].lstrip())
    short = token.isupper() and len(token) <= 4  # noqa: PLR2004 (letters of a series: "INV 2024")
    if short and follow and follow[0][0].isdigit():
        return f"{token} {follow[0]}"
    return None


def _is_date(text: str) -> bool:
    """Whether a text is a date; figures with two marks are none: "24/25-0007"."""
    return bool(DATE.fullmatch(text)) and len(set(_MARKS.findall(text))) <= 1


def account(text: str) -> str | None:
    """Read an IBAN (without spaces) or another account, up to what is no part of it.

    >>> account("DE34 5019 0000 0012 3456 78"), account("265140579 / 2395422641")
    ('DE34501900000012345678', '265140579 / 2395422641')
    """
    body = clean(text)
    if found := iban(body):
        return found
    match = re.match(r"\d[\d\-]{4,}(?:\s?/\s?\d[\d\-]{3,})?", body)
    return match[0] if match else None


def iban(text: str) -> str | None:
    """Read the IBAN a text begins with; its check digits decide where it ends.

    >>> iban("DE34 5019 0000 0012 3456 78 BIC X"), iban("FR76 ****")
    ('DE34501900000012345678', None)
    """
    match = _ACCOUNT.match(text)
    if match is None:
        return None
    parts = match[0].split()
    joined = ["".join(parts[:count]) for count in range(len(parts), 0, -1)]
    fitting = [code for code in joined if _MIN_IBAN <= len(code) <= _MAX_IBAN]
    length = _LENGTHS.get(text[:2])
    right = [code for code in fitting if _checks(code) or len(code) == length]
    return next(iter(right or fitting), None)


def right_length(code: str) -> bool:
    """Whether an IBAN is as long as its country's are; true for countries we do not list."""
    return len(code) == _LENGTHS.get(code[:2], len(code))


def _checks(code: str) -> bool:
    turned = code[4:] + code[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def tax_id(text: str) -> str | None:
    """Read a tax number: "DE 123 456 789", "NL8204.71.616.B.02", "19-4155934".

    >>> tax_id("DE 232 446 240"), tax_id("19-4155934"), tax_id("19%")
    ('DE 232 446 240', '19-4155934', None)
    """
    body = clean(text)
    match = _TAX_ID.match(body)
    after = body[match.end() : match.end() + 2].strip() if match else ""
    if match is None or after.startswith("%") or _SUM.fullmatch(match[0]):
        return None
    found = match[0].strip(" .-/:")
    if ":" in found:
        found = found.split(":")[-1].strip()
    digits = sum(c.isdigit() for c in found)
    return found if 7 <= digits <= 15 and len(found) <= 24 else None  # noqa: PLR2004 (digits of tax numbers)
