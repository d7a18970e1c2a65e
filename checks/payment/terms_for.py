"""Which payment term governs an invoice, and what an invoice prints of its own terms."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from checks.agreement import of_kind
from checks.charges.certainty import is_settled
from models.cases import ChargeKind, InvoiceCase
from models.terms import CountsFrom, DayType, EarlyDiscount, PaymentTerm

# Days, in English, German, French, Spanish, Italian, Dutch, Danish and Swedish.
_DAYS = r"(?:days?|(?:werk|bankarbeits|arbeits)?tag(?:en?)?|jours?|d[ií]as?|giorni|(?:werk)?dagen|dage|dagar)"
_ROYALTY = re.compile(r"royalt|commission|percentage|revenue", re.IGNORECASE)
_PRINTED = re.compile(
    rf"""
      (?:\bnet \s*)? (?P<days>\d{{1,3}}) \s* (?:calendar\s+)? (?P<kind>(?:business|working|banking)\s*)? (?P<said>{_DAYS}) \b
    | \b (?: net | netto ) \s* (?P<net>\d{{1,3}})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BUSINESS = re.compile(
    r"\b(?:business|working|banking)\b|\b(?:werk|bankarbeits|arbeits)tag|\bouvr(?:[eé]s|ables)\b|\bh[aá]biles\b"
    r"|\blavorativi\b|\bwerkdagen\b",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(
    r"\b(?:up)?on\s+receipt\b|\bimmediate(?:ly)?\b|\bdue\s+at\s+once\b|\bsofort\s+(?:f[aä]llig|zahlbar|netto)\b"
    r"|\bbei\s+(?:erhalt|empfang)\b|[aà]\s+r[eé]ception\b",
    re.IGNORECASE,
)
_DISCOUNT = re.compile(
    rf"""
      \d+(?:[.,]\d+)? \s* % \s* (?:(?:discount|skonto|escompte)\s+)? (?:if\s+paid\s+|bei\s+zahlung\s+)?
      (?:in\s+|within\s+|innerhalb\s+(?:von\s+)?|innert\s+|binnen\s+|sous\s+|/)? \s* \d{{1,3}} (?:\s*{_DAYS}\b)? \s* [,;]?
    | (?:with)?in \s+ \d{{1,3}} \s* days? \W{{1,3}} (?:less\s+|minus\s+)? \d+(?:[.,]\d+)? \s* % \s* (?:cash\s+)? (?:discount|skonto)
    | \d{{1,3}} \s* {_DAYS} \W{{1,3}} (?:abz[uü]glich\s+)? \d+(?:[.,]\d+)? \s* % \s* (?:skonto|escompte)
    """,
    re.VERBOSE | re.IGNORECASE,
)


_OFFERED = re.compile(
    r"""
      (?P<percent>\d+(?:[.,]\d+)?) \s* % \D{0,40}? (?P<days>\d{1,3}) \b (?! [.,]?\d* \s* %)   # "2% 10 days"
    | \b (?P<short>\d+(?:[.,]\d+)?) \s* / \s* (?P<within>\d{1,3}) \b (?= \s*,? \s* n (?:et)? \b )  # "2/10 net 30"
    | in \s+ (?P<first>\d{1,3}) \s* days? \W{1,3} (?:less\s+|minus\s+)?
      (?P<then>\d+(?:[.,]\d+)?) \s* % \s* (?:cash\s+)? (?:discount|skonto)             # "within 10 days, 2% discount"
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LATE = re.compile(r"interest|late|overdue|tax|vat", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PrintedTerms:
    """Days, and whether they are business days; None where the invoice says neither ("Net 15")."""

    days: int
    business: bool | None
    text: str


def governing(case: InvoiceCase) -> tuple[PaymentTerm, ...]:
    """Return the payment terms for what the invoice charges, on its day; none, one or several."""
    if case.family is None:
        return ()
    found = of_kind(case.family, case.invoice.issue_date or date.max, PaymentTerm)
    if not is_settled(case.family):  # an order's clause may be misread; its master's then counts
        everything = (t for m in case.family.members for t in m.terms)
        found = tuple(
            dict.fromkeys((*found, *(t for t in everything if isinstance(t, PaymentTerm))))
        )
    percentage = any(charge.kind is ChargeKind.PERCENTAGE for charge in case.charges)
    for_royalty = tuple(t for t in found if _ROYALTY.search(t.covers or ""))
    others = tuple(
        t for t in found if t not in for_royalty and not re.search(r"expens", t.covers or "")
    )
    chosen = for_royalty or others if percentage else others or for_royalty
    dated = tuple(t for t in chosen if t.counts_from is not CountsFrom.EVENT)
    return dated or chosen


def printed_terms(text: str | None) -> PrintedTerms | None:
    """Read "Net 30 days", "15 business days from invoice date", "due on receipt".

    >>> printed_terms("2% 10 days, net 45 days").days
    45
    """
    if not text:
        return None
    body = _DISCOUNT.sub(" ", text)
    if match := _PRINTED.search(body):
        business = bool(match["kind"]) or bool(_BUSINESS.search(body))
        kind = business if business or match["said"] else None
        return PrintedTerms(int(match["net"] or match["days"]), kind, text)
    return PrintedTerms(0, business=False, text=text) if _AT_ONCE.search(body) else None


def offered_discount(text: str | None) -> tuple[Decimal, int] | None:
    """Return the percent and the days of a discount for early payment that an invoice prints.

    >>> offered_discount("1.5% 7 days, net 45 days"), offered_discount("2/10 net 30")
    ((Decimal('1.5'), 7), (Decimal('2'), 10))
    """
    match = _OFFERED.search(text or "")
    if match is None or _LATE.search(text or ""):
        return None
    percent = (match["percent"] or match["short"] or match["then"]).replace(",", ".")
    return Decimal(percent), int(match["days"] or match["within"] or match["first"])


def agreed_discounts(case: InvoiceCase) -> tuple[EarlyDiscount, ...]:
    """Return the contract's discounts for early payment on the invoice's day."""
    day = case.invoice.issue_date
    return of_kind(case.family, day, EarlyDiscount) if case.family and day else ()


def discounts_for(case: InvoiceCase) -> tuple[EarlyDiscount, ...]:
    """Return the discounts a payer may take: the contract's, else the one the invoice prints."""
    agreed, offered = agreed_discounts(case), offered_discount(case.invoice.payment_terms)
    if agreed or offered is None:
        return agreed
    return (EarlyDiscount(percent=offered[0], days=offered[1], confidence=1, review=False),)


def fits(printed: PrintedTerms, term: PaymentTerm) -> bool:
    """Whether printed terms say the same number and kind of days as the contract.

    Where no kind is printed, or no day passes, the number decides.
    """
    business = term.day_type is DayType.BUSINESS
    return printed.days == term.days and (printed.business in (None, business) or not printed.days)


def in_words(term: PaymentTerm) -> str:
    """Say a payment term: "30 days after the invoice date"."""
    start = {
        CountsFrom.INVOICE_DATE: "the invoice date",
        CountsFrom.INVOICE_RECEIPT: "receipt of the invoice",
        CountsFrom.PERIOD_END: "the end of the period",
        CountsFrom.PERIOD_START: "the start of the period",
        CountsFrom.EVENT: term.event or "an event",
    }[term.counts_from]
    kind = "business days" if term.day_type is DayType.BUSINESS else "days"
    return f"{term.days} {kind} after {start}"
