"""Usage as it happens: single events of meters, and how a contract has them counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from hashlib import sha256

from models.forms import Form

_LONGEST = 200
_MOST_PROPERTIES = 20
_NOT_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)
_NOT_AFTER = datetime(2100, 1, 1, tzinfo=UTC)
_DECIMALS = 6
_LARGEST = Decimal(10) ** 12
_ONE = Decimal(1)


class Aggregation(StrEnum):
    """What a meter makes of the events of a period."""

    SUM = "sum"
    MAX = "max"
    UNIQUE = "unique"
    LAST = "last"


class Per(StrEnum):
    """The period that is counted by itself; days are then added up to the month."""

    MONTH = "month"
    DAY = "day"


class Basis(StrEnum):
    """Who says how a meter is counted."""

    PERSON = "person"
    CONTRACT = "contract"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class MeterRule:
    """How the events of a meter are counted, and who says so.

    ``zone`` is the IANA name of the time zone in which days and months begin; ``why`` is a
    sentence for the working, with the words of the clause where the contract says it.
    """

    aggregation: Aggregation = Aggregation.SUM
    per: Per = Per.MONTH
    zone: str = "UTC"
    basis: Basis = Basis.DEFAULT
    why: str = ""


class NotAnEvent(ValueError):
    """What was given is no usage event: ``what`` is wrong with it, and what to ``do``."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(f"{what} {do}")
        self.what, self.do = what, do


@dataclass(frozen=True, slots=True)
class UsageEvent:
    """One event of a meter.

    ``event_id`` is the sender's own and names one event for ever.  ``contract`` is the file stem,
    number or title of the contract, ``customer`` a company's name; one of them is there.
    ``quantity`` has up to six decimals and may be negative (a correction); ``subject`` is who or
    what used it, of which "unique" counts each once.  ``at`` is in UTC.  ``properties`` are kept
    as evidence and never counted.
    """

    event_id: str
    meter: str
    quantity: Decimal
    at: datetime
    contract: str = ""
    customer: str = ""
    unit: str = ""
    subject: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The hash of what the event says; equal for equal events, however they were written."""
        parts = [
            self.event_id,
            self.contract,
            self.customer,
            self.meter,
            f"{self.quantity.normalize():f}",
            self.unit,
            self.subject,
            self.at.isoformat(),
        ]
        parts += [f"{name}\x1e{self.properties[name]}" for name in sorted(self.properties)]
        return sha256("\x1f".join(parts).encode()).hexdigest()

    def form(self) -> Form:
        """Write it as JSON, as it can be sent; what is empty is left out."""
        form: Form = {
            "id": self.event_id,
            "contract": self.contract,
            "customer": self.customer,
            "meter": self.meter,
            "quantity": f"{self.quantity.normalize():f}",
            "unit": self.unit,
            "subject": self.subject,
            "at": self.at.isoformat().replace("+00:00", "Z"),
            "properties": dict(self.properties),
        }
        return {name: value for name, value in form.items() if value}


TEXTS = ("event_id", "contract", "customer", "meter", "unit", "subject")
"""The fields of an event that are plain text."""


def read_event(given: Mapping[str, str], properties: Mapping[str, str]) -> UsageEvent:
    """Read an event from the texts of its fields; what is missing may be absent or empty.

    A moment without an offset is in UTC.  An event without a quantity counts as one.

    >>> one = {"event_id": "e1", "meter": "API calls", "at": "2026-03-01T12:00Z", "contract": "A-1"}
    >>> event = read_event(one | {"quantity": "1.50"}, {})
    >>> event.quantity, event.form()["quantity"], event.at.isoformat()
    (Decimal('1.50'), '1.5', '2026-03-01T12:00:00+00:00')

    Raises:
        NotAnEvent: with a sentence for a clerk.
    """
    texts = {name: _text(name, given.get(name)) for name in TEXTS}
    for name in ("event_id", "meter"):
        if not texts[name]:
            what = f"The {_WORDS[name]} is missing."
            raise NotAnEvent(what, "Give each event an id of its own, and name its meter.")
    if not texts["contract"] and not texts["customer"]:
        what = "It names neither a contract nor a customer."
        raise NotAnEvent(what, "Give the contract's number or file name.")
    if len(properties) > _MOST_PROPERTIES:
        what = f"It has more than {_MOST_PROPERTIES} properties."
        raise NotAnEvent(what, "Leave out what proves nothing.")
    kept = {_text("property", name): _text("property", text) for name, text in properties.items()}
    return UsageEvent(
        **texts,
        quantity=_quantity(given.get("quantity")),
        at=_moment(given.get("at")),
        properties=kept,
    )


_WORDS = {
    "event_id": "event id",
    "property": "property",
}


def _text(name: str, given: str | None) -> str:
    """Return a text without space around it."""
    text = (given or "").strip()
    if len(text) > _LONGEST:
        what = f"The {_WORDS.get(name, name)} has more than {_LONGEST} characters."
        raise NotAnEvent(what, "Shorten it.")
    if not text.isprintable():
        what = f"The {_WORDS.get(name, name)} holds signs that cannot be printed."
        raise NotAnEvent(what, "Take line ends and control signs out.")
    return text


def _quantity(given: str | None) -> Decimal:
    text = (given or "").strip()
    if not text:
        return _ONE
    do = "Write it with a point and without signs around it: 1234.5."
    try:
        value = Decimal(text) if text.isascii() and "_" not in text else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite():
        what = f'The quantity "{text[:40]}" is no number.'
        raise NotAnEvent(what, do)
    if abs(value) >= _LARGEST or value != value.quantize(_ONE.scaleb(-_DECIMALS)):
        what = f'The quantity "{text[:40]}" has more than six decimals, or is 10^12 or more.'
        raise NotAnEvent(what, "Send it in a unit that fits.")
    return value


def _moment(given: str | None) -> datetime:
    text = (given or "").strip()
    do = "Write it as 2026-03-31T14:30:00Z; without an offset it is taken as UTC."
    if not text:
        what = "The moment (at) is missing."
        raise NotAnEvent(what, do)
    try:
        read = datetime.fromisoformat(text)
        at = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        what = f'The moment "{text[:40]}" cannot be read.'
        raise NotAnEvent(what, do) from None
    if not _NOT_BEFORE <= at < _NOT_AFTER:
        what = f'The moment "{text[:40]}" is not between the years 2000 and 2099.'
        raise NotAnEvent(what, do)
    return at


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time that is counted by itself: days inclusive in its zone, moments half-open."""

    first: date
    last: date
    start: datetime
    end: datetime
