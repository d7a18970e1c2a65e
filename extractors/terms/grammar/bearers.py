"""Who bears a cost: "shall be reimbursed", "at cost plus 10%", "our price covers all expenses".

Each wording stands with words of which one must occur: they spare the search, which is slow.
"""

import re

from extractors.wording import Wording, phrase

_Wordings = tuple[tuple[tuple[str, ...], Wording], ...]


def _table(*rows: tuple[str, str]) -> _Wordings:
    flags = re.VERBOSE | re.IGNORECASE
    return tuple((tuple(hints.split()), phrase(wording, flags)) for hints, wording in rows)


_REPAID = _table(
    (
        "reimburs repay repaid recover",
        r"""\breimburs\w+ | \brepa(?:y\w*|id)\b | \brecover\w*\s(?:\w+\s){0,4}costs?""",
    ),
    (
        "cost pass",
        r"""\bcosts?\s?(?:plus|\+) | \bat\s(?:actual\s|direct\s|net\s|its\s|the\s)?cost\b | \bpass(?:ed)?[\s-](?:through|on)\b""",
    ),
    (
        "plus",
        r"""\bplus\s(?:\w+\s){0,5}?(?:expenses|costs|travel\w*|freight|shipping|disbursements)\b""",
    ),
    (
        "billed invoiced charged",
        r"""\b(?:billed|invoiced|charged)\s(?:\w+\s){0,6}?(?:at\scost|expenses|for)\b""",
    ),
    (
        "pay compensate cover refund",
        r"""\b(?:shall|will|must|agrees?\sto|to)\s(?:also\s|promptly\s|additionally\s)?(?:pay|compensate|cover|refund)\b [^.;]{0,140}? \b(?:expenses?|costs?|charges)\b [^.;]{0,80}? \b(?:incurred|of\s[A-Z]|associated|related|for\ssuch|in\sconnection)""",
    ),
    (
        "pay compensate cover provide",
        r"""\b(?:shall|will|must|agrees?\sto|obligation\sto|obliged\sto)\s(?:\w+\s){0,4}?(?:pay|compensate|cover|provide)\b [^.;]{0,140}? \b(?:expenses?|travel\w*|lodging|hotel|airfare|air\stravel|accommodations?|transportation|shipping|freight|(?:prolongation|material|actual|direct|out-of-pocket)\scosts?)\b""",
    ),
    (
        "cost actual",
        r"""\b(?:billed|invoiced|(?:re-?)?charged|rebilled|passed|claimed|recovered|payable|paid)\s(?:on\s)?(?:[\w'’]+\s){0,4}?at\s(?:[\w'’]+\s){0,3}?(?:costs?|actuals?)\b""",
    ),
    (
        "cover meet defray refund pick good repay",
        r"""\b(?:covers?|meets?|defrays?|refunds?|picks?\sup|makes?\sgood|repays?)\b [^.;]{0,80}? \b(?:expenses?|costs?|disbursements|travel\w*|lodging|postage|freight|shipping)\b""",
    ),
    (
        "charge rebilled added extra recover repa refund bill paid payable invoiced",
        r"""\b(?:expenses?|disbursements|costs?|travel|freight|shipping)\b [^.;]{0,60}? \b(?:are|is|be)\s(?:an?\s)?(?:\w+\s)?(?:(?:re-?)?charged|rebilled|recharged|added|extra|recoverable|repayable|refundable|refunded|chargeable|billable|(?:payable|paid|charged|billed|invoiced)\s(?:\w+\s){0,3}?(?:in\saddition|separately|extra|on\stop|at\sactuals?))\b""",
    ),
    (
        "added to",
        r"""\b(?:expenses?|disbursements|costs?|travel|freight|shipping)\b [^.;]{0,40}? \badded\sto\s(?:the|each|any|its)\s(?:\w+\s)?(?:invoice|bill|price|fees?)\b""",
    ),
    (
        "out-of-pocket disbursement reasonable",
        r"""\b(?:pays?|paid)\b [^.;]{0,60}? \b(?:out-of-pocket|disbursements|reasonable\s(?:and\s\w+\s)?(?:\w+\s)?expenses)\b""",
    ),
    (
        "add",
        r"""\badds?\b [^.;]{0,60}? \bto\s(?:the\s|all\s|any\s|its\s|such\s)?(?:[\w-]+\s){0,2}?(?:costs?|expenses|disbursements)\b""",
    ),
    (
        "approv consent authori agreed",
        r"""\b(?:every|each|any|all|travel)\s(?:\w+\s){0,2}?(?:expenses?|disbursements?|costs?)\b [^.;]{0,60}? \b(?:need|require|must\s(?:first\s)?be|(?:is|are)\ssubject\sto)\b [^.;]{0,40}? \b(?:approv|consent|authori|agreed\s(?:in|before))""",
    ),
    (
        "receipt voucher",
        r"""\b(?:receipts?|vouchers?)\b [^.;]{0,30}? \b(?:required|needed|necessary|submitted|provided|produced)\b [^.;]{0,20}? \b(?:every|each|any|all)\s(?:\w+\s)?(?:expenses?|items?|claims?)\b""",
    ),
    (
        "need require must subject",
        r"""^\W*(?:[\w.]+\s)?(?:expenses?|disbursements)\s(?:above|over|exceeding|in\sexcess)\b [^.;]{0,40}? \b(?:need|require|must|(?:is|are)\ssubject\sto)\b""",
    ),
    (
        "share split",
        r"""\b(?:shares?|split|shared)\b [^.;]{0,80}? \b(?:costs?|expenses?|equally)\b""",
    ),
    (
        "shared split prorat divided",
        r"""\b(?:costs?|expenses?)\b [^.;]{0,100}? \b(?:shared|split|prorat\w+|divided)\b""",
    ),
)
_BORNE = _table(
    (
        "responsible liable",
        r"""\b(?:sole(?:ly)?\s|fully\s|exclusively\s|financially\s)?(?:responsible|liable)\sfor\b [^.;]{0,120}? \b(?:expenses?|costs?|fees|charges)\b""",
    ),
    (
        "bear borne absorb assume",
        r"""\b(?:bear|bears|borne|absorb\w*|assume\w*)\b [^.;]{0,120}? \b(?:expenses?|costs?|charges)\b""",
    ),
    (
        "borne responsib paid assumed account included shall",
        r"""\b(?:expenses?|costs?|(?<!service\s)(?<!monthly\s)(?<!fixed\s)(?<!usage\s)(?<!annual\s)charges)\b [^.;]{0,160}? \b(?:borne|responsib\w+|paid\sby|assumed\sby|for\sthe\saccount\sof|included\sin|shall\sbe\sthe\s(?:sole\s)?(?:obligation|cost|expense))\b""",
    ),
    (
        "not no without never",
        r"""\b(?:not\s(?:be\s)?(?:reimburs\w+|entitled|liable|responsible|include)|no\s(?:\w+\s){0,3}(?:expenses?|reimburse\w*|costs)\b(?!\s(?:may|shall|will|can|must)\s(?:\w+\s)?exceed|\sexceeds?\b|\s(?:over|above)\b)|(?:not|never)\scharge[ds]?\sto|without\s(?:additional\s|further\s|any\s)?(?:cost|charge|reimbursement))""",
    ),
    (
        "pay",
        r"""\b(?:pay|pays|paying)\b [^.;]{0,60}? \b(?:its\sown|all\s(?:of\s(?:its|the)\s)?|the)\b [^.;]{0,50}? \b(?:costs?|expenses?)\b""",
    ),
    (
        "inclu",
        r"""\binclu(?:de[sd]?|ding|sive\sof)\b [^.;]{0,60}? \b(?:all\s)?(?:costs?|expenses?)\b""",
    ),
    (
        "cover include contain compris all-in",
        r"""\b(?:prices?|fees?|rates?|charges?|compensation|remuneration)\b [^.;]{0,30}? \b(?:covers?|includes?|contains?|comprises?|all-?in(?:clusive)?)\b [^.;]{0,60}? \b(?:expenses?|costs?|disbursements|everything|travel\w*)\b""",
    ),
    (
        "not",
        r"""\b(?:will|shall|may|can|must|does|do)\snot\s(?:\w+\s)?(?:charge|bill|invoice|claim|recover)\b [^.;]{0,50}? \b(?:expenses?|costs?|disbursements|travel\w*)\b""",
    ),
    (
        "charge",
        r"""\b(?:no|without)\s(?:separate\s|additional\s|extra\s|further\s)?charge\s(?:is|shall\sbe|will\sbe)\s(?:made|raised|levied)\b [^.;]{0,40}? \b(?:expenses?|costs?|travel\w*|lodging|freight|shipping)\b""",
    ),
    (
        "nothing further more else additional",
        r"""\b(?:nothing|no\s\w+)\s(?:further|more|else|additional)\s(?:is|are|shall\sbe|will\sbe)\s(?:\w+\s)?(?:due|payable|owed|paid)\b [^.;]{0,40}? \b(?:expenses?|costs?|disbursements)\b""",
    ),
    (
        "no",
        r"""\bno\s(?:liability|obligation|responsibility)\s(?:for|to\s(?:pay|reimburse|bear))\b [^.;]{0,80}? \b(?:expenses?|costs?|disbursements)\b""",
    ),
    (
        "pass",
        r"""\b(?:not|no\scircumstances\smay|never)\b [^.;]{0,30}? \bpass\s(?:on\s)?(?:\w+\s){0,3}?(?:expenses?|costs?)\b""",
    ),
    (
        "neither",
        r"""\bneither\b [^.;]{0,60}? \bnor\b [^.;]{0,60}? \b(?:claimed|charge[ad]\w*|billed|invoiced|repaid|recoverable)\b""",
    ),
    (
        "non",
        r"""\bnon-?\s?(?:reimbursable|chargeable|billable)\b""",
    ),
    (
        "not never",
        r"""\b(?:are|is|be)\s(?:never|not)\s(?:\w+\s)?(?:reimburs\w+|refund\w+|repa(?:id|yable)|charge[ad]\w*|billed|billable|passed\son|invoiced|recover\w+)\b""",
    ),
    (
        "excluded",
        r"""^\W*(?:[\d.]+\W+)?[\w'’-]+(?:(?:,|\s(?:and|or))?\s[\w'’-]+){0,7}?\s(?:is|are|remains?)\s(?:expressly\s|always\s)?excluded\b(?!\sfrom\s(?!reimburs|repayment|refund))""",
    ),
    (
        "not",
        r"""\b(?:do|does|shall|will)\snot\s(?:\w+\s)?(?:reimburse|refund|repay|pay\sfor|cover|bear)\b""",
    ),
    (
        "reimbursement",
        r"""\b(?:excluded\sfrom|not\seligible\sfor)\s(?:\w+\s)?reimbursement\b""",
    ),
    (
        "charged chargeable",
        r"""\b(?:may|shall|must)\snot\sbe\s(?:re)?charged\b | \bunder\sno\scircumstances\b [^.;]{0,80}? \bchargeable\b""",
    ),
    (
        "account",
        r"""\bfor\s(?:(?:the|its|their)\s(?:(?-i:[A-Z])[\w'’]+\s)?|(?-i:[A-Z])[\w'’]+\s)(?:own\s)?account\b""",
    ),
    (
        "at",
        r"""\bat\s(?:(?:the|its|their|his)\s(?:(?-i:[A-Z])[\w'’]+\s)?(?:sole\s|own\s)*|(?-i:[A-Z])[\w'’]+\s(?:sole\s|own\s)*|(?:sole\s|own\s)+)(?:cost|expense)\b""",
    ),
)


def repaid(text: str) -> re.Match[str] | None:
    """Find the first words that say an expense is repaid.

    >>> repaid("Travel is billed on at net cost.")[0]
    'billed on at net cost'
    """
    return _first(_REPAID, text)


def borne(text: str) -> re.Match[str] | None:
    """Find the first words that say who bears an expense, or that it is not repaid.

    >>> borne("Our fee covers all travel expenses.")[0]
    'fee covers all travel'
    """
    return _first(_BORNE, text)


def _first(wordings: _Wordings, text: str) -> re.Match[str] | None:
    """The match that begins first; of those, that of the wording named first."""
    small = text.lower()
    best: re.Match[str] | None = None
    for hints, wording in wordings:
        if wording.possible(text) and any(hint in small for hint in hints):
            found = wording.search(text)
            if found and (best is None or found.start() < best.start()):
                best = found
    return best
