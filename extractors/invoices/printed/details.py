"""Everything of an invoice's header that is no amount and no party's name."""

import re

from extractors.invoices.habits import DayOrder
from extractors.invoices.printed.accounts import read_account
from extractors.invoices.printed.canvas import Segment
from extractors.invoices.printed.days import (
    DATES,
    dated_at,
    day_of,
    due_in_words,
    put_date,
    read_day,
)
from extractors.invoices.printed.labels import Found, Label, labels_in
from extractors.invoices.printed.names import party_name
from extractors.invoices.printed.paper import Paper
from extractors.invoices.printed.payment_terms import read_terms
from extractors.invoices.printed.values import (
    DATE,
    balanced,
    identifier,
    words_of,
)
from extractors.invoices.printed.wording import CREDIT_TITLE, INVOICE_TITLE, LEGAL_FORM
from models.invoices import InvoiceKind

_DATED = re.compile(  # "Invoice 77 of 3 May 2024", "Rechnung Nr. 42 vom 31.01.2014"
    r"\b(?:vom|du|dated|of|issued at|issued on|van|del|date|le|am|from)\s*:?\s*$", re.IGNORECASE
)
_PREPARED_BY = re.compile(
    r"\W*(?:(?:this\s)?invoice\s)?(?:prepared|issued|created|raised)\sby\s*:?\s+(\S.*)",
    re.IGNORECASE,
)
_CREDIT_LABELS = (
    *("credit note", "credit memo", "credit advice", "credit adjustment", "adjustment note"),
    *("gutschrift", "avoir", "creditnota"),
)
_SORT_OF_INVOICE = re.compile(
    r"(?!original|correct|against|credit|refer|your|our|previous|prior|late)(?:[^\W\d_]+[ -]){1,2}"
    r"(?:invoice|rechnung|facture|factuur|factura)(?:\s(?:no\.?|nr\.?|number|\#))?[\s:#]+(?=\S*\d)",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(
    r"(?:(?:no|nr|n[°ºo]|number|num[ée]ro)(?![a-z])|\#)[.:\s#°º]*", re.IGNORECASE
)
_NO_REFERENCE = re.compile(  # prose, a year, "order 2" of a section's title
    r"[/&]|(?:dated|of|between|for|with|and|is|are|was|has|shall|by|vom|mit|zwischen|über|und|der|du|entre|van|tussen)\s|\d{1,3}\s*[:–-]\s|\d{1,2}$|(?:19|20)\d\d(?:[-/]\d{2,4})?$",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[a-z]{3})\.\s+[A-Z]")  # one ends, one begins: prose
_NUMBER_THEN_PROSE = re.compile(r"([A-Z][\w]*[-/][\w/-]*\d[\w/-]*)[,;]\s+(?:[a-z]|\d{1,2}[./ ])")
_ADDED = re.compile(r"(?<=\d)\s\([^()\d]*\)$")  # "RV 2024-07 (framework)"
_WORK = re.compile(r"sow|statement of work|order form|(?:work|task|call-?off) order", re.IGNORECASE)
_COUNTED = re.compile(r"\W*(\d{1,3})\s*(?:[:–-]\s.*)?")  # "SOW 3: Hosting and care plan"
_NUMBER_IN_PROSE = re.compile(r"\s(?P<number>[A-Z][A-Z\d]*[-/][\w/-]*\d[\w/-]*)(?![\w/-])")
"""A number right behind "our Master Services Agreement": capitals, a dash, figures."""
_CONTRACT_NUMBER = re.compile(
    r"(?:sow|msa|agr|agreement|ctr|cntr|contract|framework|fwa|call-?off|wo)[-/\d]", re.IGNORECASE
)
_THIS_ACCOUNT = re.compile(r"\b(?:this is our|total (?:of )?(?:this|our)) account\b", re.IGNORECASE)
_BOTH = re.compile(r"dat(?:e|um)$", re.IGNORECASE)  # "Invoice no. / date", "Nummer/Datum"
_LONG_TITLE = 60
_LONG_CREDIT_TITLE = 160
_LONG_REFERENCE = 120
_OWN_LABEL = 1.1  # score from which a date has a label of its own


def read_details(paper: Paper, order: DayOrder) -> None:
    """Read kind, number, dates, references, payment terms and account."""
    _kind(paper)
    _number(paper, order)
    for key in DATES:
        read_day(paper, key, order)
    due_in_words(paper, order)
    dated_at(paper, order)
    paper.take("corrects", paper.labels.best("corrects", identifier))
    if paper.draft.values.get("kind") is InvoiceKind.CREDIT_NOTE:
        paper.take("corrects", paper.labels.best("credited", identifier))
    paper.take("purchase_order", paper.labels.best("purchase_order", identifier))
    _contract(paper)
    read_terms(paper)
    read_account(paper)
    _preparer(paper)


def _kind(paper: Paper) -> None:
    for segment in paper.canvas.segments:
        if CREDIT_TITLE.search(segment.text) and len(segment.text) < _LONG_CREDIT_TITLE:
            paper.put("kind", InvoiceKind.CREDIT_NOTE, segment)
            return
        titled = INVOICE_TITLE.search(segment.text) and len(segment.text) < _LONG_TITLE
        if titled and not _names_corrected(segment):
            break
    credit = any(
        label.text.lower().startswith(_CREDIT_LABELS)
        for label in paper.labels.found.get("number", ())
        if label.leads
    )
    paper.draft.put("kind", InvoiceKind.CREDIT_NOTE if credit else InvoiceKind.INVOICE)


def _names_corrected(segment: Segment) -> bool:
    """Whether words are the label of the invoice that is corrected: "zu Rechnung: 2025-0614"."""
    return any(
        label.key in ("corrects", "credited") and label.leads for label in labels_in(segment)
    )


def _number(paper: Paper, order: DayOrder) -> None:
    """The invoice's number, and the date that follows it on its line."""
    found = paper.labels.best("number", identifier) or _titled(paper) or _under_title(paper)
    found = found or _of_account(paper)
    credited = _own_number(paper) if found is not None and _of_the_credited(paper, found) else None
    if found is not None and credited is not None and credited.value != found.value:
        paper.take("corrects", found)
        found = credited
    paper.take("number", found)
    if found is None:
        return
    text = found.segments[-1].text
    after = text[text.find(found.value) + len(found.value) :]
    labelled = paper.labels.best("issue_date", lambda words: day_of(words, order))
    known = "issue_date" in paper.draft.values
    if known or (labelled is not None and labelled.score >= _OWN_LABEL):
        return
    for match in DATE.finditer(after):
        day = day_of(match[0], order)
        both = _BOTH.search(found.label.text) and not after[: match.start()].strip(" /,·|-")
        if day is not None and (both or _DATED.search(after[: match.start()])):
            put_date(paper, "issue_date", day, found.segments)
            return
    below = paper.labels.below(found.segments[-1])
    under = DATE.search(below.text) if below is not None else None
    before = below.text[: under.start()].strip() if below is not None and under else ""
    if below is not None and under and (not before or _DATED.fullmatch(before)):
        day = day_of(under[0], order)
        if day is not None:
            put_date(paper, "issue_date", day, (below,))


def _of_account(paper: Paper) -> Found[str] | None:
    """The number of a solicitor's account: "Account No. 119-2048" on what calls itself one."""
    itself = any(_THIS_ACCOUNT.search(segment.text) for segment in paper.canvas.segments)
    numbers = paper.labels.all("other", identifier) if itself else ()
    return next((f for f in numbers if f.label.text.lower().startswith("account")), None)


def _own_number(paper: Paper) -> Found[str] | None:
    """The number of a credit note itself: behind its name, or right below the title."""
    named = [
        found
        for found in paper.labels.all("number", identifier)
        if found.label.leads and found.label.text.lower().startswith(_CREDIT_LABELS)
    ]
    return max(named, key=lambda found: found.score, default=None) or _under_title(paper)


def _of_the_credited(paper: Paper, found: Found[str]) -> bool:
    """Whether a number on a credit note is called that of an invoice."""
    credit = paper.draft.values.get("kind") is InvoiceKind.CREDIT_NOTE
    return credit and found.label.text.lower().startswith("invoice")


def _titled(paper: Paper) -> Found[str] | None:
    """A number in a title of any sort: "Royalty Invoice BG-2025-041"."""
    for segment in paper.canvas.segments:
        match = _SORT_OF_INVOICE.match(segment.text)
        number = identifier(segment.text[match.end() :]) if match else None
        if match and number is not None and segment.text.rstrip().endswith(number):
            return Found(number, (segment,), 0.5, Label("number", match[0], segment, 0, "", 0))
    return None


def _under_title(paper: Paper) -> Found[str] | None:
    """A number with nothing but "No." before it, right below the title."""
    for title in paper.canvas.segments:
        named = INVOICE_TITLE.search(title.text.rstrip(" :."))
        if len(title.text) > _LONG_TITLE or not named or named.end() < len(named.string):
            continue
        for row in paper.canvas.rows[title.row : title.row + 3]:
            for segment in row.segments:
                match = _BARE_NUMBER.match(segment.text)
                number = identifier(segment.text[match.end() :]) if match else None
                if number is not None:
                    label = Label("number", match[0] if match else "", segment, 0, "", 0)
                    return Found(number, (segment,), 0.5, label)
    return None


def _contract(paper: Paper) -> None:
    """The contract's number or title, behind "Agreement" or the name of any sort of agreement."""
    named = [
        found
        for found in paper.labels.all("named_contract", _reference)
        if found.label.leads
        and (found.label.colon or found.label.bare or identifier(found.value) == found.value)
    ]
    told = [
        found
        for found in paper.labels.all("contract_reference", _reference)
        if found.label.colon or found.label.bare or not found.value[0].islower()
    ]
    matches = [*told, *named, *_counted_works(paper)]
    if not matches:
        quoted = paper.labels.all("quotation", identifier)
        matches = [
            found
            for found in quoted
            if (found.label.leads or found.label.in_run) and not _NO_REFERENCE.match(found.value)
        ]
    if not matches:  # "Your ref: SOW-2/25/014": what is referred to says what it is
        matches = [
            found for found in paper.labels.all("other", identifier) if _names_contract(found)
        ]
    paper.take(
        "contract_reference",
        max(matches or _in_prose(paper), key=lambda found: found.score, default=None),
    )


def _counted_works(paper: Paper) -> list[Found[str]]:
    """A statement of work known by its place: "SOW 3", "SOW 3: Hosting and care plan"."""
    return [
        Found(f"{label.text} {match[1]}", (label.segment,), 0.5, label)
        for label in paper.labels.found.get("contract_reference", ())
        if label.leads
        and label.segment.row not in paper.labels.table
        and _WORK.fullmatch(label.text)
        and (match := _COUNTED.fullmatch(label.rest))
    ]


def _in_prose(paper: Paper) -> list[Found[str]]:
    """A contract that a sentence names: "Under our Master Services Agreement HV-MSA-5 we charge"."""
    labels = [
        *paper.labels.found.get("named_contract", ()),
        *paper.labels.found.get("contract_reference", ()),
    ]
    return [
        Found(match["number"], (label.segment,), 0.0, label)
        for label in labels
        if (match := _NUMBER_IN_PROSE.match(label.rest))
        and label.segment.row not in paper.labels.table
    ]


def _names_contract(found: Found[str]) -> bool:
    reference = "ref" in found.label.text.lower()
    return reference and bool(_CONTRACT_NUMBER.match(found.value))


def _reference(text: str) -> str | None:
    """A contract's number or its title."""
    body = balanced(words_of(text))
    number = _NUMBER_THEN_PROSE.match(body) if body else None
    body = number[1] if number else body
    body = _ADDED.sub("", body) if body else None
    told = body is not None and not _NO_REFERENCE.match(body) and not _SENTENCES.search(body)
    return body if body and told and len(body) <= _LONG_REFERENCE else None


def _preparer(paper: Paper) -> None:
    """The person who issued the invoice: "Prepared by: Dana Whitfield"; a company is a party."""
    for segment in paper.canvas.segments:
        match = _PREPARED_BY.match(segment.text)
        name = party_name(match[1]) if match else None
        if name is not None and not LEGAL_FORM.search(name):
            paper.put("prepared_by", name, segment)
            return
