"""Each kind of term as one short sentence, so that a reader can check it against its quote."""

import re
from collections.abc import Callable
from decimal import Decimal

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
_FROM = {
    t.CountsFrom.INVOICE_DATE: "the invoice date",
    t.CountsFrom.INVOICE_RECEIPT: "receipt of the invoice",
    t.CountsFrom.PERIOD_END: "the end of the period",
    t.CountsFrom.PERIOD_START: "the start of the period",
    t.CountsFrom.EVENT: "an event",
}
_OFTEN = {
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


def term_words(term: t.Term) -> str:
    """Say what a term says.

    >>> term_words(t.PaymentTerm(days=30))
    'due 30 calendar days after the invoice date'
    """
    # Only plain spaces: the narrow one before a currency stays.
    return re.sub(" +(?=[ ,]|$)", "", _SAY[term.kind](term))


def _payment(term: t.PaymentTerm) -> str:
    event = term.event if term.counts_from is t.CountsFrom.EVENT and term.event else None
    covers = f"({term.covers})" if term.covers and term.covers != "invoice" else ""
    return f"due {term.days} {term.day_type} days after {event or _FROM[term.counts_from]} {covers}"


def _late(term: t.LateCharge) -> str:
    parts = []
    if term.percent is not None:
        over = f" over {term.base}" if term.base else ""
        parts.append(f"{quantity(term.percent)} percent{over} {_each(term.per)}")
    elif term.base:
        parts.append(f"{term.base} rate {_each(term.per)}")
    if term.amount is not None:
        parts.append(with_currency(term.amount, term.currency))
    if term.grace_days is not None:
        parts.append(f"after {term.grace_days} days of grace")
    return ", ".join(parts) or "interest on overdue amounts"


def _early(term: t.EarlyDiscount) -> str:
    return f"{quantity(term.percent)} percent when paid within {term.days} days"


def _rate(term: t.Rate) -> str:
    unit = f"per {term.unit}" if term.unit else ""
    parts = [f"{term.item or 'price'}: {with_currency(term.amount, term.currency)} {unit}"]
    if term.min_quantity is not None or term.max_quantity is not None:
        parts.append(f"for quantities {_between(term.min_quantity, term.max_quantity)}")
        if term.tier_mode:
            parts.append(f"{term.tier_mode.replace('_', ' ')} tiers")
    if term.included_quantity is not None:
        each = f" {_each(term.included_per)}" if term.included_per else ""
        parts.append(f"{quantity(term.included_quantity)} included{each}")
    if term.effective_from:
        parts.append(f"from {term.effective_from.isoformat()}")
    return ", ".join(parts)


def _fee(term: t.Fee) -> str:
    often = _OFTEN[term.frequency] if term.frequency else ""
    parts = [f"{term.item or 'fee'}: {with_currency(term.amount, term.currency)} {often}"]
    parts += [f"due {term.due}"] if term.due else []
    parts += [f"from {term.start.isoformat()}"] if term.start else []
    parts += [f"prorated by {term.proration.replace('_', ' ')}"] if term.proration else []
    return ", ".join(parts)


def _percentage(term: t.PercentageFee) -> str:
    base = f"of {term.base}" if term.base else ""
    parts = [f"{term.item or 'fee'}: {quantity(term.percent)} percent {base}"]
    if term.min_amount is not None or term.max_amount is not None:
        parts.append(f"for amounts {_between(term.min_amount, term.max_amount)}")
    if term.min_guarantee is not None:
        parts.append(f"at least {quantity(term.min_guarantee)}")
    return ", ".join(parts)


def _milestone(term: t.Milestone) -> str:
    value = "" if term.amount is None else with_currency(term.amount, term.currency)
    share = "" if term.percent is None else f"{quantity(term.percent)} percent of the price"
    due = f", due {term.due}" if term.due else ""
    return f"{term.name or 'milestone'}: {' or '.join(filter(None, (value, share)))}{due}"


def _escalator(term: t.Escalator) -> str:
    amount = f"{quantity(term.percent)} percent" if term.percent is not None else ""
    parts = [" ".join(filter(None, (amount, f"by {term.index}" if term.index else "")))]
    parts += [_OFTEN[term.frequency]] if term.frequency else []
    parts += [f"at most {quantity(term.cap_percent)} percent"] if term.cap_percent else []
    parts += [f"at least {quantity(term.floor_percent)} percent"] if term.floor_percent else []
    parts += [f"on {term.applies_to}"] if term.applies_to else []
    parts += [f"first on {term.first_on.isoformat()}"] if term.first_on else []
    return ", ".join(filter(None, parts)) or "prices change"


def _cap(term: t.Cap) -> str:
    scope = f"on {term.scope}" if term.scope else ""
    out = f", without {', '.join(term.excludes)}" if term.excludes else ""
    return f"at most {with_currency(term.amount, term.currency)} {_each(term.per)} {scope}{out}"


def _minimum(term: t.Minimum) -> str:
    value = "" if term.amount is None else with_currency(term.amount, term.currency)
    units = "" if term.quantity is None else f"{quantity(term.quantity)} {term.unit or ''}"
    return f"at least {value or units} {_each(term.per or term.period)}"


def _expense(term: t.ExpenseRule) -> str:
    what = ", ".join(term.categories)
    parts = ["reimbursed" if term.reimbursable else "not reimbursed"]
    if term.preapproval_over is not None:
        parts.append(f"approval needed above {quantity(term.preapproval_over)}")
    elif term.preapproval:
        parts.append("approval needed")
    parts += [f"at most {quantity(term.cap)}"] if term.cap is not None else []
    if term.markup_percent is not None:
        parts.append(f"mark-up {quantity(term.markup_percent)} percent")
    if term.receipt_over is not None:
        parts.append(f"receipt needed above {quantity(term.receipt_over)}")
    return f"{what}: {', '.join(parts)}" if what else ", ".join(parts)


def _retainage(term: t.Retainage) -> str:
    release = f" until {term.release}" if term.release else ""
    return f"{quantity(term.percent)} percent of each payment held back{release}"


def _billing(term: t.BillingSchedule) -> str:
    parts = [str(term.frequency).replace("_", " ")] if term.frequency else []
    parts += [f"in {term.timing}"] if term.timing else []
    if term.deadline_days is not None:
        parts.append(f"within {term.deadline_days} days")
    return "invoiced " + ", ".join(parts)


def _dispute(term: t.DisputeWindow) -> str:
    return f"invoices are disputed within {term.days} days"


def _tax(term: t.TaxTreatment) -> str:
    rate = f" ({quantity(term.percent)} percent)" if term.percent is not None else ""
    return ("added to the prices" if term.treatment == "exclusive" else "in the prices") + rate


def _discount(term: t.Discount) -> str:
    on = f"on {term.applies_to}" if term.applies_to else ""
    least = [quantity(v) for v in (term.min_quantity, term.min_amount) if v is not None]
    return f"{quantity(term.percent)} percent {on} {f'from {least[0]} on' if least else ''}"


def _each(per: str | None) -> str:
    if not per:
        return ""
    return {"once": "once", "total": "in total"}.get(per, f"a {per.replace('_', ' ')}")


def _between(low: Decimal | None, high: Decimal | None) -> str:
    if low is None or high is None:
        return (
            f"up to {quantity(high)}"
            if high is not None
            else f"from {quantity(low or Decimal(0))} on"
        )
    return f"{quantity(low)} to {quantity(high)}"


_SAY: dict[str, Callable[..., str]] = {
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
