"""Tax treatment: "all fees are exclusive of sales tax", "prices include VAT".

Reads:  a clause or a row that speaks of taxes.
Yields: a candidate for each sentence that says who bears the taxes on the prices.
Leaves: income taxes, withholding, taxes on wages and property.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import Sentence, sentences
from extractors.terms.grammar.unowed import PURCHASE_ORDER
from extractors.wording import phrase
from models.passage import Passage
from models.terms import TaxTreatment

READS = "tax"

_TAX = phrase(
    r"\b(?:tax|taxes|VAT|V\.A\.T\.|GST|HST|PST|IVA|(?:customs|import|export|stamp|excise)[\s-](?:and\s\w+\s)?dut(?:y|ies))(?=\W|$)"
)
_FAR = r"(?:[^.;]|\.\d)"  # any character of the clause, "8.25%" included
_ANY_TAX = r"(?:tax\w*|VAT|GST|HST)"
_ON_TOP = phrase(
    rf"""
      \b(?: exclusive\sof | exclud\w+ | (?:(?:do|does|shall|will)\snot|don['’]t|doesn['’]t|won['’]t)\s(?:include|cover|contain|comprise) | (?:leaves?|leaving)\sout | not\sincluding | not\sinclu\w+ | net\sof | before | without | plus | subject\sto | in\saddition\sto
        | added\sto | add(?:ed)? | free\s(?:and\sclear\s)?of )\b {_FAR}{{0,90}}? \b(?:{_ANY_TAX}|them)\b
    | \b{_ANY_TAX}[\s-](?:exclusive|extra)\b
    | (?:\bex(?:cl)?\.?|\+|\bplus)[\s-](?:of\s|any\s|applicable\s|all\s|the\s|\d[\d.]*\s?%\s)*{_ANY_TAX}\b
    | \b{_ANY_TAX}\b {_FAR}{{0,60}}? \b(?:in\saddition|(?:shall|will)\sbe\sadded|extra|additional|excl(?:uded)?|not\sincluded|additionally|on\stop|separately|as\swell)\b
    | \b(?: pay | pays | paid | payable | responsible | liable | bears? | borne | reimburse\w* | charge\w* | collect | remit | assume\w* | account ) \b [^.]{{0,160}}? \b(?:tax\w*|VAT|GST|duties)\b
    | \b(?:tax\w*|VAT|GST|duties)\b [^.]{{0,260}}? \b(?: paid | payable | borne | responsib\w+ | liable | charged? | reimbursed? | account\sof | (?:for|to)\s(?:the\s)?[\w'’]+\saccount | expense\sof | added ) \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_INSIDE = phrase(
    rf"""
      \b(?: inclusive\sof | gross\sof | inclu\w+ | includes? | include | comprises? | contains? | (?<!to\s)covers? )\b {_FAR}{{0,80}}? \b(?:tax|taxes|VAT|GST|duties)\b
    | \bincl\.?\s(?:of\s|any\s|applicable\s|all\s|the\s|\d[\d.]*\s?%\s)*{_ANY_TAX}\b
    | \b(?:tax|taxes|VAT|GST)\b [^.;|)]{{0,15}}? \b(?: (?:(?:is|are)\s(?:already\s)?)?(?<!not\s)incl(?:uded)? | inclusive | (?:is|are)\salready\s(?:in|part\sof)\b )\b
    | \b(?:gross|tax[\s-]inclusive|all[\s-]in)\s(?:prices?|fees?|rates?|amounts?)\b
    | \ball[\s-]inclusive\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BEARS = phrase(
    r"\b(?:shall|will|must|agrees?\sto|is|are)\s(?:\w+\s){0,3}?(?:pay|bear|responsible|borne|liable)\b|\bbears\b"
)
_NEAR = 40  # characters: "taxes are included in the prices"
_NAMED = 110  # characters of a sentence before a rate that may name its tax
_FOLLOWS = 300  # characters: "Prices exclude VAT. VAT at 20% is invoiced separately."
_SECOND = 0.2  # what the less likely reading takes off
_SALES = phrase(
    r"\b(?:sales|use|value[\s-]added|VAT|GST|HST|excise|goods\sand\sservices|customs|duties|import|similar|applicable\stax\w*|transfer|turnover|service\stax|gross\sreceipts|consumption)\b"
)
_PRICES = phrase(
    r"\b(?:fees?|prices?|amounts?|charges?|payments?|rates?|invoices?|royalt\w+|sums?|remuneration)\b"
)
_NET_SALES = phrase(
    r"\bnet\s(?:sales|revenues?|receipts|proceeds|selling\sprice)\b\W{0,3}(?:shall\s)?means?\b"
)
_OTHER = phrase(
    r"\b(?:withh\w+|payroll|employ\w+|wages|tax\sreturns?|tax\streatment|tax\sstatus|reorgani[sz]ation|stock|shares|IRS|Internal\sRevenue|insurance|EBITDA|net\ssales\smeans|after[\s-]tax|"
    r"tax\scredits?|tax\sbenefit|shareholders?|merger|real\s(?:estate|property)|franchise\stax\w*|means|define[sd]?|less\sthe\sfollowing|deduct\w*)\b"
)
_INCOME = phrase(r"\bnet\sincome|\bincome\b")
_NO_TAX = phrase(  # papers and numbers called after a tax, and the base of a share without it
    r"\b(?:tax|VAT|GST|HST)\s(?:invoices?|receipts?|returns?|numbers?|identification|registration|ID|forms?|credit\snotes?)\b"
    r"|\bown\s(?:[\w-]+\s){0,2}?tax(?:es)?\b"
    r"|\b(?:commission|royalt(?:y|ies)|share|percentage|fee)\b(?:[^.;]|\.\d){0,50}?(?:%|per\s?cent)\)?\s(?:of|from|on)\s(?:[\w'’-]+\s){0,3}?(?:invoice[ds]?|order|sales?|net)\s(?:[\w-]+\s){0,2}?(?:value|amount|price|turnover|sales)s?\W{1,3}(?:without|excluding|exclusive\sof|before|net\sof|less)\s(?:[\w-]+\s){0,3}?(?:tax(?:es)?|VAT|GST)\b"
)
_BASIS = phrase(  # what a discount or interest is taken of says nothing of prices
    r"\b(?:deduct\w*|discount\w*|rebate\w*|keep\s+back|interest|penalt\w+|late)\b[^.;]{0,110}\b(?:invoice|total|amount|sum|balance)\w*\s(?:\w+\s){0,3}?(?:inclu\w+|incl\.?)"
)
_ORDERED = phrase(  # what a purchase order is open for says nothing of prices
    rf"{PURCHASE_ORDER}\W(?:[^.;]|\.\d){{0,110}}\d[^.;]{{0,30}}?\b(?:inclu\w+|incl\.?|gross)"
)
_IN_IT = phrase(r"\b(?:already\s)?(?:in|part\sof|included\sin)\s(?:it|them|that|this)\b")
_EXEMPT = phrase(  # supplies on which no tax falls: nothing comes on top
    rf"\b(?:is|are)\s(?:\w+\s)?(?:exempt(?:ed)?\sfrom|zero-?\s?rated|not\ssubject\sto|outside\sthe\sscope\sof)\b[^.;]{{0,60}}\b{_ANY_TAX}\b[^.]{{0,40}}?\b(?:(?:no\s{_ANY_TAX}|none)\s(?:is|are|will\sbe|shall\sbe)|not\s(?:be\s)?(?:charged|added|invoiced))|\bno\s(?:{_ANY_TAX}|sales\stax)\s(?:is|are|will\sbe|shall\sbe)\s(?:charged|added|payable|due|invoiced)\b"
)
_THEY = re.compile(r"\W*(?:they|these|those|it|this)\b", re.IGNORECASE)
_NEVER = phrase(
    r"\b(?:not|exclu\w+|without|other\sthan|except|plus)\W+(?:\w+\W+){0,3}$|\bincluding\s*(?:,?\s*(?:but\snot|without)\slimit\w+)?\W*$"
)


def read(passage: Passage, _context: Context) -> Iterator[Candidate]:
    """Propose tax rules of one passage."""
    if not _TAX.search(passage.text):
        return
    for said in sentences(passage.text):
        sentence = _without_names(said)
        word = _TAX.search(sentence.text)
        if not word or _is_aside(sentence.text):
            continue
        they = _THEY.match(sentence.text) or _IN_IT.search(sentence.text)
        earlier = passage.text[: sentence.start] if they else ""
        on_top, inside = _ON_TOP.search(sentence.text), _inside(sentence.text, earlier)
        if on_top or inside:
            treatment: Literal["exclusive", "inclusive"] = "inclusive" if inside else "exclusive"
            yield _candidate(passage, sentence, word, treatment)
            # "A shall pay all taxes": whether A is the one who is paid, the judge weighs.
            if inside or _BEARS.search(sentence.text):
                other: Literal["exclusive", "inclusive"] = "exclusive" if inside else "inclusive"
                found = _candidate(passage, sentence, word, other)
                yield replace(found, score=max(found.score - _SECOND, 0.02), reading=1)


def _is_aside(text: str) -> bool:
    """Whether a sentence speaks of tax without saying how prices are taxed."""
    return any(wording.search(text) for wording in (_NET_SALES, _EXEMPT, _BASIS, _ORDERED))


def _without_names(sentence: Sentence) -> Sentence:
    """The sentence with what is only called after a tax blanked out."""
    if not _NO_TAX.search(sentence.text):
        return sentence
    return sentence._replace(text=_NO_TAX.pattern.sub(_blanked, sentence.text))


def _blanked(match: re.Match[str]) -> str:
    return "#" * len(match[0])


def _candidate(
    passage: Passage,
    sentence: Sentence,
    word: re.Match[str],
    treatment: Literal["exclusive", "inclusive"],
) -> Candidate:
    start, end = sentence.start + word.start(), sentence.start + word.end()
    term = TaxTreatment(
        treatment=treatment,
        percent=_percent(sentence.text) or _percent(passage.text[sentence.start :][:_FOLLOWS]),
        evidence=quote(passage, start, end),
    )
    text = sentence.text
    score = 0.3 + 0.2 * bool(_SALES.search(text)) + 0.15 * bool(_PRICES.search(text))
    score += 0.15 * bool(_TAX.search(passage.heading or ""))
    score += 0.2 * bool(re.search(r"(?i)exclusive\sof|not\sinclude|inclusive\sof", text))
    score -= 0.2 * min(len(_OTHER.findall(text)), 2)
    if _INCOME.search(text) and not _SALES.search(text):
        score -= 0.2
    return Candidate(term, max(score, 0.02), passage, start, end)


def _inside(text: str, earlier: str = "") -> bool:
    """Whether the prices include the taxes; "taxes, including sales tax" says nothing of it.

    ``earlier`` is what "they" in the text stands for.
    """
    for match in _INSIDE.finditer(text):
        before = text[max(match.start() - 60, 0) : match.start()]
        listed = re.match(r"(?i)includ", match[0]) and re.search(
            r"(?i)\b(?:tax\w*|duties|charges|costs|expenses|levies|fees)\W*$", before
        )
        if (
            not listed
            and not _NEVER.search(before)
            and _PRICES.search(earlier + before + text[match.start() : match.end() + _NEAR])
        ):
            return not re.search(
                r"(?i)\bexclusive|(?:\bnot|n['’]t)\s(?:include|cover|contain)|exclud",
                text[: match.end()],
            )
    return False


def _percent(text: str) -> Decimal | None:
    for value in percents_in(text):
        before = text[max(value.start - _NAMED, 0) : value.start].rsplit(". ", maxsplit=1)[-1]
        near = before + text[value.start : value.end + 40]
        if re.search(
            r"\b(?:VAT|GST|HST|PST|IVA|(?:sales|turnover|consumption|service|services)\stax|tax\srate|value[\s-]added)\b",
            near,
            re.IGNORECASE,
        ):
            return value.amount
    return None
