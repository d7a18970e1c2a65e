"""Early-payment discounts: "2% 10, net 30", "a discount of two percent if paid within ten days".

Reads:  a clause or a row that speaks of a discount, or the trade's short form.
Yields: a candidate for each percent with its days.
Leaves: cash discounts inside definitions of net sales.
"""

from collections.abc import Iterator
from decimal import Decimal

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.early import early_payments
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import Sentence, sentences
from extractors.wording import lower, phrase
from models.passage import Passage
from models.terms import EarlyDiscount

READS = "early_discount"

_SHORT = phrase(
    r"\b(?P<percent>\d{1,2}(?:\.\d{1,2})?)\s?(?:%\s?[-,/]?\s?|[/-]\s?)(?P<days>\d{1,3})\s?(?:days?)?\s?[,;/-]?\s?(?:n\s?/\s?|net[\s-]?)\d{1,3}\b"
    r"|\bnet[\s-]?\d{1,3}\s?(?:days\s?)?[,;/]\s?(?P<percent2>\d{1,2}(?:\.\d{1,2})?)\s?(?:%\s?[-,/]?\s?|/\s?)(?P<days2>\d{1,3})\b(?!\s?%|\.\d)"
)
_SALES = phrase(
    r"\bnet\s(?:sales|revenues?|receipts|proceeds|selling\sprice)\b[^.;]{0,40}\b(?:means?|defined|less|shall\sbe)\b"
)
_DEFINES = phrase(r"\b(?:net\s(?:sales|revenue)|means|customary|less\b|allowances)\b")


def read(passage: Passage, _context: Context) -> Iterator[Candidate]:
    """Propose early-payment discounts of one passage."""
    for match in _SHORT.finditer(passage.text) if _may_be_short(passage.text) else ():
        term = EarlyDiscount(
            percent=Decimal(match["percent"] or match["percent2"]),
            days=int(match["days"] or match["days2"]),
            evidence=quote(passage, match.start(), match.end()),
        )
        yield Candidate(term, 0.9, passage, match.start(), match.end())
    for sentence in sentences(passage.text):
        yield from _sentence(passage, sentence)


def _may_be_short(text: str) -> bool:
    """Whether a text holds what "2% 10, net 30" or "2/10 n/30" cannot do without."""
    return "/" in text or "net" in lower(text)


def _sentence(passage: Passage, sentence: Sentence) -> Iterator[Candidate]:
    text = sentence.text
    if (_may_be_short(text) and _SHORT.search(text)) or _SALES.search(text):
        return
    for percent, days in early_payments(sentence.text):
        start, end = sentence.start + percent.start, sentence.start + percent.end
        term = EarlyDiscount(
            percent=percent.amount,
            days=int(days.amount),
            evidence=quote(passage, start, end),
        )
        score = 0.75 - 0.5 * bool(_DEFINES.search(sentence.text))
        yield Candidate(term, score, passage, start, end)
