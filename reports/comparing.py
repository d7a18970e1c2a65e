"""Expected against actual, in the words a person reads; and a message's title and advice."""

import re
from datetime import date
from decimal import Decimal

from reports.wording import count, money

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_SHORT = re.compile(r"\b(?:[A-Z]|No|Nos|Inc|Ltd|Corp|Co|Mr|Ms|Mrs|Dr|St|vs|approx|e\.g|i\.e)\.$")


def compared(expected: str | None, actual: str | None) -> tuple[str, str, str]:
    """Return expected, actual and how far they lie apart, as a person writes them.

    Numbers without a fraction on either side stay as they are: they may be numbers of
    documents.

    >>> compared("185.00", "1210.0")
    ('185.00', '1,210.00', '+1,025.00')
    >>> compared("2026-07-01", "2026-06-12")
    ('2026-07-01', '2026-06-12', '19 days earlier')
    """
    left, right = (expected or "").strip(), (actual or "").strip()
    sides = [side for side in (left, right) if side]
    if any("." in side for side in sides) and all(_NUMBER.fullmatch(side) for side in sides):
        apart = Decimal(right) - Decimal(left) if left and right else Decimal(0)
        sign = "+" if apart > 0 else ""
        return _money(left), _money(right), f"{sign}{money(apart)}" if apart else ""
    return left, right, _days(left, right)


def title_and_advice(message: str) -> tuple[str, str]:
    """Split off what a message says to do after its first sentence.

    >>> title_and_advice("Due 15 days early. Ask for a corrected invoice.")
    ('Due 15 days early', 'Ask for a corrected invoice.')
    """
    text = message.strip()
    for end in _END.finditer(text):
        head = text[: end.start()]
        # A full stop inside a quotation or after an abbreviation ends no sentence.
        if head.count('"') % 2 == 0 and not _SHORT.search(head):
            return head.rstrip("."), text[end.end() :]
    return text.removesuffix("."), ""


def _money(text: str) -> str:
    return money(Decimal(text)) if text else ""


def _days(expected: str, actual: str) -> str:
    try:
        days = (date.fromisoformat(actual) - date.fromisoformat(expected)).days
    except ValueError:
        return ""
    return f"{count(abs(days), 'day')} {'earlier' if days < 0 else 'later'}" if days else ""
