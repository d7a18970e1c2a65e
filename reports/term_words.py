"""Each kind of term as one short sentence, so that a reader can check it against its quote.

A sentence is made of parts: words of ours, and slots that hold the value of one field or of two
that are read together (an amount and its currency).  Reports join the parts; a page that edits a
term makes an input of each slot.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from models import terms as t
from reports.wording import quantity, with_currency

KIND_WORDS = {
    "payment_term": "Payment term",
    "late_charge": "Late charge",
    "early_discount": "Early payment discount",
    "rate": "Rate",
    "fee": "Fee",
    "percentage_fee": "Percentage fee",
    "milestone": "Milestone",
    "escalator": "Price change",
    "cap": "Cap",
    "minimum": "Minimum",
    "expense": "Expenses",
    "retainage": "Retainage",
    "billing": "Billing",
    "dispute": "Dispute window",
    "tax": "Tax",
    "discount": "Discount",
}
FROM = {
    t.CountsFrom.INVOICE_DATE: "the invoice date",
    t.CountsFrom.INVOICE_RECEIPT: "receipt of the invoice",
    t.CountsFrom.PERIOD_END: "the end of the period",
    t.CountsFrom.PERIOD_START: "the start of the period",
    t.CountsFrom.EVENT: "an event",
}
OFTEN = {
    t.Frequency.ONE_TIME: "once",
    t.Frequency.WEEKLY: "a week",
    t.Frequency.BIWEEKLY: "every two weeks",
    t.Frequency.MONTHLY: "a month",
    t.Frequency.QUARTERLY: "a quarter",
    t.Frequency.SEMIANNUAL: "every six months",
    t.Frequency.ANNUAL: "a year",
    t.Frequency.ON_COMPLETION: "on completion",
    t.Frequency.ON_DELIVERY: "on delivery",
    t.Frequency.ON_MILESTONE: "on the milestone",
}
TAXED = {"exclusive": "added to the prices", "inclusive": "in the prices"}
REPAID = {True: "reimbursed", False: "not reimbursed"}
NEEDED = {True: "approval needed", False: "no approval needed"}


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a sentence; with ``fields`` a slot for these fields of contract-terms/1.

    A slot that is to be filled has an empty text.
    """

    text: str
    fields: tuple[str, ...] = ()


def term_words(term: t.Term) -> str:
    """Say what a term says.

    >>> term_words(t.PaymentTerm(days=30))
    'due 30 calendar days after the invoice date'
    """
    return "".join(part.text for part in term_parts(term))


def term_parts(term: t.Term) -> tuple[Part, ...]:
    """Say what a term says, its values in slots.

    >>> [part.text for part in term_parts(t.DisputeWindow(days=45)) if part.fields]
    ['45']
    """
    fields = type(term).model_fields.items()
    return sentence(term.kind, {info.alias or name: getattr(term, name) for name, info in fields})


def sentence(kind: str, values: Mapping[str, object], show: Iterable[str] = ()) -> tuple[Part, ...]:
    """Word a term of which some values may be missing.

    Args:
        kind: as in ``models.terms``.
        values: by the names of contract-terms/1, as the model has them: decimals, dates; what
            has a default and is missing is worded as that.
        show: fields that get a slot though they have no value; those that the kind must have
            always get one.

    Raises:
        KeyError: there is no such kind.
    """
    fields = {i.alias or name: i for name, i in t.TERM_KINDS[kind].model_fields.items()}
    needed = {name for name, info in fields.items() if info.is_required()}
    usual = {name: i.default for name, i in fields.items() if isinstance(i.default, StrEnum)}
    said = _Said({**usual, **values}, needed | set(show))
    clauses = [list(clause) for clause in _SAY[kind](said)]
    parts = [part for clause in clauses if clause for part in (Part(", "), *clause)][1:]
    return tuple(_merged(parts))


def _merged(parts: Iterable[Part]) -> Iterator[Part]:
    """Join words of ours that follow each other."""
    text = ""
    for part in parts:
        if not part.fields:
            text += part.text
            continue
        if text:
            yield Part(text)
        text = ""
        yield part
    if text:
        yield Part(text)


