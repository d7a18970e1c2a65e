"""Percents: "1.5%", "1-1/2%", "one and one-half percent (1.5%)", "ten (10%) percent".

>>> [str(p.amount) for p in percents_in("1.5% per month, one and one-half percent (1-1/2%), ten (10%) percent, 12 percent")]
['1.5', '1.5', '10', '12']
>>> [(str(p.amount), str(p.figures)) for p in percents_in("twenty percent (25%)")]
[('20', '25')]
>>> [str(p.amount) for p in percents_in("four and one/half percent; 8% (eight percent); eighteen percent (18) per annum")]
['4.5', '8', '18']
>>> [str(p.amount) for p in percents_in("one and one-half percent (11/2%), 13/4% per month, two and a half percent (2 2%)")]
['1.5', '1.75', '2.5']
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.remembering import remembered
from extractors.terms.grammar.values import NUMBER_WORDS, Value
from extractors.wording import phrase
from models.numbers import NotANumber, number_in_words, parse_decimal

_FIGURE = r"\d{1,2}(?:[13]/[24]|[1357]/8)|\d{1,3}(?:\.\d{1,4}|,\d{1,2})?(?:[\s-][\dlI]/\d{1,2})?|\d/\d|\.\d{1,4}|\d{0,3}\s?[½¼¾]"
_LOST = r"\d{1,2}\s[248]"  # 1 1/2 in small type, of which a scan or a filing kept the ends
_SIGN = r"(?:%|per\s?cent\b|percent(?:age\s+points?)?\b|per\s+centum\b)"
_HINT = phrase(r"%|per\s?cent|PER\s?CENT|Per\s?cent|Per\s?Cent", re.NOFLAG)
_POINTS = phrase(r"(?<![\w.,$])(?P<points>\d{1,4}(?:\.\d{1,2})?)\)?\s(?:basis\spoints?|bps)\b")
_PERCENT = phrase(
    rf"""
    (?<![\w.,$€£-])(?<!\d/)
    (?: (?P<words> {NUMBER_WORDS} ) (?: \s+point\s+(?P<point>{NUMBER_WORDS}) )? [\s-]{{0,2}} (?: (?P<sign1> {_SIGN} ) \s* )?
        (?: [(\[] \s* (?P<inner> {_FIGURE} | {_LOST} ) \s* {_SIGN}? \s* [)\]] \s* (?P<sign2> {_SIGN} )? )?
      | (?P<figures> {_FIGURE} ) \s* (?: [)\]] \s* )? {_SIGN} (?: \s* \( {NUMBER_WORDS} \s* {_SIGN} \s* \) )?
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)


_CLOSE = re.compile(r"^(\d{1,2})(\d/\d)$")  # "11/2" is one and a half


@remembered
def percents_in(text: str) -> Iterator[Value]:
    """Yield percents as written: 1.5 for "1.5%"."""
    for match in _POINTS.finditer(text):
        yield Value(Decimal(match["points"]) / 100, *match.span())
    if not _HINT.search(text):
        return
    for match in _PERCENT.finditer(text):
        if match["figures"]:
            if value := _figure(match["figures"]):
                yield Value(value, match.start(), match.end())
            continue
        if not (match["sign1"] or match["sign2"] or (match["inner"] and "%" in match[0])):
            continue
        spelled = _spelled(match["words"], match["point"])
        printed = _figure(match["inner"]) if match["inner"] else None
        value = spelled if spelled is not None else printed
        if value is not None:
            differs = (
                printed
                if printed is not None and spelled is not None and printed != spelled
                else None
            )
            yield Value(value, match.start(), match.end(), "", differs)


def _figure(text: str) -> Decimal | None:
    try:
        body = re.sub(r"[lI](?=/)", "1", text.strip())  # a scan's 1/2
        body = _CLOSE.sub(r"\1 \2", body)
        return parse_decimal(body, decimal_mark="," if "," in body else ".")
    except NotANumber:
        return None


def _spelled(words: str, point: str | None) -> Decimal | None:
    try:
        value = number_in_words(words.replace("/", "-"))
        if point:
            digits = "".join(str(number_in_words(word)) for word in point.split())
            value += Decimal(f"0.{digits}")
    except NotANumber:
        return None
    return value
