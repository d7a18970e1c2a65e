"""Rules on expenses: who repays out-of-pocket costs of performing the contract.

Reads:  a clause that speaks of expenses, costs or reimbursing.
Yields: a candidate for each sentence that says who bears them.
Leaves: costs of audits, lawyers, indemnities, collection, insurance; "at its own expense".
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.bearers import borne, repaid
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import Sentence, sentences
from extractors.terms.grammar.values import Value
from extractors.wording import Wording, phrase
from models.passage import Passage, PassageKind
from models.terms import ExpenseRule

READS = "expense"

_COSTS = phrase(
    r"\b(?:expenses?|costs?|reimburs\w*|out-of-pocket|disbursements?|travel|lodging|per\sdiem|at\scost|cost[\s-]plus|pass(?:ed)?[\s-]through|freight|shipping|postage|mileage|charges\sfor|everything\s(?:\w+\s){0,4}?(?:spend|pay)|price\scovers|charge\sis\smade|marketing\sspend|materials)\b"
)
_BY_OTHER = phrase(
    r"\b(?:paid\sby|borne\sby|assumed\sby|account\sof|for\s(?:the\s)?[A-Z][\w'’]+['’]s?\saccount|at\sthe|at\s[A-Z])\b"
)
_OWN = phrase(r"\b(?:its|their|his|her|your)\s(?:\w+\s)?own\b|\beach\sparty\b")
_PAYER = phrase(
    r"\b(?:client|customer|owner|company|buyer|purchaser|licensee|government|employer|sponsor|principal|publisher|you)(?:\s(?:shall|will|must|is|are|be|alone|agrees?|to))*\s$"
)
_SECOND = 0.15  # what the less likely reading takes off
_SIDE = phrase(
    r"\b(?:not|without)\s(?:counting|including)\s(?:\w+\s){0,3}?expenses\b|\baudit\w*|\b(?:independent|certified|public)\s(?:\w+\s)?accountants?\b|\binspection\b[^.;]{0,80}\b(?:understat|underpa)\w+|\b(?:not|no|never|nothing)\s(?:\w+\s){0,5}?(?:reimburs\w+|paid|repaid|charged?|chargeable)\s(?:above|over|beyond|in\sexcess)"
)
_ALL = phrase(
    r"\b(?:all|any|no|incidental|other|its|their|such|the)\s(?:\w+\s){0,2}?(?:expenses|costs)\b|^\W*(?:[\d.]+\W*)?expenses\b"
)
_POCKET = phrase(
    r"\b(?:out-of-pocket|travel\w*|lodging|meals?|hotel|airfare|accommodation|subsistence|reasonable\s(?:and\s\w+\s)?(?:\w+\s){0,2}expenses|business\sexpenses|materials?|shipping|freight|incurred|third[\s-]party|pre-?approved)\b"
)
_OTHER = phrase(
    r"\b(?:attorney\w*|legal\sfees?|counsel|litigation|indemnif\w+|insur\w+|audit\w*|collect\w+|defen[cs]e|defend\w*|claims?|lawsuits?|recall|repair|prosecut\w+|patent|infring\w+|arbitrat\w+|breach|default|remov\w+|"
    r"confidential\w*|severance|losses|judgment\w*|liabilit\w+|registration\sstatement|tax\w*)\b"
)
_WHOLE = phrase(
    r"\b(?:and|or|other|all|any)\s(?:\w+\s){0,3}?(?:out-of-pocket|incidental|miscellaneous|related|business)\s(?:expenses|costs|disbursements)\b"
)
_NOT_REPAID = phrase(
    r"\bnot\sbe\s(?:\w+\s)?(?:invoiced|billed|(?:re)?charged|passed|claimed|added|recovered)|\bno\s(?:[\w-]+,?\s){0,8}?(?:may|shall|will|can|is|are)\s(?:be\s)?(?:claim\w+|charge[ad]\w*|recharge[ad]\w*|invoiced|billed|billable|passed|recoverable)|\bneither\s(?:[\w-]+,?\s){1,5}?nor\s(?:[\w-]+,?\s){1,5}?(?:may|shall|will|can|is|are)\s(?:be\s)?(?:claim\w+|charge[ad]\w*|invoiced|billed|repaid)|\bunder\sno\scircumstances\b|\b(?:not|no|never|without|neither|nor)\s(?:\w+\s){0,5}?(?:reimburs\w*|entitled|chargeable|billable)|\bnon-?\s?reimburs\w+|\bexcluded\sfrom\s(?:\w+\s)?reimburs\w+|\bnot\s(?:be\s)?(?:asked|required|obliged|obligated|expected|called\supon|liable)\sto\s(?:\w+\s)?(?:repay|refund|cover|meet|bear|pay\sfor)\b|\b(?:not\sbe|(?:is|are)\s(?:not|never))\s(?:\w+\s)?(?:repaid|refunded)\b|\bnone\sof\s(?:[\w'’]+\s){1,4}?(?:is|are|be)\s(?:\w+\s)?(?:reimburs\w+|repaid|refunded|charged|billed|recoverable)\b"
)
_AGREES = r"(?:(?:pre-?)?approv\w*|accept(?:ed|ance)|agree[ds]?|agreement|authori[sz]\w+|consent\w*|clear(?:ed|ance)|confirm\w*|sanction\w*|sign(?:ed)?[\s-]off|permi(?:tted|ssion)|go-?ahead|OK|okay|green\slight)"
_BEFORE = r"(?:in\sadvance|in\swriting|beforehand|before|prior|previously|advance|written)"
_APPROVAL = phrase(
    rf"\b(?:pre-?(?:approv|authori|agree)\w+|(?:prior|advance|written|previous|express)\s(?:\w+\s){{0,3}}?{_AGREES}|{_AGREES}\b[^.;]{{0,60}}?\b{_BEFORE}"
    rf"|approved\sby|(?:only\s(?:if|where|when|after|to\sthe\sextent|with)|unless|as\sfar\sas|until|without|subject\sto)\b[^.;]{{0,60}}?\b{_AGREES}|(?:need|require|(?:first\s)?ask\sfor|seek|obtain)s?\s(?:[\w'’]+\s){{0,4}}?{_AGREES})\b"
)
_UNLESS = phrase(
    rf"\b(?:unless|without|except|only\s(?:if|where|when|after)|until|as\sfar\sas|to\sthe\sextent)\b[^.;]{{0,90}}?\b{_AGREES}\b"
)
_STANDING = phrase(
    r"\b(?:unless|except)\s(?:as\s)?(?:\w+\s)?(?:otherwise|expressly|specifically|set|provided|stated)\b"
)
_GOES_ON = phrase(
    r"^\W*(?:they|these|those|it|the\ssame|no|such|each|all|any|every|in\sno|the\s(?:aggregate|total|amount))\b|\b(?:expenses?|disbursements|travel|reimburs\w+)\b"
)
_FEES_REACH = 140  # characters
_OF_FEES = phrase(  # "fees shall not exceed $30,000; expenses ...": no limit of the expenses
    r"(?<!\bhotel\s)(?<!\bparking\s)(?<!\bvisa\s)(?<!\bfiling\s)(?<!\bcourier\s)\b(?:fees|charges|compensation|retainer|remuneration)\s(?:(?!\b(?:expens\w+|costs?|travel\w*|disbursements?|reimburs\w+|lodging|mileage|meals)\b)[^;])*?\b(?:shall|will|may|are|is|capped|limited)\b(?:(?!\b(?:expens\w+|costs?|travel\w*|disbursements?|reimburs\w+|lodging|mileage|meals)\b)[^;])*$"
)
_OVER = phrase(
    r"\b(?:in\sexcess\sof|over|exceed\w*|greater\sthan|more\sthan|above|threshold(?:\s(?:for|of|is)(?:\s\w+){0,2})?)\b\W{0,3}(?:\w+\s){0,2}$"
)
_LIMIT = phrase(
    r"\b(?:not\s(?:to\s)?exceed\w*|up\sto|(?:in\sno\s(?:event|case)|not|never)\s(?:\w+\s){0,8}?more\sthan|ceiling\sof|maximum(?:\s\w+){0,4}?\s(?:of|is)|capped\sat|cap(?:\s\w+){0,4}?\s(?:of|is)|limit(?:ed)?\s(?:to|of)|limit(?:\s\w+){1,4}\sis|no\smore\sthan|at\smost|no\sgreater\sthan|no\s(?:\w+\s){0,4}?may\sexceed|does\snot\sexceed|no(?:thing|ne)?\s(?:\w+\s){0,5}?exceeds?|(?:no(?:thing|ne)?|not)\s(?:\w+\s){0,5}?(?:reimburs\w+|paid|recover\w+|charge[ad]\w*|claim\w+|allowed)\s(?:above|over|beyond|in\sexcess\sof))\b\W{0,3}(?:\w+[\s(-]+){0,8}$"
)
_RECEIPT = phrase(r"\b(?:receipts?|documentation|vouchers?|evidence)\b")
_AT_COST = phrase(
    r"\bat\s(?:actual\s|direct\s)?cost\b(?!\s?(?:plus|\+))|\bwithout\s(?:any\s)?mark-?\s?up|\bno\smark-?\s?up|\bactual\scost\b(?!\splus)"
    r"|\bat\s(?:[\w'’]+\s){0,2}?(?:actual|net|invoiced|documented|verified|true|prime|purchase)\s(?:\w+\s)?(?:costs?|amounts?)\b(?!\s?(?:plus|\+))|\bat\sactuals?\b"
    r"|\bwithout\s(?:any\s|a\s)?(?:\w+\sor\s)?(?:surcharge|margin|uplift|profit|mark-?\s?up|handling|addition(?:al)?\s(?:fee|charge)|increase)\b"
    r"|\bno\s(?:[\w-]+,?\s(?:or\s|and\s)?){0,4}?(?:profit|handling|surcharge|margin|uplift|mark-?up|administration)\b[^.;]{0,30}?\b(?:added|applied|charged|made|levied|payable|due|billed)\b"
)
_MARK_UP = phrase(
    r"\b(?:plus|mark(?:ed)?-?\s?up|markup|handling|overhead|administrat\w+|surcharge|uplift|margin|over\scost|service\scharge|addition|increased|loading)\b|\+\s?$"
)
_CUT = re.compile(r";\s|,\s(?:but|while|whereas|however)\s")
_CATEGORIES: tuple[tuple[str, Wording], ...] = tuple(
    (word, phrase(pattern))
    for word, pattern in (
        ("travel", r"\btravel\w*|\btransport(?:ation)?\b"),
        ("airfare", r"\bair\s?fare|\bflights?\b|\bair\stravel|\bcoach\b|\beconomy\sclass"),
        ("rail", r"\brail(?:way)?\b|\btrains?\b"),
        ("taxi", r"\btaxis?\b|\bcabs?\b"),
        ("lodging", r"\blodging|\bhotels?\b|\baccommodations?\b"),
        ("meals", r"\bmeals?\b|\bfood\b|\bsubsistence\b"),
        ("mileage", r"\bmileage\b"),
        ("car rental", r"\b(?:car|vehicle)\srental|\brental\s(?:car|vehicle)s?\b"),
        ("parking", r"\bparking\b(?!\s(?:fines|tickets|penalties))|\btolls?\b"),
        ("materials", r"\bmaterials?\b|\bsupplies\b"),
        ("equipment", r"\bequipment\b"),
        ("shipping", r"\bshipping|\bfreight\b|\bpostage\b|\bcourier\b|\bdelivery\scharges"),
        ("telephone", r"\btelephone\b|\bphone\b|\btelecommunication\w*"),
        ("printing", r"\bprinting\b|\bcopying\b|\breproduction\b"),
        ("subcontractors", r"\bsubcontract\w+|\bthird[\s-]party\b"),
        ("entertainment", r"\bentertainment\b|\bhospitality\b"),
        ("alcohol", r"\balcohol\w*|\bliquor\b|\bminibar\b"),
        ("commuting", r"\bcommut\w+"),
        ("laundry", r"\blaundry\b|\bdry\scleaning\b"),
        ("fines", r"\b(?:parking|traffic|speeding)\s(?:fines|tickets|penalties)\b"),
    )
)
_TAIL = 14  # characters after "borne" that name who bears
_MORE = 2  # sentences after one that may say more of its expenses
_HINTS = (  # one of them occurs wherever costs are spoken of: they spare the search
    "expens cost reimburs pocket disburs travel lodg diem pass freight shipping postage mileage charge "
    "everything price materials spend entertain alcohol liquor minibar commut laundry cleaning meal hospitality"
).split()
_RULED_OUT = tuple(
    wording
    for word, wording in _CATEGORIES
    if word in {"entertainment", "alcohol", "commuting", "laundry", "meals"}
)


def read(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Propose expense rules of one passage."""
    if passage.kind is PassageKind.HEADING:
        return
    if not _speaks(passage.text):
        return
    for sentence in sentences(passage.text):
        if _speaks(sentence.text) and not _SIDE.search(sentence.text):
            for part in _parts(sentence):
                yield from _rules(passage, part, context)


