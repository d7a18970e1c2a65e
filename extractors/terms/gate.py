"""The gate: cheap words without which no passage states a commercial term.

It passes about a fifth of a contract's passages to the grammars.
"""

import re

from extractors.vocabulary import learn
from extractors.wording import phrase

# Where one of these stands anywhere, nothing else is asked.
_SURE = ("$", "€", "£", "¥", "₹", "￥", "¢", "%", "invoic", "reimburs", "royalt", " payment", "expense", " fees", " price", "out-of-pocket", "pounds sterling")  # fmt: skip
_WORDS = frozenset(
    """
    percent usd eur gbp cad aud chf jpy inr rmb cny usdt dot dollar dollars euro euros yuan cent cents taxes tax vat gst
    bill bills billed billing expense expenses cost costs payable due fee fees commission commissions holdback
    rate rates charge charges charged chargeable tariff tariffs rent rents rental rentals
    rs rupees francs sgd hkd nzd sek nok dkk zar remuneration vpi wpi eci ipc sppi lci
    cpi cpih hicp rpi ppi indexation objection objections pay paid payment payments proceeds revenue revenues discount discounts minimum interest
    retains installment installments instalment instalments pays
    """.split()
)
_BEGINNINGS = ("retaina", "retaine", "retaini", "price", "remit", "refund")
_WORD = phrase(r"\w+", re.NOFLAG)
_DIGIT = re.compile(r"\d")
_NUMBERS = phrase(  # each has a digit
    r"""
      (?: usd | eur | gbp | chf | cad | aud | rmb | cny | inr )\d
    | \b(?: \d[\d,]{0,9}\)?\s(?:\w+\s)?(?:units?|users?|seats|barrels?|gallons?|pounds|lbs|tons|tonnes|boxes|cases|systems|pieces|copies)
        | \d{1,3}\)?\s(?:\w+\s)?(?:days?|weeks?|months?)     # 30) business days
        | net\s\(?\d+ | n\s?/\s?\d\d | (?:at\sleast|not?\s(?:less|fewer)\sthan)\s\(?\d[\d,]*
      )\b
    """,
    re.VERBOSE,
)
_SPELLED = phrase(
    r"\b(?:(?:ten|fifteen|twenty|thirty|forty|forty-five|sixty|ninety)(?:\s\(\d+\))?\s(?:\w+\s)?days?|net\s\(?(?:ten|thirty|sixty))\b",
    re.NOFLAG,
)

_ANY = phrase(  # what all of these begin with: most passages hold none of it
    rf"""\d | {"|".join(map(re.escape, _SURE))} | \b(?:{"|".join(_WORDS)}|days?|net)\b | \b(?:{"|".join(_BEGINNINGS)})""",
    re.VERBOSE | re.IGNORECASE,
)


def passes(text: str) -> bool:
    """Whether a passage may state a term at all.

    >>> passes("Fees are due net 30."), passes("This Agreement is governed by the laws of Ohio.")
    (True, False)
    """
    learn(text)  # the readers that follow ask much of it
    if not _ANY.possible(text):
        return False
    small = text.lower()
    for word in _SURE:
        if word in small:
            return True
    words = set(_WORD.findall(small))
    return (
        not _WORDS.isdisjoint(words)
        or any(word.startswith(_BEGINNINGS) for word in words)
        or (_DIGIT.search(small) is not None and _NUMBERS.search(small) is not None)
        or (not words.isdisjoint(("day", "days", "net")) and _SPELLED.search(small) is not None)
    )
