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
        | \d{1,3}\)?\s(?:\w+\s)?(?:days?|weeks?|months?)     # 30) business days
        | (?:ten|fifteen|twenty|thirty|forty|forty-five|sixty|ninety)(?:\s\(\d+\))?\s(?:\w+\s)?days?
        | net\s\d | taxes | tax | VAT | GST
        | invoic\w+ | expenses? | reimburs\w+ | out-of-pocket | costs?
        | payable | due | fees? | royalt\w+ | commissions? | retain\w+ | holdback
        | price\w* | rates? | pay | paid | payments? | remit\w* | refund\w* | proceeds | revenues? | discounts? | n/\d\d | minimum | interest | installments? | instalments?
      )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def passes(text: str) -> bool:
    """Whether a passage may state a term at all.

    >>> passes("Fees are due net 30."), passes("This Agreement is governed by the laws of Ohio.")
    (True, False)
    """
    return _GATE.search(text) is not None
