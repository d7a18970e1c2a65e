"""The gate: cheap words without which no passage states a commercial term.

It passes about a fifth of a contract's passages to the grammars.
"""

import re

from extractors.wording import phrase

# Where one of these stands anywhere, nothing else is asked.
_SURE = ("$", "€", "£", "¥", "₹", "￥", "¢", "%", "invoic", "reimburs", "royalt", " payment", "expense", " fees", " price", "out-of-pocket", "pounds sterling")  # fmt: skip
_WORDS = re.compile(
    r"""\b(?: (?: percent|usd|eur|gbp|cad|aud|chf|jpy|inr|rmb|cny|usdt|dot|dollars?|euros?|yuan|cents?|tax|taxes|vat|gst
      | bill|bills|billed|billing|expenses?|costs?|payable|due|fees?|commissions?|holdback
      | rs|rupees|francs|sgd|hkd|nzd|sek|nok|dkk|zar|aed|sar|qar|kwd|bhd|omr|jod|krw|pln|czk|huf|ron|ils|mxn|brl|clp|cop|ngn|kes|egp|thb|myr|php|remuneration|vpi|wpi|eci|ipc|sppi|lci
      | rates?|charge|charges|charged|chargeable|tariffs?|rents?|rentals?
      | cpi|cpih|hicp|rpi|ppi|indexation|objections?|pays?|paid|repaid|repays?|payments?|proceeds|revenues?|discounts?|minimum|interest
      | retains|installments?|instalments? )\b
    | retain[aei] | price | remit | refund )""",
    re.VERBOSE,
)
_DIGIT = re.compile(r"\d")
_NUMBERS = phrase(  # each has a digit
    r"""
      (?: usd | eur | gbp | chf | cad | aud | rmb | cny | inr )\d
    | \b(?: \d[\d,]{0,9}\)?\s(?:\w+\s)?(?:units?|users?|seats|barrels?|gallons?|pounds|lbs|tons|tonnes|boxes|cases|systems|pieces|copies)
        | \d{1,3}\)?\s(?:\w+\s)?(?:days?|weeks?|months?)     # 30) business days
        | \d[\d,]*\)?\s(?:\w+\s)?hours?\s(?:per|each|every|a|in) | net\s\(?\d+ | n\s?/\s?\d\d | (?:at\sleast|not?\s(?:less|fewer)\sthan)\s\(?\d[\d,]*
      )\b
    """,
    re.VERBOSE,
)
_SPELLED = phrase(
    r"\b(?:(?:ten|fifteen|twenty|thirty|forty|forty-five|sixty|ninety)(?:\s\(\d+\))?\s(?:\w+\s)?days?|net\s\(?(?:ten|thirty|sixty))\b",
    re.NOFLAG,
)


def passes(text: str) -> bool:
    """Whether a passage may state a term at all.

    >>> passes("Fees are due net 30."), passes("This Agreement is governed by the laws of Ohio.")
    (True, False)
    """
    small = text.lower()
    for word in _SURE:
        if word in small:
            return True
    return (
        _WORDS.search(small) is not None
        or (_DIGIT.search(small) is not None and _NUMBERS.search(small) is not None)
        or _SPELLED.search(small) is not None
    )
