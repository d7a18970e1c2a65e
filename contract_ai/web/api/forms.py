"""What the forms of answers share: amounts as strings, what is unknown left out."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator

from reports.wording import plain

Amount = Annotated[
    str, Field(pattern=r"^-?\d+(\.\d+)?$", description="A decimal as text: `1500.00`.")
]
Moment = Annotated[datetime, Field(description="A moment in UTC.")]


class Given(BaseModel):
    """The body of a request: only what is known here, and no text that a database cannot keep."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _can_be_kept(cls, value: object) -> object:
        if _has_nul(value):
            msg = "NUL cannot be kept"
            raise ValueError(msg)
        return value


class Out(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(extra="forbid")

    @classmethod
    def of(cls, source: object, **more: object) -> Self:
        """Take the fields of a value by their names; amounts with the digits of its currency."""
        currency = getattr(source, "currency", None)
        values = {
            name: written(getattr(source, name), currency)
            for name in cls.model_fields
            if name not in more and hasattr(source, name)
        }
        return cls.model_validate(values | more)

    def form(self) -> dict[str, Any]:
        """Write it as JSON."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class Listed(Out):
    """One page of a list."""

    next: str | None = Field(
        default=None, description="The cursor of the next page; left out on the last one."
    )


def written(value: object, currency: str | None = None) -> object:
    """Write an amount as text; anything else stays as it is."""
    if isinstance(value, Decimal):
        return plain(value, currency)
    return value


def _has_nul(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_has_nul, (*value, *value.values())))
    if isinstance(value, list):
        return any(map(_has_nul, value))
    return isinstance(value, str) and "\0" in value
