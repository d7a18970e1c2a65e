"""The one place where text becomes a number: figures, words, fractions.

>>> parse_decimal("1,500.00")
Decimal('1500.00')
>>> parse_decimal("1.500,00", decimal_mark=",")
Decimal('1500.00')
>>> number_in_words("one hundred twenty-five thousand")
Decimal('125000')
>>> number_in_words("one and one-half")
Decimal('1.5')
"""

import re
from decimal import Decimal
from fractions import Fraction

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
} | {"fourty": 40}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_FRACTIONS = {
    "half": Fraction(1, 2),
    "third": Fraction(1, 3),
    "thirds": Fraction(1, 3),
    "quarter": Fraction(1, 4),
    "quarters": Fraction(1, 4),
    "fourth": Fraction(1, 4),
    "fourths": Fraction(1, 4),
    "fifth": Fraction(1, 5),
    "fifths": Fraction(1, 5),
    "eighth": Fraction(1, 8),
    "eighths": Fraction(1, 8),
    "tenth": Fraction(1, 10),
    "tenths": Fraction(1, 10),
    "hundredth": Fraction(1, 100),
    "hundredths": Fraction(1, 100),
}
_VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8", "⅜": "3/8"}
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "thirteenth": 13,
    "fourteenth": 14,
    "fifteenth": 15,
    "sixteenth": 16,
    "seventeenth": 17,
    "eighteenth": 18,
    "nineteenth": 19,
    "twentieth": 20,
    "thirtieth": 30,
    "fortieth": 40,
    "fiftieth": 50,
    "sixtieth": 60,
    "ninetieth": 90,
}

WORD_PATTERN = (  # for a grammar's regex: one word that can be part of a number in words
    r"(?:" + "|".join([*_UNITS, *_TENS, "hundred", *_SCALES]) + r")"
)
_MIXED = re.compile(r"(?:(?P<whole>\d+)[\s-]+)?(?P<top>\d+)\s*/\s*(?P<bottom>[1-9]\d*)")
_GROUPS = {
    ".": re.compile(
        r"\d{1,3}(?:[,'\u2019 \u00a0\u202f]\d{2,3})*(?:[,'\u2019 \u00a0\u202f]\d{3})(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
    ),
    ",": re.compile(r"\d{1,3}(?:[.'\u2019 \u00a0\u202f]\d{3})+(?:,\d+)?|\d+(?:,\d+)?|,\d+"),
}


_TYPED_BELOW = 10**12


class NotANumber(ValueError):
    """The text holds no number that can be read safely."""


def parse_decimal(text: str, *, decimal_mark: str = ".") -> Decimal:
    """Read one number in figures: grouped, signed, in brackets, or a (mixed) fraction.

    ``decimal_mark`` is the document's: "." (1,500.00) or "," (1.500,00).  A trailing or leading
    minus, the Unicode minus and accountants' brackets make it negative.

    Raises:
        NotANumber: anything but one number, or separators that do not fit ``decimal_mark``.
    """
    body = text.strip()
    for sign, plain in _VULGAR.items():
        body = body.replace(sign, f" {plain}")
    body = body.strip().replace("\u2212", "-").replace("\u2013", "-")
    negative = body.startswith(("-", "(")) or body.endswith("-")
    body = body.strip("()-+ ")
    if mixed := _MIXED.fullmatch(body):
        value = Fraction(int(mixed["top"]), int(mixed["bottom"])) + int(mixed["whole"] or 0)
        number = _decimal(value)
    elif decimal_mark in _GROUPS and _GROUPS[decimal_mark].fullmatch(body):
        number = Decimal(re.sub(r"[^\d" + decimal_mark + "]", "", body).replace(decimal_mark, "."))
    else:
        msg = f"not a number: {text!r}"
        raise NotANumber(msg)
    return -number if negative else number


def guess_decimal_mark(text: str) -> str | None:
    """Return "." or "," as one amount shows it, None where both readings are lawful.

    >>> guess_decimal_mark("1.500,00"), guess_decimal_mark("3.350"), guess_decimal_mark("0.004")
    (',', None, '.')
    """
    marks = [c for c in text if c in ".,"]
    if not marks:
        return None
    last = marks[-1]
    if len(set(marks)) > 1:
        return last
    if len(marks) > 1:
        return "," if last == "." else "."
    if re.match(r"\D*0[.,]", text):
        return last  # no thousands begin with a nought
    digits_after = len(re.sub(r"\D", "", text[text.rindex(last) :]))
    return None if digits_after == 3 else last  # noqa: PLR2004 (a group of thousands)


def typed_decimal(text: str) -> Decimal:
    """Read one number as a person types it, with a point or a comma before its decimals.

    Where one mark before three digits can be both, a point is taken for that of decimals and a
    comma for that of thousands, as our pages write them.

    >>> typed_decimal("24.000,50"), typed_decimal("24,000.50"), typed_decimal("1,5")
    (Decimal('24000.50'), Decimal('24000.50'), Decimal('1.5'))

    Raises:
        NotANumber: it is none, or one of a million million or more.
    """
    number = parse_decimal(text, decimal_mark=guess_decimal_mark(text) or ".")
    if abs(number) >= _TYPED_BELOW:
        msg = f"too large: {text!r}"
        raise NotANumber(msg)
    return number


def number_in_words(text: str) -> Decimal:
    """Read a number in English words, fractions included.

    Raises:
        NotANumber: a word that is no part of a number, or none at all.
    """
    words = re.sub(r"[-,]", " ", text.lower()).split()
    for size in (2, 1):  # "one half", "half"; "three quarters"
        tail = words[-size:]
        if len(tail) == size and tail[-1] in _FRACTIONS:
            top = 1 if size == 1 or tail[0] in ("a", "an") else _UNITS.get(tail[0])
            if top is not None:
                head = [w for w in words[:-size] if w != "and"]
                whole = _whole(head) if head else 0
                return _decimal(whole + top * _FRACTIONS[tail[-1]])
    return Decimal(_whole([w for w in words if w != "and"]))


def ordinal(text: str) -> int:
    """Read "15th", "fifteenth" or "twenty-first".

    >>> ordinal("twenty-first")
    21

    Raises:
        NotANumber: the text is no ordinal.
    """
    body = text.strip().lower()
    if match := re.fullmatch(r"(\d+)\s*(?:st|nd|rd|th)", body):
        return int(match[1])
    words = re.split(r"[-\s]+", body)
    if words[-1] in _ORDINALS and all(w in _TENS for w in words[:-1]):
        return sum(_TENS[w] for w in words[:-1]) + _ORDINALS[words[-1]]
    msg = f"not an ordinal: {text!r}"
    raise NotANumber(msg)


def _whole(words: list[str]) -> int:
    total = group = 0
    below = 10**15
    for word in words:
        if word in _UNITS:
            group += _UNITS[word]
        elif word in _TENS:
            group += _TENS[word]
        elif word == "hundred":
            group = max(group, 1) * 100
        elif word in _SCALES and _SCALES[word] < below:
            below = _SCALES[word]
            total += max(group, 1) * _SCALES[word]
            group = 0
        else:
            msg = f"not part of a number: {word!r}"
            raise NotANumber(msg)
    if not words:
        msg = "no number"
        raise NotANumber(msg)
    return total + group


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
