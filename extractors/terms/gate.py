"""The gate: cheap words without which no passage states a commercial term.

It passes about a fifth of a contract's passages to the grammars.
"""

import re

_GATE = re.compile(
    r"""
      [$€£¥₹￥¢] | % | (?: USD | EUR | GBP | CHF | CAD | AUD | RMB | CNY | INR )\d
    | \b(?: percent | per\scent
        | USD | EUR | GBP | CAD | AUD | CHF | JPY | INR | RMB | CNY | USDT | DOT
        | dollars? | euros? | pounds\ssterling | yuan | cents?
        | \d[\d,]{0,9}\)?\s(?:\w+\s)?(?:units?|users?|seats|barrels?|gallons?|pounds|lbs|tons|tonnes|boxes|cases|systems|pieces|copies)
        | \d{1,3}\)?\s(?:\w+\s)?(?:days?|weeks?|months?)     # 30) business days
        | (?:ten|fifteen|twenty|thirty|forty|forty-five|sixty|ninety)(?:\s\(\d+\))?\s(?:\w+\s)?days?
        | net\s\d | taxes | tax | VAT | GST
        | invoic\w+ | bill(?:s|ed|ing)? | expenses? | reimburs\w+ | out-of-pocket | costs?
        | payable | due | fees? | royalt\w+ | commissions? | retain\w+ | holdback
        | price\w* | rates? | charge[sd]? | chargeable | tariffs? | rents? | rentals? | CPI | RPI | PPI | HICP | CPIH | indexation | pay | paid | payments? | remit\w* | refund\w* | proceeds | revenues? | discounts? | no(?:t)?\s(?:less|fewer)\sthan\s\d | n/\d\d | minimum | interest | installments? | instalments?
      )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


# Both spare the pattern, which is slow: words it always holds for, and stems it never does without.
_SURE = (
    "$",
    "€",
    "£",
    "%",
    "invoic",
    "reimburs",
    "royalt",
    " payment",
    "expense",
    " fees",
    " price",
)
_STEMS = (
    "pay paid pric bill charg tariff rent cpi rpi ppi indexation rate fee cost due day week month tax vat gst percent dollar euro pound yuan cent commission retain holdback remit "
    "refund proceed revenue discount minimum interest instal net n/ usd eur gbp chf cad aud jpy inr rmb cny usdt dot unit user seat barrel gallon lbs ton "
    "box case system piece cop out-of-pocket ¥ ₹ ￥ ¢"
).split()


def passes(text: str) -> bool:
    """Whether a passage may state a term at all.

    >>> passes("Fees are due net 30."), passes("This Agreement is governed by the laws of Ohio.")
    (True, False)
    """
    small = text.lower()
    if any(word in small for word in _SURE):
        return True
    return any(stem in small for stem in _STEMS) and _GATE.search(text) is not None
