"""Reminders: what a policy says, an item that is open, and what was asked of it before."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from models.evidence import Evidence


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Tone(StrEnum):
    """How a letter speaks; the later the graver."""

    FRIENDLY = "friendly"
    FIRM = "firm"
    FINAL = "final"


class Language(StrEnum):
    """The language of a letter."""

    EN = "en"
    DE = "de"


class Step(_Record):
    """One reminder: ``days`` after the due date, before it where negative."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    days: Annotated[int, Field(ge=-90, le=365)]
    tone: Tone = Tone.FRIENDLY


_STEPS = (
    Step(name="notice", days=-5),
    Step(name="first", days=3),
    Step(name="second", days=14, tone=Tone.FIRM),
    Step(name="final", days=28, tone=Tone.FINAL),
)


class Policy(_Record):
    """How open items are reminded of.

    ``gap_days`` lie at least between two letters about one item; after a promised day
    ``grace_days`` business days pass before the next.  Nothing is sent from ``quiet_from`` until
    ``quiet_to``, as clocks in ``time_zone`` show it, nor on a day that is no business day.
    ``minimum`` is an amount, in the item's currency, below which nobody writes.  With
    ``approval`` a person approves each letter; without it letters are sent as they are made.
    """

    steps: tuple[Step, ...] = _STEPS
    language: Language = Language.EN
    receivers: tuple[
        Annotated[str, Field(pattern=r"^[!-?A-~]+@[!-?A-~]+$", max_length=254)], ...
    ] = ()
    approval: bool = True
    active: bool = True
    gap_days: Annotated[int, Field(ge=1, le=90)] = 3
    grace_days: Annotated[int, Field(ge=0, le=30)] = 2
    minimum: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    quiet_from: time = time(18)
    quiet_to: time = time(8)
    time_zone: str = "UTC"

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            msg = f'"{value}" is no time zone; write one such as Europe/Berlin or UTC'
            raise ValueError(msg) from error
        return value

    @model_validator(mode="after")
    def _steps_are_in_order(self) -> Self:
        days = [step.days for step in self.steps]
        names = {step.name for step in self.steps}
        if days != sorted(set(days)) or len(names) != len(days):
            msg = "steps must each have their own name and day, the earliest first"
            raise ValueError(msg)
        return self


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An invoice that is not settled; amounts with tax, in its currency.

    ``key`` is the invoice's number in folded form: what was asked before is known by it.
    ``due_on`` is the day by the contract, ``clause`` the words that say so.  ``repeated`` means
    that another open document bears the same number.  Nobody is asked through ``held_until``:
    the customer is held back.
    """

    key: str
    invoice: str
    supplier: str
    customer: str
    contract: str | None
    issued_on: date | None
    due_on: date
    open_amount: Decimal
    currency: str
    disputed: bool = False
    promised_on: date | None = None
    repeated: bool = False
    held_until: date | None = None
    clause: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A reminder of an item that was sent on a day; ``on`` None: its letter is not sent yet."""

    step: str
    on: date | None
