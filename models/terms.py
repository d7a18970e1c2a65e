"""The 15 kinds of commercial term, and discount: a union told apart by ``kind``.

Fields and their meaning are the annotation guideline's: docs/terms.md.  Percent is the figure
as written ("1.5" is one and a half percent); None means the document does not say.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from models.evidence import Evidence


class CountsFrom(StrEnum):
    """The event a number of days is counted from."""

    INVOICE_DATE = "invoice_date"
    INVOICE_RECEIPT = "invoice_receipt"
    PERIOD_END = "period_end"
    PERIOD_START = "period_start"
    EVENT = "event"


class DayType(StrEnum):
    """Calendar days, or days on which business is done."""

    CALENDAR = "calendar"
    BUSINESS = "business"


class Frequency(StrEnum):
    """How often something happens."""

    ONE_TIME = "one_time"
    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    SEMIANNUAL = "semiannual"
    ANNUAL = "annual"
    ON_COMPLETION = "on_completion"
    ON_DELIVERY = "on_delivery"
    ON_MILESTONE = "on_milestone"


class TierMode(StrEnum):
    """How tiers apply: each unit at its own tier's price, or all units at the last tier's."""

    GRADUATED = "graduated"
    VOLUME = "volume"
    STAIR_STEP = "stair_step"


class _Term(BaseModel):
    """What every term has.

    ``confidence`` is the probability that every key field is right; ``review`` asks a person
    to look before the term is used.  ``confirmed`` terms were confirmed by a person.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    evidence: Evidence = Evidence(quote="")
    confidence: Annotated[float, Field(ge=0, le=1)] = 0.5
    review: bool = True


class PaymentTerm(_Term):
    """When an amount falls due: ``days`` after ``counts_from`` (JSON: ``from``)."""

    kind: Literal["payment_term"] = "payment_term"
    days: Annotated[int, Field(ge=0)]
    day_type: DayType = DayType.CALENDAR
    counts_from: Annotated[CountsFrom, Field(alias="from")] = CountsFrom.INVOICE_DATE
    event: str | None = None
    covers: str | None = None


class LateCharge(_Term):
    """Interest or a fee on overdue amounts between the parties."""

    kind: Literal["late_charge"] = "late_charge"
    percent: Decimal | None = None
    per: Literal["month", "year", "day", "once"] | None = None
    base: Literal["prime", "libor", "sofr", "statutory", "other"] | None = None
    amount: Decimal | None = None
    currency: str | None = None
    grace_days: int | None = None
    day_basis: Literal["30", "360", "365", "actual"] | None = None


class EarlyDiscount(_Term):
    """A discount for paying within ``days``."""

    kind: Literal["early_discount"] = "early_discount"
    percent: Decimal
    days: int


class Rate(_Term):
    """A price multiplied by a measured quantity; one row of a rate card or tier table."""

    kind: Literal["rate"] = "rate"
    item: str | None = None
    amount: Decimal
    currency: str | None = None
    unit: str | None = None
    min_quantity: Decimal | None = None
    max_quantity: Decimal | None = None
    tier_mode: TierMode | None = None
    included_quantity: Decimal | None = None
    included_per: str | None = None
    effective_from: date | None = None


class Fee(_Term):
    """A fixed amount, once or each period."""

    kind: Literal["fee"] = "fee"
    item: str | None = None
    amount: Decimal
    currency: str | None = None
    frequency: Frequency | None = None
    due: str | None = None
    start: date | None = None
    proration: Literal["actual_days", "thirty_day_month", "year_365", "none"] | None = None


class PercentageFee(_Term):
    """A payment that is a percentage of a base; the amounts bound the bracket of the base."""

    kind: Literal["percentage_fee"] = "percentage_fee"
    item: str | None = None
    percent: Decimal
    base: str | None = None
    min_amount: Decimal | None = None
    max_amount: Decimal | None = None
    min_guarantee: Decimal | None = None


class Milestone(_Term):
    """A payment that falls due on an achievement: a sum, or a percent of the price."""

    kind: Literal["milestone"] = "milestone"
    name: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    percent: Decimal | None = None
    due: str | None = None


