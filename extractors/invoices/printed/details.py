"""Everything of an invoice's header that is no amount and no party's name."""

import re
from dataclasses import dataclass
from datetime import date

from extractors.invoices.habits import DayOrder, order_of_gap
from extractors.invoices.printed.accounts import read_account
from extractors.invoices.printed.canvas import Segment
from extractors.invoices.printed.labels import Found, Label
from extractors.invoices.printed.names import party_name
from extractors.invoices.printed.paper import Paper
from extractors.invoices.printed.values import (
    DATE,
    clean,
    date_at_start,
    identifier,
)
from extractors.invoices.printed.wording import CREDIT_TITLE, INVOICE_TITLE, LEGAL_FORM
from models.invoices import InvoiceKind

_DATES = ("issue_date", "due_date", "received_date")
_DATED = re.compile(  # "Invoice 77 of 3 May 2024", "Rechnung Nr. 42 vom 31.01.2014"
    r"\b(?:vom|du|dated|of|issued at|issued on|van|del|date|le|am|from)\s*:?\s*$", re.IGNORECASE
)
_TERMS = re.compile(
    r"(?:(?:payment )?due (?:within |net )?\d{1,3} (?:\w+ )?days|(?:(?:payment )?terms?:? )?net \d{1,3}\b(?! days of)"
    r"|(?:(?:payment )?terms?:? )?\d{1,3} (?:(?:calendar|business|working) )?days (?:net\b|from|after|of (?:the )?(?:invoice|receipt|date|issue|claim|end))|\d{1,3} tage (?:netto|rein))"
    r"[^.;|]{0,60}"
    r"|(?:please )?(?:pay|payable|payment|zahlbar|fällig|zahlung|betaling|paiement|pago)\b[^.;|]{0,60}?"
    r"\b(?:\d{1,3}\s?(?:(?:calendar|business|working|banking)\s)?(?:days|tage?n?|jours|dagen|días|giorni)|sofort|immediately|upon receipt)[^.;|]{0,60}",
    re.IGNORECASE,
)
_TERMS_LABEL = re.compile(
    r"^(?:payment |zahlungs)?(?:terms?|bedingungen|zahlung|payment)\s?:\s*", re.IGNORECASE
)
_PAY_BY = re.compile(
    r"(?:\bdue|payable|\bpay\b|payment|remit|zahl|fällig|überweis|betal|règle|payer|payé).{0,90}?"
    r"(?:\b(?:by|on|before|until|latest|than|due|bis|zum|am|avant|le|vóór|voor|op)|:|\()\s*$",
    re.IGNORECASE,
)
_WAS_PAID = re.compile(
    r"received|thank|\bpaid\b|erhalten|reçu|ontvangen|interest|\blate\b", re.IGNORECASE
)
_PREPARED_BY = re.compile(
    r"\W*(?:(?:this\s)?invoice\s)?(?:prepared|issued|created|raised)\sby\s*:?\s+(\S.*)",
    re.IGNORECASE,
)
_PLACE_AND_DATE = re.compile(
    rf"(?:[^\W\d][\w\ .\-]{{1,30}},\s?(?:(?:den|le|the|am)\s)?)(?P<date>{DATE.pattern})",
    re.VERBOSE | re.IGNORECASE,
)
_CREDIT_LABELS = ("credit note", "credit memo", "gutschrift", "avoir", "creditnota")
_DAYS = re.compile(
    r"\b(?:net|within|terms:?)\s{1,2}(?P<days>\d{1,3})\b|\b(?P<more>\d{1,3})\s(?:days|tagen?|jours|dagen)\b",
    re.IGNORECASE,
)
_SORT_OF_INVOICE = re.compile(
    r"(?!original|correct|against|credit|refer|your|our|previous|prior|late)(?:[^\W\d_]+[ -]){1,2}"
    r"(?:invoice|rechnung|facture|factuur|factura)(?:\s(?:no\.?|nr\.?|number|\#))?[\s:#]+(?=\S*\d)",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"(?:no|nr|n[°ºo]|number|num[ée]ro|#)(?![a-z])[.:\s#°º]*", re.IGNORECASE)
_NEXT_SENTENCE = re.compile(r"(?<=[a-zß\d)])\.\s+(?=[A-ZÄÖÜ])")
_CONTRACT_NUMBER = re.compile(
    r"(?:sow|msa|agr|agreement|ctr|cntr|contract|framework|fwa|call-?off)[-/\d]", re.IGNORECASE
)
_LONG_TITLE = 60
_LONG_CREDIT_TITLE = 160
_LONG_REFERENCE = 120
_SAME_EDGE = 3.0  # points
_PAYMENTS = ("payment", "zahlung", "paiement", "betaling", "pago")
_DAYS_NAMED = re.compile(
    r"\d\s?(?:days?|tage?n?|jours|dagen|días|giorni)\b|\bnet|sofort|receipt|immediate",
    re.IGNORECASE,
)
_OWN_LABEL = 1.1  # score from which a date has a label of its own


