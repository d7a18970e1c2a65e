"""What a value is, by the noun that stands nearest to it: a fee, a loan, a coverage, a threshold.

Far words say little by themselves; the nearest noun of this list says what the sum is even where
the words between differ from contract to contract.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

_NOUNS = frozenset(
    (
        "fee fees price prices payment payments charge charges cost costs royalty royalties bonus bonuses deposit deposits advance advances retainer "
        "instalment installment instalments installments compensation consideration commission commissions rent rate rates salary allowance honorarium subscription reimbursement expenses refund credit "
        "loan loans note principal indebtedness coverage insurance policy deductible liability damages penalty penalties fine bond escrow guarantee guaranty "
        "capital contribution investment shares stock options value worth assets budget estimate forecast "
        "sales revenue revenues income proceeds profit profits volume turnover invoice invoices balance "
        "minimum maximum limit threshold cap ceiling quota target commitment total aggregate sum amount excess "
        "award grant prize severance benefits dividend tax taxes interest discount reduction increase settlement claim claims milestone milestones license licence"
    ).split()
)
_VERBS = frozenset(
    (
        "pay pays paid payable pay remit charge charged bill billed invoice invoiced receive receives received purchase purchased order spend reimburse refund refunded compensate "
        "exceed exceeds exceeding less more least excess up over above below between maintain obtain carry provide issue issued grant contribute invest advance loan lend borrow deposit "
        "reduce reduced increase increased adjust deduct credited withhold retain forfeit guarantee elect option sell sold deliver expend incur incurred estimated approximately equal remaining"
    ).split()
)
_WORD = re.compile(r"\w+")
_NEAR = 240  # characters before a value
_NEXT = 70  # characters after it


def nouns(before: str, after: str) -> Iterator[tuple[str, float]]:
    """Name the two nouns and the verb nearest before a value and the noun nearest after it."""
    said = _words(before[-_NEAR:])
    last = [word for word in said if word in _NOUNS]
    if last:
        yield f"q:{_plain(last[-1])}", 1.0
    if len(last) > 1:
        yield f"q2:{_plain(last[-2])}", 1.0
    verbs = [word for word in said if word in _VERBS]
    if verbs:
        yield f"v:{verbs[-1]}", 1.0
    said = _words(after[:_NEXT])
    if noun := next((word for word in said if word in _NOUNS), None):
        yield f"r:{_plain(noun)}", 1.0
    if verb := next((word for word in said if word in _VERBS), None):
        yield f"w:{verb}", 1.0


@lru_cache(maxsize=64)  # readings of one value share its windows
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))


def _plain(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
