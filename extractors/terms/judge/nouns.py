"""What a value is, by the noun that stands nearest to it: a fee, a loan, a coverage, a threshold.

Far words say little by themselves; the nearest noun of this list says what the sum is even where
the words between differ from contract to contract.
"""

from collections.abc import Iterator

from extractors.wording import phrase

_NOUNS = (
    "fee fees price prices payment payments charge charges cost costs royalty royalties bonus bonuses deposit deposits advance advances retainer "
    "instalment installment instalments installments compensation consideration commission commissions rent rate rates salary allowance honorarium subscription reimbursement expenses refund credit "
    "loan loans note principal indebtedness coverage insurance policy deductible liability damages penalty penalties fine bond escrow guarantee guaranty "
    "capital contribution investment shares stock options value worth assets budget estimate forecast "
    "sales revenue revenues income proceeds profit profits volume turnover invoice invoices balance "
    "minimum maximum limit threshold cap ceiling quota target commitment total aggregate sum amount excess "
    "award grant prize severance benefits dividend tax taxes interest discount reduction increase settlement claim claims milestone milestones license licence"
).split()
_NOUN = phrase(rf"\b(?:{'|'.join(_NOUNS)})\b")
_VERBS = (
    "pay pays paid payable pay remit charge charged bill billed invoice invoiced receive receives received purchase purchased order spend reimburse refund refunded compensate "
    "exceed exceeds exceeding less more least excess up over above below between maintain obtain carry provide issue issued grant contribute invest advance loan lend borrow deposit "
    "reduce reduced increase increased adjust deduct credited withhold retain forfeit guarantee elect option sell sold deliver expend incur incurred estimated approximately equal remaining"
).split()
_VERB = phrase(rf"\b(?:{'|'.join(_VERBS)})\b")
_NEAR = 240  # characters before a value
_NEXT = 70  # characters after it


def nouns(before: str, after: str) -> Iterator[tuple[str, float]]:
    """Name the two nouns and the verb nearest before a value and the noun nearest after it."""
    last = [match[0].lower() for match in _NOUN.finditer(before[-_NEAR:])]
    if last:
        yield f"q:{_plain(last[-1])}", 1.0
    if len(last) > 1:
        yield f"q2:{_plain(last[-2])}", 1.0
    verbs = [match[0].lower() for match in _VERB.finditer(before[-_NEAR:])]
    if verbs:
        yield f"v:{verbs[-1]}", 1.0
    if match := _NOUN.search(after[:_NEXT]):
        yield f"r:{_plain(match[0].lower())}", 1.0
    if match := _VERB.search(after[:_NEXT]):
        yield f"w:{match[0].lower()}", 1.0


def _plain(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
