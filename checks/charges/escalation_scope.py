"""Which prices an escalator moves: all, those of one rhythm ("monthly fees"), or one item's.

Source: the wording of scope in escalation clauses, such as "all Charges then in force",
"every fee under this Order", "the hourly rates", "all fees other than the set-up fee".

>>> moves(Escalator(applies_to="every Charge then in force"), Rate(item="Engineer", amount="100"))
True
>>> moves(Escalator(applies_to="monthly fees"), Rate(item="Engineer", amount="100", unit="hour"))
False
"""

from checks.recognition.frequencies import frequency_of
from checks.recognition.scopes import divided
from checks.recognition.units import unit_of
from checks.recognition.wording import key_of, likeness, spoken_of
from models.terms import Escalator, Fee, Frequency, Rate

_ENOUGH = 0.6
# Words that name no item: how prices are called, and where and when they hold.
_WHOLE = frozenset(
    "fee charge price pricing rate amount payment remuneration subscription all any each "
    "every other such the a and or of in to on under for by contract contractual agreement order "
    "form schedule exhibit annex appendix section clause this these then current force effect "
    "applicable payable due stated set out forth listed shown above below herein hereunder "
    "thereunder therein from time being".split()
)
# Words for what comes every period whatever is used, and for what is counted as it is used.
_STANDING = frozenset(("recurring", "standing"))
_METERED = frozenset("usage consumption metered variable".split())
_HELD = frozenset(
    "user each device server site location port rack circuit line store room vehicle machine licensee "
    "employee member subscriber agent workstation endpoint".split()
)
"""Units of what is there all the time, so that their price comes again without a word of it."""
_RHYTHMS = {
    "monthly": "month",
    "quarterly": "quarter",
    "annual": "year",
    "yearly": "year",
    "annum": "year",
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
}
_PERIODS = frozenset(("month", "quarter", "year"))
_RHYTHM_OF = {
    Frequency.MONTHLY: "month",
    Frequency.QUARTERLY: "quarter",
    Frequency.ANNUAL: "year",
    Frequency.WEEKLY: "week",
}


def moves(escalator: Escalator, price: Rate | Fee) -> bool:
    """Whether a price is among those that an escalator moves."""
    named, spared = divided(escalator.applies_to or "")
    if spared and _names(spared, price):
        return False
    scope = key_of(named)
    words = [word for word in scope.split() if word.isalpha() and len(word) > 1]
    standing = not _STANDING.isdisjoint(words) and "non" not in words
    own = [word for word in words if word not in _WHOLE and word not in _STANDING]
    if all(word in _RHYTHMS for word in own):
        in_rhythm = not own or _rhythm(price) in {_RHYTHMS[word] for word in own}
        return in_rhythm and (_stands(price) or not standing)
    if all(word in _METERED for word in own):
        return standing or not _stands(price)
    return _names(scope, price) or _is_in_clause(escalator, price)


def _stands(price: Rate | Fee) -> bool:
    """Whether a price comes every period: any fee that does, and the rate of what is held."""
    if isinstance(price, Fee):
        return True
    words = [unit_of(word) for word in key_of(price.unit or "").split() if word != "per"]
    return not words or words[-1] in _PERIODS or words[-1] in _HELD


def _is_in_clause(escalator: Escalator, price: Rate | Fee) -> bool:
    """Whether a clause that waits for review names an item that its scope was read without."""
    said = divided(escalator.evidence.quote)[0] if escalator.review else ""
    return spoken_of(price.item or "", said) == 1


def _names(scope: str, price: Rate | Fee) -> bool:
    item, said = price.item or "", key_of(scope)
    return likeness(item, said) >= _ENOUGH or likeness(said, item) >= _ENOUGH


def _rhythm(price: Rate | Fee) -> str:
    """Return the time a price is for: of "per user per month" the month, "" where it is for none."""
    if isinstance(price, Fee):
        frequency = frequency_of(price)
        return _RHYTHM_OF.get(frequency, "") if frequency else ""
    words = key_of(price.unit or "").split()
    return unit_of(words[-1]) if words else ""
