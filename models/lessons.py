"""What a person taught about a supplier's printed invoices: where a value stands."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, TypeAdapter


class Place(StrEnum):
    """Where a value stands: behind its label, right of it, below it; or it is always the same."""

    AFTER = "after"
    RIGHT = "right"
    BELOW = "below"
    ALWAYS = "always"


class Lesson(BaseModel):
    """One field of one supplier.

    ``marks`` are folded words that a page of the supplier prints: its name, tax number, account.
    ``value`` is the corrected value; it is used again only where ``place`` is "always".
    ``day_first`` says how the supplier writes dates; None where the field is none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    marks: tuple[str, ...]
    field: str
    place: Place
    label: str = ""
    value: str = ""
    day_first: bool | None = None


LESSONS: TypeAdapter[tuple[Lesson, ...]] = TypeAdapter(tuple[Lesson, ...])