def _parts(sentence: Sentence) -> Iterator[Sentence]:
    """The sentence, or its clauses where one repays costs and another one does not.

    A clause that says neither goes with the one before it.
    """
    text = sentence.text
    if _CUT.search(text) is None:
        yield sentence
        return
    parts: list[tuple[int, int, bool | None]] = []
    for start, end in pairwise([0, *(cut.end() for cut in _CUT.finditer(text)), len(text)]):
        said = _says(text[start:end])
        first, _, before = parts[-1] if parts else (0, 0, None)
        if said is None or before is None or said is before:
            parts[-1:] = [(first, end, before if said is None else said)]
        else:
            parts.append((start, end, said))
    for start, end, _ in parts:
        yield Sentence(sentence.start + start, sentence.start + end, text[start:end])


def _says(clause: str) -> bool | None:
    """Whether a clause repays costs; None where it does not speak of that."""
    if _NOT_REPAID.search(clause) or (borne(clause) and not repaid(clause)):
        return False
    return True if repaid(clause) else None


def _rules(passage: Passage, sentence: Sentence, context: Context) -> Iterator[Candidate]:
    """The readings of one sentence, the likelier one of a wording first."""
    text = sentence.text
    paid, kept = repaid(text), borne(text)
    if not (paid or kept):
        return
    no = _NOT_REPAID.search(text) is not None
    once = (no or not paid) and _UNLESS.search(text) and not _STANDING.search(text)
    if once and (match := paid or kept):
        yield _candidate(passage, sentence, match, context, reimbursable=True)
    if paid and not (once and not no):
        found = _candidate(passage, sentence, paid, context, reimbursable=not no)
        yield _second(found) if once else found
    if kept:
        found = _candidate(passage, sentence, kept, context, reimbursable=False)
        yield _second(found) if once else found
        # Whose duty it is to bear them tells whether they are paid: the judge weighs both.
        other = _BY_OTHER.search(text[kept.start() : kept.end() + _TAIL]) or _PAYER.search(
            text[: kept.start()]
        )
        if other and not once and not _OWN.search(text):
            yield _second(_candidate(passage, sentence, kept, context, reimbursable=True))