@dataclass(frozen=True, slots=True)
class _Day:
    """A date; ``unsure``: day and month may be the wrong way round."""

    value: date | None
    unsure: bool


def read_details(paper: Paper, order: DayOrder) -> None:
    """Read kind, number, dates, references, payment terms and account."""
    _kind(paper)
    _number(paper, order)
    for key in _DATES:
        _date(paper, key, order)
    _due_in_words(paper, order)
    _dated_at(paper, order)
    paper.take("corrects", paper.labels.best("corrects", identifier))
    paper.take("purchase_order", paper.labels.best("purchase_order", identifier))
    _contract(paper)
    _terms(paper)
    read_account(paper)
    _preparer(paper)


def settled_order(paper: Paper) -> DayOrder:
    """How dates are written; where the figures do not tell, the time to pay may."""
    order = paper.day_order
    if order.settled:
        return order
    days = {first: _days_to_pay(paper, first) for first in (True, False)}
    terms = " ".join(row.text for row in paper.canvas.rows)
    stated = {int(match["days"] or match["more"]) for match in _DAYS.finditer(terms)}
    gaps = {first: gap for first, gap in days.items() if gap is not None}
    return order_of_gap(gaps, stated) or order


def _days_to_pay(paper: Paper, day_first: bool) -> int | None:  # noqa: FBT001 (the one thing that is asked)
    """Days from issue to due date, read in one order; None where one is missing or no date."""
    order = DayOrder(day_first, settled=True)
    issued = paper.labels.best("issue_date", lambda text: _day(text, order))
    due = paper.labels.best("due_date", lambda text: _day(text, order))
    if issued is None or due is None or issued.value.value is None or due.value.value is None:
        return None
    return (due.value.value - issued.value.value).days


def _kind(paper: Paper) -> None:
    for segment in paper.canvas.segments:
        if CREDIT_TITLE.search(segment.text) and len(segment.text) < _LONG_CREDIT_TITLE:
            paper.put("kind", InvoiceKind.CREDIT_NOTE, segment)
            return
        if INVOICE_TITLE.search(segment.text) and len(segment.text) < _LONG_TITLE:
            break
    credit = any(
        label.text.lower().startswith(_CREDIT_LABELS)
        for label in paper.labels.found.get("number", ())
        if label.leads
    )
    paper.draft.put("kind", InvoiceKind.CREDIT_NOTE if credit else InvoiceKind.INVOICE)


def _number(paper: Paper, order: DayOrder) -> None:
    """The invoice's number, and the date that follows it on its line."""
    found = paper.labels.best("number", identifier) or _titled(paper) or _under_title(paper)
    paper.take("number", found)
    if found is None:
        return
    text = found.segments[-1].text
    after = text[text.find(found.value) + len(found.value) :]
    labelled = paper.labels.best("issue_date", lambda words: _day(words, order))
    known = "issue_date" in paper.draft.values
    if known or (labelled is not None and labelled.score >= _OWN_LABEL):
        return
    for match in DATE.finditer(after):
        day = _day(match[0], order)
        both = "date" in found.label.text.lower() and not after[: match.start()].strip(" /,·|-")
        if day is not None and (both or _DATED.search(after[: match.start()])):
            _put_date(paper, "issue_date", day, found.segments)
            return
    below = paper.labels.below(found.segments[-1])
    under = DATE.search(below.text) if below is not None else None
    before = below.text[: under.start()].strip() if below is not None and under else ""
    if below is not None and under and (not before or _DATED.fullmatch(before)):
        day = _day(under[0], order)
        if day is not None:
            _put_date(paper, "issue_date", day, (below,))


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
        if len(title.text) > _LONG_TITLE or not INVOICE_TITLE.fullmatch(title.text.strip()):
            continue
        for row in paper.canvas.rows[title.row : title.row + 3]:
            for segment in row.segments:
                match = _BARE_NUMBER.match(segment.text)
                number = identifier(segment.text[match.end() :]) if match else None
                if number is not None:
                    label = Label("number", match[0] if match else "", segment, 0, "", 0)
                    return Found(number, (segment,), 0.5, label)
    return None


