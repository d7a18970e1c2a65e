"""How often a fee comes: as stated, else as its name or clause words it.

>>> frequency_of(Fee(item="monthly retainer", amount="100")).value
'monthly'
>>> frequency_of(Fee(item="setup fee", amount="100")) is None
True
"""

import re

from models.terms import Fee, Frequency

MONTHS_OF = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.SEMIANNUAL: 6,
    Frequency.ANNUAL: 12,
}
DAYS_OF = {Frequency.WEEKLY: 7, Frequency.BIWEEKLY: 14}
_WORDED = (  # most specific first: "every six months" also says "month"
    (re.compile(r"\bone-?\s?time\b|\bonce\b|\bnon-recurring\b", re.IGNORECASE), Frequency.ONE_TIME),
    (
        re.compile(r"\b(?:semi-?annual|half-?year)|\bsix months\b", re.IGNORECASE),
        Frequency.SEMIANNUAL,
    ),
    (re.compile(r"\b(?:bi-?weekly|fortnight)", re.IGNORECASE), Frequency.BIWEEKLY),
    (
        re.compile(r"\b(?:per|each|every|a) quarter\b|\bquarterly\b", re.IGNORECASE),
        Frequency.QUARTERLY,
    ),
    (
        re.compile(r"\b(?:per|each|every|a) (?:calendar )?month\b|\bmonthly\b", re.IGNORECASE),
        Frequency.MONTHLY,
    ),
    (
        re.compile(r"\b(?:per|each|every|a) (?:year|annum)\b|\b(?:annual|yearly)", re.IGNORECASE),
        Frequency.ANNUAL,
    ),
    (re.compile(r"\b(?:per|each|every) week\b|\bweekly\b", re.IGNORECASE), Frequency.WEEKLY),
)


def frequency_of(fee: Fee) -> Frequency | None:
    """Return how often a fee is due; None where nothing says it."""
    if fee.frequency:
        return fee.frequency
    for text in (fee.item or "", fee.evidence.quote):
        for pattern, frequency in _WORDED:
            if pattern.search(text):
                return frequency
    return None


def months_of(fee: Fee) -> int | None:
    """Return the months of a fee's period; None for one-time and weekly fees."""
    frequency = frequency_of(fee)
    return MONTHS_OF.get(frequency) if frequency else None


def is_recurring(fee: Fee) -> bool:
    """Whether a fee comes again each period."""
    frequency = frequency_of(fee)
    return frequency in MONTHS_OF or frequency in DAYS_OF


def is_one_time(fee: Fee) -> bool:
    """Whether a fee is due once; one of unknown frequency may come again."""
    return frequency_of(fee) is not None and not is_recurring(fee)