def _second(found: Candidate) -> Candidate:
    return replace(found, score=max(found.score - _SECOND, 0.02), reading=1)


def _candidate(
    passage: Passage,
    sentence: Sentence,
    match: re.Match[str],
    context: Context,
    *,
    reimbursable: bool,
) -> Candidate:
    start, end = sentence.start + match.start(), sentence.start + match.end()
    rule = ExpenseRule(reimbursable=reimbursable, evidence=quote(passage, start, end))
    if reimbursable:
        rule = rule.model_copy(update=_conditions(passage, sentence, context))
    elif not _ALL.search(sentence.text):
        rule = rule.model_copy(update={"categories": _categories(sentence.text)})
    text, near = sentence.text, passage.text[max(start - 120, 0) : end + 120]
    score = (
        0.3 + 0.2 * bool(_POCKET.search(text)) + 0.15 * bool(_COSTS.search(passage.heading or ""))
    )
    score += 0.15 * bool(re.search(r"(?i)\breimburs|\bexpenses\b", match[0]))
    score -= 0.15 * min(len(_OTHER.findall(near)), 3)
    return Candidate(rule, max(score, 0.02), passage, start, end)


def _conditions(passage: Passage, sentence: Sentence, context: Context) -> dict[str, object]:
    """Read caps, approvals, receipts and mark-up from the sentence and the rest of the passage."""
    rest = passage.text[sentence.start : sentence.start + 1200]
    told = _told(passage, sentence)
    found: dict[str, object] = {
        "categories": () if _WHOLE.search(sentence.text) else _categories(sentence.text),
        "preapproval": True if _APPROVAL.search(told) else None,
        "markup_percent": _markup(told),
    }
    for value in amounts_in(rest, context.currency):
        name = _limit(rest, value)
        if name is not None and not _is_of_others(passage, sentence, value, found["categories"]):
            found.setdefault(name, value.amount)
    if "receipt_over" not in found and re.search(r"(?i)\breceipts?\b", rest):
        found["receipt_over"] = Decimal(0)
    return {key: value for key, value in found.items() if value is not None}


