"""What every grammar gives: a value, where it stands, and the reading that differs, if any."""

from dataclasses import dataclass
from decimal import Decimal

from models.numbers import WORD_PATTERN, NotANumber, number_in_words, parse_decimal

_JOINS = r"(?:(?:(?<=thousand)|(?<=million)|(?<=billion)|(?<=hundred)),)?[\s-]{1,3}(?:(?:and|&)[\s-]{1,3})?"
_MORE = rf"(?:one/half|{WORD_PATTERN}|an?(?=[\s-]half)|half|quarters?|tenths?)"
NUMBER_WORDS = rf"(?:{WORD_PATTERN}|one[-/]half|half)(?:{_JOINS}{_MORE}){{0,16}}(?![a-z])"
"""A regex for a number in words, to be used case-insensitively."""
_MANY = {"thousand": 1000, "million": 1_000_000}


@dataclass(frozen=True, slots=True)
class Value:
    """A number with its place in the text.

    Words win over figures; ``figures`` holds what the figures say where they differ.
    ``unit`` is the word that came with it: "day", "business day", "month", a currency.
    """

    amount: Decimal
    start: int
    end: int
    unit: str = ""
    figures: Decimal | None = None


def quantity_of(text: str) -> Decimal | None:
    """Read how many are meant, in figures or words; None where the text is no number.

    >>> [str(quantity_of(text)) for text in ("1,500", "2 million", "ten", "")]
    ['1500', '2000000', '10', 'None']
    """
    body = text.strip().lower()
    number, _, many = body.partition(" ")
    try:
        if body[:1].isdigit():
            return parse_decimal(number) * _MANY.get(many.strip(), 1)
        return Decimal(number_in_words(body)) if body else None
    except NotANumber:
        return None
