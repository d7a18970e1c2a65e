"""What each kind of term is about: the words that a passage speaking of it has."""

from dataclasses import dataclass

from extractors.wording import Wording, phrase


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of term, what it is about in words, and the wording that speaks of it."""

    kind: str
    words: str
    wording: Wording


def _subject(kind: str, words: str, pattern: str) -> Subject:
    return Subject(kind, words, phrase(pattern))


SUBJECTS = (
    _subject(
        "payment_term",
        "invoices or payment",
        r"\binvoic\w+|\bpayments?\b|\bpayable\b|\bpaid\b|\bremit\w*|\bfalls?\sdue\b",
    ),
    _subject(
        "late_charge",
        "invoices, payment, overdue amounts or interest",
        r"\binvoic\w+|\bpayments?\b|\bpayable\b|\boverdue\b|\bpast[\s-]due\b|\blate\s(?:fee|charge|payment)|\binterest\sat\b|\bdelinquent\b|\bunpaid\b",
    ),
    _subject(
        "early_discount",
        "discounts or payment",
        r"\bdiscount\w*|\bpayments?\b|\bpayable\b|\binvoic\w+|\b(?:early|prompt)\spay",
    ),
    _subject(
        "rate",
        "prices or rates",
        r"\brates?\b|\bpric(?:e[sd]?|ing)\b|\bper\s(?:hour|day|unit|user|call|page|month)\b|\bhourly\b|\bdaily\b",
    ),
    _subject(
        "fee",
        "fees or sums to pay",
        r"\bfees?\b|\bretainer\b|\bsubscription\b|\bcharges?\b|\blump\ssum\b|\bprice\b|\bdeposit\b",
    ),
    _subject(
        "percentage_fee",
        "royalties, commissions or shares of revenue",
        r"\broyalt\w+|\bcommissions?\b|\brevenue\sshar\w+|\bnet\s(?:sales|revenues?|receipts)\b|\bgross\s(?:sales|revenues?|receipts)\b|\bper\s?cent(?:age)?\sof\b|%\sof\b",
    ),
    _subject(
        "milestone",
        "milestones, instalments or completion",
        r"\bmilestones?\b|\binstal?lments?\b|\b(?:up)?on\s(?:\w+\s){0,3}(?:completion|acceptance|delivery)\b|\bprogress\spayments?\b",
    ),
    _subject(
        "escalator",
        "price changes or an index",
        r"\bincreas\w+|\badjust(?:ed|ment|ments)\b|\bescalat\w+|\bindex(?:ed|ation)?\b|\bcpi\b|\binflation\b",
    ),
    _subject(
        "cap",
        "limits of charges",
        r"\bnot[\s-]to[\s-]exceed\b|\bnot\sexceed\b|\bmaximum\b|\bexceed\w*\b|\bcap(?:ped|s)?\b|\bup\sto\sa\b|\bceiling\b|\bbudget\b",
    ),
    _subject(
        "minimum",
        "minimums or commitments",
        r"\bminimum\b|\bat\sleast\b|\bcommitments?\b|\bcommits?\b|\bnot\sless\sthan\b|\bshortfall\b|\btake[\s-]or[\s-]pay\b",
    ),
    _subject(
        "expense",
        "expenses or costs",
        r"\bexpenses?\b|\bout[\s-]of[\s-]pocket\b|\breimburs\w+|\bcosts?\b|\btravel\b|\bper\sdiem\b",
    ),
    _subject(
        "retainage",
        "sums held back",
        r"\bretain(?:age|ed|s)\b|\bretention\b|\bholdback\b|\bhold\sback\b|\bwithh(?:eld|old)\w*",
    ),
    _subject(
        "billing",
        "invoicing or billing",
        r"\binvoic\w+|\bbill(?:s|ed|ing)?\b|\bin\s(?:advance|arrears)\b|\b(?:monthly|quarterly|annually)\b",
    ),
    _subject(
        "dispute",
        "disputed invoices or objections",
        r"\bdisput\w+|\bcontest\w*|\bobject(?:s|ed|ion|ions)?\b|\berrors?\s(?:in|on)\b|\bgood\sfaith\b",
    ),
    _subject(
        "tax",
        "taxes",
        r"\btax(?:es|ed|able)?\b|\bvat\b|\bgst\b|\bvalue[\s-]added\b|\bduties\b|\blevies\b",
    ),
    _subject(
        "discount", "discounts or rebates", r"\bdiscount\w*|\brebates?\b|\breduc(?:ed|tion)\b"
    ),
)
"""In the order of the kinds of term; every kind of ``models.terms`` is here."""