class Escalator(_Term):
    """How prices change over time."""

    kind: Literal["escalator"] = "escalator"
    percent: Decimal | None = None
    index: str | None = None
    frequency: Frequency | None = None
    cap_percent: Decimal | None = None
    floor_percent: Decimal | None = None
    applies_to: str | None = None
    first_on: date | None = None


class Cap(_Term):
    """A not-to-exceed limit on charges, fees or expenses; never a limit of liability."""

    kind: Literal["cap"] = "cap"
    amount: Decimal
    currency: str | None = None
    per: str | None = None
    scope: str | None = None
    excludes: tuple[str, ...] = ()


class Minimum(_Term):
    """A minimum commitment: purchase, spend, royalty or volume."""

    kind: Literal["minimum"] = "minimum"
    amount: Decimal | None = None
    currency: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    per: str | None = None
    period: str | None = None


class ExpenseRule(_Term):
    """A rule on out-of-pocket expenses between the parties; amounts in contract currency."""

    kind: Literal["expense"] = "expense"
    reimbursable: bool
    preapproval: bool | None = None
    preapproval_over: Decimal | None = None
    markup_percent: Decimal | None = None
    cap: Decimal | None = None
    categories: tuple[str, ...] = ()
    receipt_over: Decimal | None = None


class Retainage(_Term):
    """The part of each payment that is withheld until ``release``."""

    kind: Literal["retainage"] = "retainage"
    percent: Decimal
    release: str | None = None


class BillingSchedule(_Term):
    """When invoices are issued; the invoice must come within ``deadline_days`` of the event."""

    kind: Literal["billing"] = "billing"
    frequency: Frequency | None = None
    timing: Literal["advance", "arrears"] | None = None
    deadline_days: int | None = None


class DisputeWindow(_Term):
    """The time within which an invoice must be disputed."""

    kind: Literal["dispute"] = "dispute"
    days: int


class TaxTreatment(_Term):
    """Whether taxes come on top of the prices or are included."""

    kind: Literal["tax"] = "tax"
    treatment: Literal["exclusive", "inclusive"]
    percent: Decimal | None = None


class Discount(_Term):
    """An agreed price reduction, from a quantity or an amount on where one is given."""

    kind: Literal["discount"] = "discount"
    percent: Decimal
    applies_to: str | None = None
    min_quantity: Decimal | None = None
    min_amount: Decimal | None = None


Term = (
    PaymentTerm
    | LateCharge
    | EarlyDiscount
    | Rate
    | Fee
    | PercentageFee
    | Milestone
    | Escalator
    | Cap
    | Minimum
    | ExpenseRule
    | Retainage
    | BillingSchedule
    | DisputeWindow
    | TaxTreatment
    | Discount
)
AnyTerm = Annotated[Term, Field(discriminator="kind")]
TERM: TypeAdapter[Term] = TypeAdapter(AnyTerm)
TERM_KINDS: dict[str, type[Term]] = {
    str(kind.model_fields["kind"].default): kind
    for kind in (
        PaymentTerm,
        LateCharge,
        EarlyDiscount,
        Rate,
        Fee,
        PercentageFee,
        Milestone,
        Escalator,
        Cap,
        Minimum,
        ExpenseRule,
        Retainage,
        BillingSchedule,
        DisputeWindow,
        TaxTreatment,
        Discount,
    )
}


class Doubt(BaseModel):
    """Wording that looks like a term and cannot be read safely; a person reads it.

    ``readings`` are the values it could mean, as text ("30", "45"); ``amount_difference`` is
    the money between two readings of a sum, where it is one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    WORDS_AND_FIGURES: ClassVar[str] = "words_and_figures"
    BLANK: ClassVar[str] = "blank"

    reason: str
    evidence: Evidence
    cause: str = "unclear"
    term_kind: str | None = None
    readings: tuple[str, ...] = ()
    amount_difference: Decimal | None = None
    currency: str | None = None
