"""Sums that a clause names but that nobody owes: examples, estimates, values, replaced prices.

So are costs that the provider bears himself, and what a purchase order is open for.

Source: wordings of contracts in tests/extractors/cases/fee.yaml and rate.yaml.

>>> names_no_price("For orientation: a guard earns $19 per hour.")
True
>>> text = "The loan unit (replacement value $900 each) stays with the clinic."
>>> is_unowed(text[: text.index("$")], text[text.index("$") + 4 :])
True
"""

import re

from extractors.wording import phrase

PURCHASE_ORDER = r"\b(?:purchase\s+order|P\.?O\.?)(?:\s+(?:no|nr|ref)\.)?"
_PURPOSE = r"(?:orientation|guidance|information(?:al)?|reference|planning|budget(?:ing|ary)?|comparison|illustrati(?:on|ve))"
_NO_PRICE = re.compile(  # sentences that set no price
    rf"""(?ix)^\W*(?:[\d.]+\W+)? (?: (?:by\s+way\s+of|for|as\s+an?|merely\s+as\s+an?)\s+(?:example|illustration|instance) | example )\b
      | ^\W*(?:[\d.]+\W+)? (?:the\s+)?(?:(?:following|next|above)\s+)?(?:worked\s+)?(?:examples?|illustrations?)\b
      | \bhypothetical\b
      | ^\W*(?:[\d.]+\W+)? (?:by\s+way\s+of|for)\s+{_PURPOSE}(?:\s+purposes)?(?:\s+only)?\s?[:,–-]
      | \bfor\s+(?:the\s+)?{_PURPOSE}(?:\s+purposes)?\s+only\b
      | \b(?:named|stated|given|shown|quoted|mentioned|listed|noted|set\s+out)\s+(?:here\s+)?(?:only\s+|solely\s+|merely\s+)?(?:for|as)\s+{_PURPOSE}\b
      | \b(?:prices?|sums?|amounts?|figures?|values?|premiums?|salaries|wages|costs?)\b[^.;]{{0,60}}?\b(?:is|are)\s+(?:not\s+(?:charged|billed|invoiced|payable)\s+(?:separately|again|on\s+top|in\s+addition)|(?:no|not\s+a)\s+part\s+of\s+(?:our|the|its|any|your|these)\s+(?:charges|fees?|prices?)|not\s+part\s+of\s+(?:our|the|its|any|your|these)\s+(?:charges|fees?|prices?))\b
      | \b(?:plays?|have|has)\s+no\s+(?:part|role|bearing|influence)\s+(?:in|on)\s+(?:the|any)\s+(?:\w+\s+)?(?:fees?|prices?|charges?|rent|invoices?)\b
      | \b(?:estimate|budget|forecast)\w*\b[^.]{{0,160}}\b(?:is|are)\s+(?:not\s+a|no|not\s+to\s+be\s+read\s+as\s+a)\s+(?:commitment|promise|price)\b"""
)
_REPLACED = re.compile(  # "the figure of $58 per hour is struck out and replaced by $61.50"
    r"(?i)^(?:[^.;$€£]{0,90}?\b(?:is|are|be|being|hereby)\s+(?:hereby\s+)?(?:struck\s+out|deleted|replaced|superseded|substituted|removed|waived|forgiven)\b|\W{0,3}(?:(?:now|hereby|fully|here)\s+)?waived\b)"
)
_INSTEAD = phrase(
    r"\b(?:(?:instead\s+of|in\s+place\s+of|in\s+lieu\s+of|replac(?:es|ing)|formerly)(?:\s+(?:[\w'’-]+\s+){0,5}?of)?|(?:increase[sd]?|raise[sd]?|reduce[sd]?|lower(?:ed|s)?|change[sd]?|amend(?:ed|s)?|up|down)\s+from(?:\s+the\s+(?:\w+\s+){1,3}?of)?|(?:waives?|waived|waiving|forgoes?|forgives?)(?:\s+(?:the|its|any|an?))?)\s+$"
)
_SECURITY = phrase(  # sums that secure, not prices: "a performance bond in the amount of"
    r"\b(?:bank|performance|payment|surety|bid|advance[\s-]payment|retention|parent(?:\s+company)?)\s+(?:guarantees?|guarantys?|bonds?|suret(?:y|ies))\s+(?:\w+\s+){0,2}?(?:of|for|over|in\s+the\s+(?:amount|sum)\s+of)(?:\s+(?:at\s+least|(?:not|no)\s+less\s+than))?\s+$|\b(?:bonds?|guaranty|letters?\s+of\s+credit|insurance|polic(?:y|ies)|coverage)\s+(?:[\w'’-]+\s+){0,4}?(?:in\s+(?:the|an)\s+(?:\w+\s+){0,2}?(?:amount|sum)s?\s+of|with\s+(?:\w+\s+){0,2}?limits?\s+of)(?:\s+(?:at\s+least|(?:not|no)\s+less\s+than))?\s+$|\b(?:par|face|nominal)\s+value\b[^.;$€£]{0,60}$"
)
_WORTH = phrase(  # what a thing is worth: "(replacement value EUR 900)"
    r"\b(?:replacement|purchase|book|declared|insured|carrying|acquisition|new|scrap)\s+(?:value|cost\s+(?:new|of))s?\b[^.;:$€£\d]{0,60}$"
)
_USUAL = phrase(  # what a thing would cost others: "waives its onboarding, with a list value of"
    r"\b(?:waives?|waived|forgoes?|forgives?|instead\s+of|in\s+place\s+of|in\s+lieu\s+of)\b[^.;$€£\d]{0,80}\b(?:list|usual|normal|standard|regular|full|retail|catalogue)\s+(?:value|price|rate|fee|charge|tariff)s?\b[^.;$€£\d]{0,20}$"
)
_OFFERED = phrase(  # what was asked before the parties agreed on a price
    r"\b(?:(?:first|originally|initially|at\s+first)\s+(?:offered|quoted|proposed|asked|tendered)|(?:first|original|initial|earlier|opening)\s+(?:offer|quot(?:e|ation)|proposal|tender|bid)(?:\s+(?:was|of|for|came\s+to|stood\s+at))+)\b[^.;$€£\d]{0,60}$"
)
_PLANNED = phrase(  # what a party reckons with for itself
    r"\b(?:(?:internal|own)\s+(?:[\w-]+\s+)?(?:estimate|budget|forecast|calculation)|budget\s+(?:of|for)\s+the\s+(?:whole|entire|overall))\b[^.;$€£\d]{0,110}$"
)
_HELD = phrase(  # a deposit that was paid long ago: "acknowledges that it holds"
    r"\b(?:acknowledges?|confirms?|records?|states?)\s+(?:that\s+)?(?:[\w'’]+\s+){0,3}?(?:holds?|is\s+holding|has\s+(?:already\s+)?received)\s+(?:(?:an?|the|its)\s+)?(?:[\w-]+\s+){0,3}?(?:of\s+)?$"
)
_FACTOR = phrase(  # part of a calculation, or what a share costs who takes up an option
    r"\b(?:multipl(?:ied|ying)\s+by|divid(?:ed|ing)(?:\s+by)?)\s+(?:the\s+(?:sum|amount)\s+of\s+)?$|\b(?:exercise|strike|conversion)\s+price\b[^.;$€£]{0,60}$"
)
_RULED = phrase(  # limits on what a party may do, not on what it owes
    r"\b(?:must|shall|may|will)\s+(?:not|never)\b[^.;$€£]{0,90}?\b(?:set|impose|require)\s+an?\s+minimum\b[^.;$€£\d]{0,50}$"
)
_BINDS = phrase(
    r"\b(?:not|never)\s+(?:commit|bind|obligate)\b[^.;$€£]{0,60}\b(?:more\s+than|above|over|in\s+excess\s+of|beyond)\s+$"
)
_PROVIDER = r"(?:(?:the\s+|our\s+|its\s+)?(?:(?:service\s+)?provider|supplier|(?:sub-?)?contractor|licensor|vendor|seller|consultant|operator|carrier|lessor|landlord|agency|manufacturer|host|CRO)|us)"
_BORNE = phrase(  # costs that the provider bears himself: "(presently $1,800 a year) are borne by the Licensor"
    rf"^[^.;$€£]{{0,70}}?\b(?:(?:is|are|be|remains?)\s+(?:\w+\s+)?(?:borne|met|paid|carried|absorbed)\s+by|(?:is|are|be)\s+for\s+the\s+account\s+of)\s+{_PROVIDER}\b"
    rf"|^[^.;$€£]{{0,70}}?\bat\s+{_PROVIDER}['’]s?\s+(?:own\s+|sole\s+)*(?:cost|expense)\b"
)
_BEARS = phrase(
    rf"\b{_PROVIDER}\s+(?:shall\s+|will\s+|itself\s+)*(?:bears?|absorbs?|meets?|carr(?:y|ies))\b[^.;$€£]{{0,70}}$|\bcosts?\s+{_PROVIDER}\s+$"
    rf"|\bat\s+{_PROVIDER}['’]s?\s+(?:own\s+|sole\s+)*(?:cost|expense)\b[^.;$€£]{{0,20}}$"
    rf"|\b(?:made\s+good|replaced|compensated(?:\s+for)?|indemnified)\s+by\s+{_PROVIDER}\b[^.;$€£]{{0,20}}$"
)
_ORDERED = phrase(  # what a purchase order is open for: "PO 4500123, in the sum of $48,000"
    rf"(?<!this\s){PURCHASE_ORDER}(?!\w)[^.;$€£]{{0,60}}(?<![\w/-])(?=[\w/-]*\d)[\w/-]{{3,}}\)?\s?[,:]?\s+(?:is\s+|was\s+|issued\s+)*(?:in\s+the\s+(?:sum|amount|value)\s+of|for(?:\s+a\s+(?:total|maximum)\s+of)?|over|of|worth|valued\s+at|with\s+a\s+(?:value|limit)\s+of)?\s*$"
    rf"|\b(?:open|issued|raised|opened)\s+(?:an?\s+)?{PURCHASE_ORDER}(?!\w)[^.;$€£]{{0,30}}\s(?:in\s+the\s+(?:sum|amount|value)\s+of|for|over|of|worth)\s*$"
)
_LISTED = phrase(  # what others would pay: "the list price of the platform at this date is $1,590"
    r"\b(?:list|catalogue|published|(?:recommended|suggested)\s+(?:retail|sales)?)\s*price\b[^.;$€£]{0,90}$"
)
_UNLESS = phrase(r"^[^.;]{0,140}\b(?:without|unless|until)\b")
_NEAR, _AFTER = 150, 150  # characters


def names_no_price(sentence: str) -> bool:
    """Whether a sentence is an example, or only informs."""
    return _NO_PRICE.search(sentence) is not None


def is_unowed(before: str, after: str) -> bool:
    """Whether the sum between two texts is replaced, waived, secures a duty or only informs."""
    before = before[-_NEAR:]
    close = before[-90:]
    return bool(
        _REPLACED.match(after[:_AFTER])
        or _INSTEAD.search(close)
        or _SECURITY.search(close)
        or any(
            wording.search(before)
            for wording in (
                *(_WORTH, _USUAL, _OFFERED, _PLANNED, _HELD, _FACTOR, _RULED),
                *(_BEARS, _ORDERED, _LISTED),
            )
        )
        or _BORNE.search(after[:_AFTER])
        or (_BINDS.search(before) and _UNLESS.search(after))
    )