@dataclass(frozen=True, slots=True)
class _Said:
    """The values of one term; a call gives a field's slot, ``in`` tells whether it has one."""

    values: Mapping[str, object]
    shown: set[str]

    def __contains__(self, name: str) -> bool:
        return name in self.shown or self.get(name) not in (None, "", ())

    def __call__(self, name: str, words: Mapping[Any, str] | None = None) -> Part:
        value = self.get(name)
        return Part("" if value is None else (words or {}).get(value) or _text(value), (name,))

    def get(self, name: str) -> object:
        """Return a value; None where it is missing."""
        return self.values.get(name)

    def money(self, name: str = "amount") -> Part:
        """Return the slot of an amount with its currency."""
        value, currency = self.get(name), self.get("currency")
        code = str(currency) if currency else None
        text = with_currency(value, code) if isinstance(value, Decimal) else _text(value)
        return Part(text, (name, "currency"))

    def each(self, name: str) -> Part:
        """Return the slot of a period: "a month"."""
        value = self.get(name)
        return Part(_each(str(value)) if value else "", (name,))

    def named(self, name: str, otherwise: str) -> Part:
        """Return the slot of a name, or what it is called where it has none."""
        return Part(str(self.get(name) or otherwise), (name,))


def _text(value: object) -> str:
    text = str(value).replace("_", " ") if isinstance(value, StrEnum) else str(value)
    match value:
        case None:
            return ""
        case Decimal():
            return quantity(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return ", ".join(map(str, value))
    return text


_Clauses = Iterator[Iterable[Part]]
_Pieces = list[str | Part]


def _say(*pieces: str | Part) -> list[Part]:
    """Make a clause of words and slots."""
    return [Part(piece) if isinstance(piece, str) else piece for piece in pieces]


def _if(wanted: object, *pieces: str | Part) -> _Pieces:
    """Return words and slots where they are wanted."""
    return list(pieces) if wanted else []


def _payment(said: _Said) -> _Clauses:
    named = said.get("from") is t.CountsFrom.EVENT and "event" in said
    start = said("event") if named else said("from", FROM)
    covers = said.get("covers") not in (None, "", "invoice") or "covers" in said.shown
    tail = _if(covers, " (", said("covers"), ")")
    yield _say("due ", said("days"), " ", said("day_type"), " days after ", start, *tail)


def _late(said: _Said) -> _Clauses:
    per = _if("per" in said, " ", said.each("per"))
    if "percent" in said:
        over = _if("base" in said, " over ", said("base"))
        yield _say(said("percent"), " percent", *over, *per)
    elif "base" in said:
        yield _say(said("base"), " rate", *per)
    if "amount" in said:
        yield _say(said.money())
    if "grace_days" in said:
        yield _say("after ", said("grace_days"), " days of grace")
    if not any(name in said for name in ("percent", "base", "amount", "grace_days")):
        yield _say("interest on overdue amounts")


def _early(said: _Said) -> _Clauses:
    yield _say(said("percent"), " percent when paid within ", said("days"), " days")


def _rate(said: _Said) -> _Clauses:
    unit = _if("unit" in said, " per ", said("unit"))
    yield _say(said.named("item", "price"), ": ", said.money(), *unit)
    if "min_quantity" in said or "max_quantity" in said:
        yield _say("for quantities ", *_between(said, "min_quantity", "max_quantity"))
        if "tier_mode" in said:
            yield _say(said("tier_mode"), " tiers")
    if "included_quantity" in said:
        per = _if("included_per" in said, " ", said.each("included_per"))
        yield _say(said("included_quantity"), " included", *per)
    if "effective_from" in said:
        yield _say("from ", said("effective_from"))


def _fee(said: _Said) -> _Clauses:
    often = _if("frequency" in said, " ", said("frequency", OFTEN))
    yield _say(said.named("item", "fee"), ": ", said.money(), *often)
    if "due" in said:
        yield _say("due ", said("due"))
    if "start" in said:
        yield _say("from ", said("start"))
    if "proration" in said:
        yield _say("prorated by ", said("proration", PRORATED))


def _percentage(said: _Said) -> _Clauses:
    base = _if("base" in said, " of ", said("base"))
    yield _say(said.named("item", "fee"), ": ", said("percent"), " percent", *base)
    if "min_amount" in said or "max_amount" in said:
        yield _say("for amounts ", *_between(said, "min_amount", "max_amount"))
    if "min_guarantee" in said:
        yield _say("at least ", said("min_guarantee"))


def _milestone(said: _Said) -> _Clauses:
    value = _if("amount" in said, said.money())
    share = _if("percent" in said, said("percent"), " percent of the price")
    before, middle = _if(value or share, ": "), _if(value and share, " or ")
    yield _say(said.named("name", "milestone"), *before, *value, *middle, *share)
    if "due" in said:
        yield _say("due ", said("due"))


def _escalator(said: _Said) -> _Clauses:
    percent = _if("percent" in said, said("percent"), " percent")
    index = _if("index" in said, "by ", said("index"))
    yield _say(*percent, *(_if(percent and index, " ")), *index)
    if "frequency" in said:
        yield _say(said("frequency", OFTEN))
    if "cap_percent" in said:
        yield _say("at most ", said("cap_percent"), " percent")
    if "floor_percent" in said:
        yield _say("at least ", said("floor_percent"), " percent")
    if "applies_to" in said:
        yield _say("on ", said("applies_to"))
    if "first_on" in said:
        yield _say("first on ", said("first_on"))
    if not any(name in said for name in t.Escalator.model_fields if name not in _COMMON):
        yield _say("prices change")


def _cap(said: _Said) -> _Clauses:
    per = _if("per" in said, " ", said.each("per"))
    scope = _if("scope" in said, " on ", said("scope"))
    yield _say("at most ", said.money(), *per, *scope)
    if "excludes" in said:
        yield _say("without ", said("excludes"))


def _minimum(said: _Said) -> _Clauses:
    value = _if("amount" in said, " ", said.money())
    if not value and "quantity" in said:
        value = [" ", said("quantity"), *_if("unit" in said, " ", said("unit"))]
    often = "per" if "per" in said else "period"
    yield _say("at least", *value, *_if(often in said, " ", said.each(often)))


def _expense(said: _Said) -> _Clauses:
    what = _if("categories" in said, said("categories"), ": ")
    yield _say(*what, said("reimbursable", REPAID))
    if "preapproval_over" in said:
        yield _say("approval needed above ", said("preapproval_over"))
    elif said.get("preapproval") or "preapproval" in said.shown:
        yield _say(said("preapproval", NEEDED))
    if "cap" in said:
        yield _say("at most ", said("cap"))
    if "markup_percent" in said:
        yield _say("mark-up ", said("markup_percent"), " percent")
    if "receipt_over" in said:
        yield _say("receipt needed above ", said("receipt_over"))


def _retainage(said: _Said) -> _Clauses:
    release = _if("release" in said, " until ", said("release"))
    yield _say(said("percent"), " percent of each payment held back", *release)


def _billing(said: _Said) -> _Clauses:
    clauses = [
        _if("frequency" in said, said("frequency")),
        _if("timing" in said, "in ", said("timing")),
        _if("deadline_days" in said, "within ", said("deadline_days"), " days"),
    ]
    first, *others = [clause for clause in clauses if clause] or [[]]
    yield _say("invoiced", *_if(first, " "), *first)
    for clause in others:
        yield _say(*clause)


def _dispute(said: _Said) -> _Clauses:
    yield _say("invoices are disputed within ", said("days"), " days")


def _tax(said: _Said) -> _Clauses:
    rate = _if("percent" in said, " (", said("percent"), " percent)")
    yield _say(said("treatment", TAXED), *rate)


def _discount(said: _Said) -> _Clauses:
    on = _if("applies_to" in said, " on ", said("applies_to"))
    least = next((name for name in ("min_quantity", "min_amount") if name in said), None)
    tail: _Pieces = [] if least is None else [" from ", said(least), " on"]
    yield _say(said("percent"), " percent", *on, *tail)


def _each(per: str) -> str:
    return {"once": "once", "total": "in total"}.get(per, f"a {per.replace('_', ' ')}")


def _between(said: _Said, low: str, high: str) -> _Pieces:
    if low in said and high in said:
        return [said(low), " to ", said(high)]
    return ["up to ", said(high)] if high in said else ["from ", said(low), " on"]


_COMMON = {"kind", "evidence", "confidence", "review"}
PRORATED = {
    "actual_days": "actual days",
    "thirty_day_month": "thirty day month",
    "year_365": "year 365",
    "none": "none",
}
_SAY: dict[str, Callable[[_Said], _Clauses]] = {
    "payment_term": _payment,
    "late_charge": _late,
    "early_discount": _early,
    "rate": _rate,
    "fee": _fee,
    "percentage_fee": _percentage,
    "milestone": _milestone,
    "escalator": _escalator,
    "cap": _cap,
    "minimum": _minimum,
    "expense": _expense,
    "retainage": _retainage,
    "billing": _billing,
    "dispute": _dispute,
    "tax": _tax,
    "discount": _discount,
}
