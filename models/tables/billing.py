"""Drafts of invoices that the program worked out: kept, approved and numbered, or withdrawn."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.tables.accounts import NAME
from models.tables.columns import ExactDecimal, JsonValue, UtcDateTime

_WAITS = text("state = 'draft'")
_LIVE = text("live")


class BillDraftRow(SQLModel, table=True):
    """One draft: of a contract (its stem), in a currency, for the days from ``first`` to ``last``.

    ``state``: draft, approved, withdrawn.  ``body`` is the draft as invoice/1 and ``content`` the
    hash of all that a person sees of it.  ``net`` is net of tax, below zero for a credit note.
    ``number`` is given on approval: ``series`` and ``place``, counted in each series from 1
    without a gap.  ``why`` is why it was withdrawn.
    """

    __tablename__ = "bill_draft"
    __table_args__ = (
        Index(
            "ux_bill_draft_waiting",
            "contract",
            "currency",
            "first",
            "last",
            unique=True,
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
        UniqueConstraint("series", "place"),
        UniqueConstraint("number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    contract: str = Field(index=True)
    currency: str = Field(max_length=3)
    first: date = Field(index=True)
    last: date
    state: str = Field(max_length=10)
    content: str = Field(max_length=64)
    body: dict[str, object] = Field(sa_type=JsonValue)
    net: Decimal = Field(sa_type=ExactDecimal)
    made_by: str = Field(max_length=NAME)
    made_at: datetime = Field(sa_type=UtcDateTime)
    approved_by: str | None = Field(default=None, max_length=NAME)
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    series: str | None = Field(default=None, max_length=40)
    place: int | None = None
    number: str | None = Field(default=None, max_length=60)
    why: str = ""


class BillDraftLineRow(SQLModel, table=True):
    """One line of a draft, by its number there: what it is for, and how it was worked out.

    ``charge_key`` says what is billed (`checks.billing.keys`); it stands in one draft at most that
    waits or is approved (``live``).  ``amount`` is net of tax.  An adjustment names the key of the
    charge it changes (``original``), and what that came to before and comes to now.
    """

    __tablename__ = "bill_draft_line"
    __table_args__ = (
        Index(
            "ux_bill_draft_line_live",
            "charge_key",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        UniqueConstraint("draft_id", "line"),
    )

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="bill_draft.id")
    line: int
    charge_key: str = Field(max_length=64)
    live: bool
    kind: str = Field(max_length=20)
    amount: Decimal = Field(sa_type=ExactDecimal)
    working: str
    proofs: list[object] = Field(sa_type=JsonValue)
    original: str = Field(default="", max_length=64)
    amount_before: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    amount_after: Decimal | None = Field(default=None, sa_type=ExactDecimal)