def _date(paper: Paper, key: str, order: DayOrder) -> None:
    found = paper.labels.best(key, lambda words: _day(words, order))
    if found is not None and key not in paper.draft.values:
        _put_date(paper, key, found.value, found.segments)


def _day(text: str, order: DayOrder) -> _Day | None:
    day, ambiguous, words = date_at_start(text, order)
    return _Day(day, ambiguous) if words and (day or ambiguous) else None


def _put_date(paper: Paper, key: str, day: _Day, segments: tuple[Segment, ...]) -> None:
    if day.unsure:
        quote = paper.canvas.evidence(*segments).quote
        paper.draft.doubt(f"The {key.replace('_', ' ')} may be day or month first: {quote!r}.")
    paper.put(key, day.value, *segments)


def _due_in_words(paper: Paper, order: DayOrder) -> None:
    """A due date that a sentence states: "Payable within 30 days, at the latest 3 May 2026"."""
    if "due_date" in paper.draft.values:
        return
    for segment in paper.canvas.segments:
        for match in DATE.finditer(segment.text):
            before = f"{_above(paper, segment)} {segment.text[: match.start()]}"
            if _PAY_BY.search(before) and not _WAS_PAID.search(before):
                day = _day(match[0], order)
                if day is not None:
                    _put_date(paper, "due_date", day, (segment,))
                    return


def _above(paper: Paper, segment: Segment) -> str:
    """The words of the two lines right above, with the same left edge."""
    lines = [
        other.text
        for row in paper.canvas.rows[max(segment.row - 2, 0) : segment.row]
        for other in row.segments
        if row.page == segment.page and abs(other.x0 - segment.x0) < _SAME_EDGE
    ]
    return " ".join(lines)


def _dated_at(paper: Paper, order: DayOrder) -> None:
    """A date of issue as letters have it: "Köln, den 9.2.2025"."""
    if "issue_date" in paper.draft.values:
        return
    for segment in paper.canvas.segments:
        match = _PLACE_AND_DATE.fullmatch(segment.text.strip())
        day = _day(match["date"], order) if match else None
        if day is not None:
            _put_date(paper, "issue_date", day, (segment,))
            return


def _contract(paper: Paper) -> None:
    """The contract's number or title, behind "Agreement" or the name of any sort of agreement."""
    named = [
        found
        for found in paper.labels.all("named_contract", _reference)
        if found.label.leads
        and (found.label.colon or found.label.bare or identifier(found.value) == found.value)
    ]
    matches = [*paper.labels.all("contract_reference", _reference), *named]
    if not matches:  # "Your ref: SOW-2/25/014": what is referred to says what it is
        matches = [
            found for found in paper.labels.all("other", identifier) if _names_contract(found)
        ]
    paper.take("contract_reference", max(matches, key=lambda found: found.score, default=None))


def _names_contract(found: Found[str]) -> bool:
    reference = "ref" in found.label.text.lower()
    return reference and bool(_CONTRACT_NUMBER.match(found.value))


def _reference(text: str) -> str | None:
    """A contract's number or its title."""
    body = _words(text)
    return body if body and len(body) <= _LONG_REFERENCE else None


def _first_sentence(text: str) -> str | None:
    """The terms without the sentences behind them: "30 days net. Bank transfer: ..."."""
    body = _words(text)
    return _NEXT_SENTENCE.split(body, maxsplit=1)[0] if body else None


def _words(text: str) -> str | None:
    body = clean(text)
    return body if any(c.isalnum() for c in body) else None


def _terms(paper: Paper) -> None:
    """The payment terms behind their label, else a sentence that states them."""
    matches = [
        found
        for found in paper.labels.all("payment_terms", _first_sentence)
        if found.label.leads
        and (found.label.colon or found.label.bare)
        and (found.label.text.lower() not in _PAYMENTS or _DAYS_NAMED.search(found.value))
    ]
    best = max(matches, key=lambda found: found.score, default=None)
    paper.take("payment_terms", best)
    for segment in paper.canvas.segments if best is None else ():
        match = _TERMS.search(segment.text)
        if match and not _WAS_PAID.search(match[0]):
            paper.put("payment_terms", _TERMS_LABEL.sub("", match[0]).strip(), segment)
            return


def _preparer(paper: Paper) -> None:
    """The person who issued the invoice: "Prepared by: Dana Whitfield"; a company is a party."""
    for segment in paper.canvas.segments:
        match = _PREPARED_BY.match(segment.text)
        name = party_name(match[1]) if match else None
        if name is not None and not LEGAL_FORM.search(name):
            paper.put("prepared_by", name, segment)
            return
