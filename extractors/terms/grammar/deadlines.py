"""Invoices that come too late to be paid: "charges not billed within 60 days are deemed waived".

Source: wordings of master agreements in tests/extractors/cases/billing.yaml.
"""

import re
from functools import lru_cache

from extractors.terms.grammar.days import days_in
from extractors.terms.grammar.values import Value
from extractors.wording import phrase

_BILLS = phrase(
    r"\b(?:invoic\w+|(?:back-?)?bill(?:s|ed|ing)?|charges?|fees?|claim(?:s|ed)?|expenses?)\b"
)
_LOST = phrase(
    r"""\b(?: need \s not \s be \s paid | no \s payment \s (?:is|shall \s be|will \s be) \s (?:owed|due|payable)
    | waive[sd]? | deemed \s (?:to \s (?:be|have \s been) \s)? (?:waived|forfeited|abandoned)
    | no \s longer \s (?:be \s)? (?:claim\w* | charge\w* | invoice\w* | bill\w* | recover\w* | due | payable | collect\w*)
    | forfeit\w* | time[\s-]barred | lapses? | (?:deadline|cut-?off) \s for \s (?:invoicing|billing|invoices)
    | need \s not \s pay | (?:shall|will|may|can|do|does) \s not \s (?:be \s)? (?:honou?r(?:ed)? | accept(?:ed)? | pa(?:y|id) | back-?bill | reimbursed?) | no \s (?:right|claim|entitlement) \s to \s (?:be \s paid | payment | reimbursement)
    | (?:loses?|forfeits?) \s (?:its|the|any|all) \s (?:\w+ \s){0,2}? (?:rights?|claims?|entitlement) | (?:are|is) \s free \s of \s charge | may \s be \s (?:rejected|refused|disregarded)
    | not \s (?:be \s)? (?:obliged | obligated | required | liable) \s to \s pay
    | (?:may|shall|will|can) \s not \s (?:be \s (?:invoiced|billed|charged) | invoice | bill) )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_CLAIMS = phrase(
    r"\b(?:over-?charge\w*|over-?pa\w+|over-?collect\w*|duplicate|errors?|disput\w+|object\w*|contest\w*|refunds?)\b"
)
_RUNS = re.compile(
    r"\W*(?:days?\s)?(?:after|of|from|following)\s(?:[\w'’]+\s){0,7}?(?:day|month[\s-]end|quarter[\s-]end|end|ended|ends|close|last\sday|expiry|expiration|completion|period|month|quarter|year|performance|provision|delivery|rendering|dates?|services?|incurred|incurrence|accru\w+|rendered|performed|provided|supplied|done|work|works|spend\w*|spent|expenditure)\b",
    re.IGNORECASE,
)
_BEFORE_INVOICE = re.compile(  # "services rendered more than 90 days before the invoice date"
    r"\W*(?:days?\s)?(?:prior\sto|before|preceding)\s(?:(?:the|its|an?|that|such|date|of)\s)*(?:\w+\s)?invoice\b",
    re.IGNORECASE,
)
_SERVED = phrase(
    r"\b(?:services?|work|expenses?|costs?|charges?|rendered|incurred|used|performed|supplied)\b"
)
_OF_INVOICE = re.compile(
    r"^[^.;]{0,40}\b(?:receipt|receiving|invoice|bill|statement)\b", re.IGNORECASE
)
INVOICES = re.compile(
    r"\b(?:shall|will|may|to|must|agrees\sto|should)\s(?:\w+\s){0,3}?(?:invoice|bill|(?:submit|issue|send|render|provide|deliver|prepare|furnish|present|give|raise|lodge|serve)\b[^.;]{0,50}\b(?:invoices?|bills?|statements?|applications?|(?:payment|progress)\sclaims?))\b|\bwe\s(?:then\s)?(?:invoice|bill)\b|\b(?:invoices|bills)\s(?:us|you|the|each|every|monthly|quarterly|usage)\b|\b(?:invoiced|billed)\b|\b(?:invoices?|bills?)\s(?:\w+\s){0,4}(?:issued|submitted|sent|rendered|generated)",
    re.IGNORECASE,
)
_AHEAD = re.compile(  # "No later than fifteen days after the end of each month, X shall invoice"
    r"^\W*(?:\(?\w{1,3}[.)]\s+)?(?:[\w'’]+\W+){0,4}?(?:within|(?:no|not)\slater\sthan|in)\W*$",
    re.IGNORECASE,
)
_SENT = phrase(
    r"\b(?:invoices?|bills?|claims?|expense\sreports?)\b[^.;]{0,60}?\b(?:submitted|issued|rendered|presented|sent|filed|raised|emitted|delivered|(?:reach|arrive\sat|be\sreceived\sby)(?:es|s)?)\s(?:\w+\s){0,3}?(?:within|(?:no|not)\slater\sthan|in)\W*$"
)
_OWED = re.compile(  # "shall issue its invoice within"
    rf"(?:{INVOICES.pattern})[^.;]{{0,30}}?\b(?:within|(?:no|not)\slater\sthan|in)\W*$",
    re.IGNORECASE,
)
_SENT_BY = phrase(
    r"\b(?:invoices?|bills?|claims?|expense\sreports?)\b[^.;]{0,60}?\b(?:submitted|issued|rendered|presented|sent|filed|raised|delivered)\b[\w\s,]{0,40}$"
    r"|\b(?:issues?|submits?|sends?|renders?|raises?)\s(?:[\w-]+\s){0,4}?(?:invoices?|bills?)\b[\w\s,]{0,45}$"
)
_REACH = 120  # characters
_RUNS_ON = re.compile(r"\W*(?:days?\s)?(?:after|of|from|following)\b", re.IGNORECASE)
_MUST = re.compile(r"shall|will|may|to\b|must|agrees|should", re.IGNORECASE)
_OWN_BILL = phrase(r"invoic|bill|application")
GETS = phrase(r"\b(?:receipt|recepti\w+|receiv\w+|getting|invoice|bill|(?:its|their)\sdate)\b")
PAID = phrase(r"\b(?:pays?|paid|payable|payment|due|remits?|remitted|settles?|settled)\b")
OVERDUE = re.compile(  # days of delay: "unpaid ten days after its due date"
    r"\W*(?:days?\s)?(?:after|of|from|following|past)\s(?:[\w'’]+\s){0,3}?due\b", re.IGNORECASE
)


@lru_cache(maxsize=64)
def late_bill(sentence: str) -> Value | None:
    """Return the days after which an invoice need not be paid; None where nothing says so.

    >>> int(late_bill("Charges not billed within 60 days after the end of the month are waived.").amount)
    60
    """
    if not _BILLS.search(sentence):
        return None
    lost = _LOST.search(sentence) and not _CLAIMS.search(sentence)
    for value in days_in(sentence, months=True) if lost or "invoice" in sentence else ():
        after = sentence[value.end : value.end + 90]
        if lost and _RUNS.match(after) and not _OF_INVOICE.match(after):
            return value
        if _BEFORE_INVOICE.match(after) and _SERVED.search(sentence[: value.start]):
            return value
    return None


def time_to_send(before: str, after: str) -> bool:
    """Whether the days between ``before`` and ``after`` are those for sending an invoice.

    >>> time_to_send("A claim must be submitted within ", " days after the expense was incurred.")
    True
    """
    if duty_follows(before, after):
        return True
    near = before[-_REACH:]
    if PAID.search(near) or not _RUNS_ON.match(after):
        return False
    return bool(_SENT.search(near) or (_OWED.search(near) and not GETS.search(after[:50])))


def is_sent_by(before: str) -> bool:
    """Whether a day of the month that comes next is the last one for sending an invoice.

    >>> is_sent_by("Invoices must be submitted by the "), is_sent_by("Invoices must be paid by the ")
    (True, False)
    """
    near = before[-_REACH:]
    return bool(_SENT_BY.search(near)) and not PAID.search(near)


def duty_follows(before: str, after: str) -> bool:
    """Whether the days open the sentence and the duty to send an invoice comes after them."""
    if not _AHEAD.match(before) or PAID.search(before):
        return False
    duty = INVOICES.search(after[:200])
    if duty is None or not (_MUST.match(duty[0]) and _OWN_BILL.search(duty[0])):
        return False
    between = after[: duty.start()]
    return not PAID.search(between) and not GETS.search(between)