def _is_of_others(passage: Passage, sentence: Sentence, value: Value, categories: object) -> bool:
    """Whether a later sentence limits costs of its own: "Lodging is reimbursed up to $275 a night"."""
    place = sentence.start + value.start
    later = next((one for one in sentences(passage.text) if one.start <= place < one.end), sentence)
    if later.start <= sentence.start or not repaid(later.text):
        return False
    own = _categories(later.text)
    return bool(own) and own != categories


def _told(passage: Passage, sentence: Sentence) -> str:
    """The sentence with those right after it that say more of the same expenses."""
    parts = [sentence.text]
    for other in sentences(passage.text):
        if other.start <= sentence.start:
            continue
        if not _GOES_ON.search(other.text) or len(parts) > _MORE or _OTHER.search(other.text):
            break
        parts.append(other.text)
    return " ".join(parts)


def _speaks(text: str) -> bool:
    """Whether a text speaks of costs, or of spending that contracts exclude from repayment."""
    small = text.lower()
    if not any(hint in small for hint in _HINTS):
        return False
    return bool(_COSTS.search(text)) or any(wording.search(text) for wording in _RULED_OUT)


def _limit(text: str, value: Value) -> str | None:
    """Tell what an amount bounds: each expense, those to approve first, or those with a receipt."""
    before = text[max(value.start - 90, 0) : value.start]
    around = text[max(value.start - 160, 0) : value.end + 120]
    if _LIMIT.search(before):
        if _OF_FEES.search(text[max(value.start - _FEES_REACH, 0) : value.start]):
            return None
        unless = re.search(r"(?i)\b(?:unless|without)\b[^.;]{0,60}\b(?:approv|consent)", around)
        return "preapproval_over" if unless else "cap"
    if not _OVER.search(before[-60:]):
        return None
    clause = (
        before[_clause_start(before) :] + re.split(r"[;,.]\s", text[value.end :], maxsplit=1)[0]
    )
    if _RECEIPT.search(clause) and not _APPROVAL.search(clause):
        return "receipt_over"
    if _APPROVAL.search(around):
        return "preapproval_over"
    return "receipt_over" if _RECEIPT.search(around) else None


def _clause_start(before: str) -> int:
    """Where the clause begins in which ``before`` ends."""
    return max(before.rfind(mark) for mark in ("; ", ", ", ". ")) + 1


def _categories(text: str) -> tuple[str, ...]:
    return tuple(word for word, wording in _CATEGORIES if wording.search(text))


def _markup(text: str) -> Decimal | None:
    for value in percents_in(text):
        before = text[max(value.start - 40, 0) : value.start]
        if _MARK_UP.search(before) or _MARK_UP.search(text[value.end : value.end + 40]):
            return value.amount
    return Decimal(0) if _AT_COST.search(text) else None
