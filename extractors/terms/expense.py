"""Rules on expenses: who repays out-of-pocket costs of performing the contract.

Reads:  a clause that speaks of expenses, costs or reimbursing.
Yields: a candidate for each sentence that says who bears them.
Leaves: costs of audits, lawyers, indemnities, collection, insurance; "at its own expense".
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import Sentence, sentences
from extractors.terms.grammar.values import Value
from models.passage import Passage, PassageKind
from models.terms import ExpenseRule

READS = "expense"

_COSTS = re.compile(
    r"\b(?:expenses?|costs?|reimburs\w*|out-of-pocket|disbursements?|travel|lodging|per\sdiem|at\scost|cost[\s-]plus|pass(?:ed)?[\s-]through|freight|shipping|postage|mileage|charges\sfor)\b",
    re.IGNORECASE,
)
_REPAID = re.compile(
    r"""
      \breimburs\w+ | \brepay\w* | \brecover\w*\s(?:\w+\s){0,4}costs?
    | \bcosts?\splus\b | \bat\s(?:actual\s|direct\s|its\s|the\s)?cost\b | \bpass(?:ed)?[\s-](?:through|on)\b
    | \bplus\s(?:\w+\s){0,5}?(?:expenses|costs|travel\w*|freight|shipping|disbursements)\b
    | \b(?:billed|invoiced|charged)\s(?:\w+\s){0,6}?(?:at\scost|expenses|for)\b
    | \b(?:shall|will|must|agrees?\sto|to)\s(?:also\s|promptly\s|additionally\s)?(?:pay|compensate|cover|refund)\b [^.;]{0,140}? \b(?:expenses?|costs?|charges)\b [^.;]{0,80}? \b(?:incurred|of\s[A-Z]|associated|related|for\ssuch|in\sconnection)
    | \b(?:shall|will|must|agrees?\sto|obligation\sto|obliged\sto)\s(?:\w+\s){0,4}?(?:pay|compensate|cover|provide)\b [^.;]{0,140}? \b(?:expenses?|travel\w*|lodging|hotel|airfare|air\stravel|accommodations?|transportation|shipping|freight|(?:prolongation|material|actual|direct|out-of-pocket)\scosts?)\b
    | \b(?:shares?|split|shared)\b [^.;]{0,80}? \b(?:costs?|expenses?|equally)\b
    | \b(?:costs?|expenses?)\b [^.;]{0,100}? \b(?:shared|split|prorat\w+|divided)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BORNE = re.compile(
    r"""
      \b(?:sole(?:ly)?\s|fully\s|exclusively\s|financially\s)?(?:responsible|liable)\sfor\b [^.;]{0,120}? \b(?:expenses?|costs?|fees|charges)\b
    | \b(?:bear|bears|borne|absorb\w*|assume\w*)\b [^.;]{0,120}? \b(?:expenses?|costs?|charges)\b
    | \b(?:expenses?|costs?|charges)\b [^.;]{0,160}? \b(?:borne|responsib\w+|paid\sby|assumed\sby|for\sthe\saccount\sof|included\sin|shall\sbe\sthe\s(?:sole\s)?(?:obligation|cost|expense))\b
    | \b(?:not\s(?:be\s)?(?:reimburs\w+|entitled|liable|responsible|include)|no\s(?:\w+\s){0,3}(?:expenses?|reimburse\w*|costs)\b(?!\s(?:may|shall|will|can|must)\s(?:\w+\s)?exceed|\sexceeds?\b|\s(?:over|above)\b)|(?:not|never)\scharge[ds]?\sto|without\s(?:additional\s|further\s|any\s)?(?:cost|charge|reimbursement))
    | \b(?:pay|pays|paying)\b [^.;]{0,60}? \b(?:its\sown|all\s(?:of\s(?:its|the)\s)?|the)\b [^.;]{0,50}? \b(?:costs?|expenses?)\b
    | \binclu(?:de[sd]?|ding|sive\sof)\b [^.;]{0,60}? \b(?:all\s)?(?:costs?|expenses?)\b
    | \bnon-?\s?(?:reimbursable|chargeable|billable)\b
    | \b(?:are|is|be)\s(?:never|not)\s(?:\w+\s)?(?:reimburs\w+|charge[ad]\w*|billed|billable|passed\son|invoiced|recover\w+)\b
    | \b(?:do|does|shall|will)\snot\s(?:\w+\s)?(?:reimburse|refund|repay|pay\sfor|cover|bear)\b
    | \b(?:excluded\sfrom|not\seligible\sfor)\s(?:\w+\s)?reimbursement\b
    | \b(?:may|shall|must)\snot\sbe\s(?:re)?charged\b | \bunder\sno\scircumstances\b [^.;]{0,80}? \bchargeable\b
    | \bfor\s(?:the\s|its\s|their\s|[A-Z][\w'’]+\s)(?:own\s)?account\b
    | \bat\s(?:(?:the|its|their|his)\s(?:(?-i:[A-Z])[\w'’]+\s)?(?:sole\s|own\s)*|(?-i:[A-Z])[\w'’]+\s(?:sole\s|own\s)*|(?:sole\s|own\s)+)(?:cost|expense)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BY_OTHER = re.compile(
    r"\b(?:paid\sby|borne\sby|assumed\sby|account\sof|at\sthe|at\s[A-Z])\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:its|their|his|her|your)\s(?:\w+\s)?own\b|\beach\sparty\b", re.IGNORECASE)
_SECOND = 0.15  # what the less likely reading takes off
_SIDE = re.compile(  # who pays for audits is no rule on expenses; what limits each stands beside one
    r"\baudit\w*|\b(?:not|no|never|nothing)\s(?:\w+\s){0,5}?(?:reimburs\w+|paid|repaid|charged?|chargeable)\s(?:above|over|beyond|in\sexcess)",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:all|any|no|incidental|other|its|their|such|the)\s(?:\w+\s){0,2}?(?:expenses|costs)\b|^\W*(?:[\d.]+\W*)?expenses\b",
    re.IGNORECASE,
)
_POCKET = re.compile(
    r"\b(?:out-of-pocket|travel\w*|lodging|meals?|hotel|airfare|accommodation|subsistence|reasonable\s(?:and\s\w+\s)?(?:\w+\s){0,2}expenses|business\sexpenses|materials?|shipping|freight|incurred|third[\s-]party|pre-?approved)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:attorney\w*|legal\sfees?|counsel|litigation|indemnif\w+|insur\w+|audit\w*|collect\w+|defen[cs]e|defend\w*|claims?|lawsuits?|recall|repair|prosecut\w+|patent|infring\w+|arbitrat\w+|breach|default|remov\w+|"
    r"confidential\w*|severance|losses|judgment\w*|liabilit\w+|registration\sstatement|tax\w*)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(  # all expenses, of which some are named
    r"\b(?:and|or|other|all|any)\s(?:\w+\s){0,3}?(?:out-of-pocket|incidental|miscellaneous|related|business)\s(?:expenses|costs|disbursements)\b",
    re.IGNORECASE,
)
_NOT_REPAID = re.compile(
    r"\bunder\sno\scircumstances\b|\b(?:not|no|never|without|neither|nor)\s(?:\w+\s){0,5}?(?:reimburs\w*|entitled|chargeable|billable)|\bnon-?\s?reimburs\w+|\bexcluded\sfrom\s(?:\w+\s)?reimburs\w+",
    re.IGNORECASE,
)
_APPROVAL = re.compile(
    r"\b(?:pre-?approv\w+|(?:prior|advance)\s(?:written\s)?(?:approval|consent|authori[sz]ation)|approved\s(?:in\s(?:advance|writing)|beforehand|before|by)|(?:written|advance)\s(?:approval|consent)|approv(?:ed|al)\b[^.;]{0,40}\b(?:advance|writing)|mutually\sagreed\sto\sin\sadvance)",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\b(?:in\sexcess\sof|over|exceed\w*|greater\sthan|more\sthan|above)\b\W{0,3}(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(?:not\s(?:to\s)?exceed\w*|up\sto|maximum(?:\s\w+){0,4}?\s(?:of|is)|capped\sat|cap(?:\s\w+){0,4}?\s(?:of|is)|limit(?:ed)?\s(?:to|of)|limit(?:\s\w+){1,4}\sis|no\smore\sthan|at\smost|no\sgreater\sthan|no\s(?:\w+\s){0,4}?may\sexceed|does\snot\sexceed|no(?:thing|ne)?\s(?:\w+\s){0,5}?exceeds?|(?:no(?:thing|ne)?|not)\s(?:\w+\s){0,5}?(?:reimburs\w+|paid|recover\w+|charge[ad]\w*|claim\w+|allowed)\s(?:above|over|beyond|in\sexcess\sof))\b\W{0,3}(?:\w+[\s(-]+){0,8}$",
    re.IGNORECASE,
)
_RECEIPT = re.compile(r"\b(?:receipts?|documentation|vouchers?|evidence)\b", re.IGNORECASE)
_AT_COST = re.compile(
    r"\bat\s(?:actual\s|direct\s)?cost\b(?!\s?(?:plus|\+))|\bwithout\s(?:any\s)?mark-?\s?up|\bno\smark-?\s?up|\bactual\scost\b(?!\splus)",
    re.IGNORECASE,
)
_MARK_UP = re.compile(
    r"\b(?:plus|mark-?\s?up|markup|handling|overhead|administrative|over\scost)\b", re.IGNORECASE
)
_CATEGORIES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (word, re.compile(pattern, re.IGNORECASE))
    for word, pattern in (
        ("travel", r"\btravel\w*|\btransport(?:ation)?\b"),
        ("airfare", r"\bair\s?fare|\bflights?\b|\bair\stravel|\bcoach\b|\beconomy\sclass"),
        ("lodging", r"\blodging|\bhotels?\b|\baccommodations?\b"),
        ("meals", r"\bmeals?\b|\bfood\b|\bsubsistence\b"),
        ("mileage", r"\bmileage\b"),
        ("car rental", r"\b(?:car|vehicle)\srental|\brental\s(?:car|vehicle)s?\b"),
        ("parking", r"\bparking\b|\btolls?\b"),
        ("materials", r"\bmaterials?\b|\bsupplies\b"),
        ("equipment", r"\bequipment\b"),
        ("shipping", r"\bshipping|\bfreight\b|\bpostage\b|\bcourier\b|\bdelivery\scharges"),
        ("telephone", r"\btelephone\b|\bphone\b|\btelecommunication\w*"),
        ("printing", r"\bprinting\b|\bcopying\b|\breproduction\b"),
        ("subcontractors", r"\bsubcontract\w+|\bthird[\s-]party\b"),
        ("entertainment", r"\bentertainment\b"),
        ("alcohol", r"\balcohol\w*|\bliquor\b|\bminibar\b"),
        ("commuting", r"\bcommut\w+"),
        ("laundry", r"\blaundry\b|\bdry\scleaning\b"),
        ("fines", r"\b(?:parking|traffic|speeding)\s(?:fines|tickets|penalties)\b"),
    )
)
_RULED_OUT = tuple(
    wording
    for word, wording in _CATEGORIES
    if word in {"entertainment", "alcohol", "commuting", "laundry"}
)


def read(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Propose expense rules of one passage."""
    if passage.kind is PassageKind.HEADING:
        return
    if not _COSTS.search(passage.text) and not _excluded(passage.text):
        return
    for sentence in sentences(passage.text):
        word = _COSTS.search(sentence.text) or _excluded(sentence.text)
        repaid, borne = _REPAID.search(sentence.text), _BORNE.search(sentence.text)
        if not word or not (repaid or borne) or _SIDE.search(sentence.text):
            continue
        no = bool(_NOT_REPAID.search(sentence.text))
        if repaid:
            yield _candidate(passage, sentence, repaid, context, reimbursable=not no)
        if borne:
            yield _candidate(passage, sentence, borne, context, reimbursable=False)
            # Whose duty it is to bear them tells whether they are repaid: the judge weighs both.
            if _BY_OTHER.search(borne[0]) and not _OWN.search(sentence.text):
                found = _candidate(passage, sentence, borne, context, reimbursable=True)
                yield replace(found, score=max(found.score - _SECOND, 0.02), reading=1)


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
    found: dict[str, object] = {
        "categories": () if _WHOLE.search(sentence.text) else _categories(sentence.text),
        "preapproval": True if _APPROVAL.search(sentence.text) else None,
        "markup_percent": _markup(sentence.text),
    }
    for value in amounts_in(rest, context.currency):
        name = _limit(rest, value)
        if name is not None:
            found.setdefault(name, value.amount)
    if "receipt_over" not in found and re.search(r"(?i)\breceipts?\b", rest):
        found["receipt_over"] = Decimal(0)
    return {key: value for key, value in found.items() if value is not None}


def _excluded(text: str) -> bool:
    """Whether a text speaks of kinds of spending that contracts exclude from repayment."""
    return any(wording.search(text) for wording in _RULED_OUT)


def _limit(text: str, value: Value) -> str | None:
    """Tell what an amount bounds: each expense, those to approve first, or those with a receipt."""
    before = text[max(value.start - 90, 0) : value.start]
    around = text[max(value.start - 160, 0) : value.end + 120]
    if _LIMIT.search(before):
        unless = re.search(r"(?i)\b(?:unless|without)\b[^.;]{0,60}\b(?:approv|consent)", around)
        return "preapproval_over" if unless else "cap"
    if not _OVER.search(before[-60:]):
        return None
    if _APPROVAL.search(around):
        return "preapproval_over"
    return "receipt_over" if _RECEIPT.search(around) else None


def _categories(text: str) -> tuple[str, ...]:
    return tuple(word for word, wording in _CATEGORIES if wording.search(text))


def _markup(text: str) -> Decimal | None:
    for value in percents_in(text):
        near = text[max(value.start - 40, 0) : value.start] + " " + text[value.end : value.end + 40]
        if _MARK_UP.search(near):
            return value.amount
    return Decimal(0) if _AT_COST.search(text) else None
