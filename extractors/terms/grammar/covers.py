"""What a payment is for: invoice, royalty, commission, expense ..."""

from extractors.terms.grammar.windows import Window
from extractors.wording import phrase

_WORDS = phrase(
    r"\b(?P<royalty>royalt\w+)|\b(?P<commission>commissions?)\b|\b(?<!non-)(?P<refund>refund\w*)|"
    r"\b(?P<expense>expenses?|reimburs\w+)\b|\b(?P<deposit>deposits?)\b|\b(?P<invoice>invoic\w+)|"
    r"\b(?P<fee>fees?)\b|\b(?P<price>purchase\sprice|prices?)\b"
)
_NEAR = 140


def covers(window: Window, heading: str | None) -> str | None:
    """Name what falls due: the word that stands nearest before the days, else after, else above.

    >>> covers(Window("All royalties are payable within ", " of each quarter", ""), None)
    'royalty'
    """
    before = list(_WORDS.finditer(window.before[-_NEAR:]))
    if before:
        return before[-1].lastgroup
    after = _WORDS.search(window.after[:_NEAR]) or _WORDS.search(heading or "")
    return after.lastgroup if after else None
