"""The statement of a closed period: what is signed, and the file that it stands in.

It is canonical JSON (docs/audit-trail.md) signed with Ed25519.  It holds the figures, and the
SHA-256 of the list of all that the period held and of the list of its open differences; both lists
stand beside it.  So the file proves itself with the public key alone.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from checks.reconciliation.contents import Contents, Figure, Held
from checks.reconciliation.differences import Difference
from checks.reconciliation.three_way import Span
from contract_ai.audit.anchors import Hash
from contract_ai.audit.keys import key_id
from contract_ai.audit.sealing import canonical, moment
from models.accounts import Actor
from models.errors import ErrorCode, SettingsError

_HELD = TypeAdapter(tuple[Held, ...])
_DIFFERENCES = TypeAdapter(tuple[Difference, ...])


class FigureForm(BaseModel):
    """A figure as it is signed; the sum as a text of plain digits."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    kind: str
    currency: str | None
    count: int
    total: Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$")]
    unread: int


class Statement(BaseModel):
    """What is said of a period, by whom and when.

    ``held_sha256`` and ``differences_sha256`` are digests of the lists' canonical JSON.
    ``event`` and ``event_hash`` name the newest event of the audit trail then; ``key`` names the
    public key.  ``note`` is what a person says of the differences that are left.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: Literal["closed-period/1"] = "closed-period/1"
    starts_on: date
    ends_on: date
    closed_by: str
    role: str
    closed_at: str
    note: str
    figures: tuple[FigureForm, ...]
    open_differences: int
    held_sha256: Hash
    differences_sha256: Hash
    event: int
    event_hash: Hash
    key: str


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    statement: Statement
    signature: Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]
    held: list[object]
    differences: list[object]


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement with its signature, and the two lists in the form of which it holds digests."""

    statement: Statement
    signature: str
    held: list[object]
    differences: list[object]

    @property
    def span(self) -> Span:
        """The days of the period."""
        return Span(self.statement.starts_on, self.statement.ends_on)

    @property
    def contents(self) -> Contents:
        """What the period held."""
        held = _HELD.validate_python(self.held)
        return Contents(held, _DIFFERENCES.validate_python(self.differences))

    @property
    def file(self) -> bytes:
        """The file: canonical JSON with a line's end."""
        form = {
            "statement": self.statement.model_dump(mode="json"),
            "signature": self.signature,
            "held": self.held,
            "differences": self.differences,
        }
        return canonical(form) + b"\n"

    def wrong(self, keys: tuple[Ed25519PublicKey, ...]) -> str:
        """Say what is wrong with it by itself; empty where nothing is.

        The signature is checked where there are keys: one of them must have made it.
        """
        said = self.statement
        if _hash(self.held) != said.held_sha256:
            return "The list of what the period held is not the one that was signed."
        if _hash(self.differences) != said.differences_sha256:
            return "The list of differences is not the one that was signed."
        if _figures(self.contents.figures) != said.figures:
            return "The figures are not those of what the period held."
        if keys and not any(self._signed_by(key) for key in keys):
            return "The statement was not signed with the key given, or was changed since."
        return ""

    def _signed_by(self, key: Ed25519PublicKey) -> bool:
        try:
            key.verify(bytes.fromhex(self.signature), _bytes(self.statement))
        except (InvalidSignature, ValueError):  # a signature that is no hexadecimal is none
            return False
        return self.statement.key == key_id(key)


@dataclass(frozen=True, slots=True)
class Closing:
    """Who closes a period, when, at which newest event of the trail, and what is said of it."""

    who: Actor
    at: datetime
    event: tuple[int, str]
    note: str = ""


def signed(found: Contents, span: Span, closing: Closing, key: Ed25519PrivateKey) -> Signed:
    """Write the statement of a period and sign it."""
    held: list[object] = _HELD.dump_python(found.held, mode="json")
    differences: list[object] = _DIFFERENCES.dump_python(found.differences, mode="json")
    seq, event_hash = closing.event
    said = Statement(
        starts_on=span.start,
        ends_on=span.end,
        closed_by=closing.who.name,
        role=closing.who.role,
        closed_at=moment(closing.at),
        note=closing.note,
        figures=_figures(found.figures),
        open_differences=len(differences),
        held_sha256=_hash(held),
        differences_sha256=_hash(differences),
        event=seq,
        event_hash=event_hash,
        key=key_id(key.public_key()),
    )
    return Signed(said, key.sign(_bytes(said)).hex(), held, differences)


def load_statement(place: Path) -> Signed:
    """Read the file of a statement.

    Raises:
        SettingsError: it cannot be read, or is none.
    """
    try:
        read = _File.model_validate_json(place.read_bytes())
        found = Signed(read.statement, read.signature, read.held, read.differences)
        found.contents  # noqa: B018 (the lists are read as well)
    except OSError as error:
        raise _unusable(place, f"The file cannot be read: {error.strerror}.") from error
    except (ValidationError, ArithmeticError) as error:
        raise _unusable(place, "This is no statement of a closed period.") from error
    return found


def _figures(figures: tuple[Figure, ...]) -> tuple[FigureForm, ...]:
    return tuple(
        FigureForm(
            source=one.source,
            kind=one.kind.value,
            currency=one.currency,
            count=one.count,
            total=_plain(one.total),
            unread=one.unread,
        )
        for one in figures
    )


def _plain(value: Decimal) -> str:
    return f"{value:f}"


def _bytes(said: Statement) -> bytes:
    return canonical(said.model_dump(mode="json"))


def _hash(form: list[object]) -> str:
    return sha256(canonical(form)).hexdigest()


def _unusable(place: Path, what: str) -> SettingsError:
    do = "Give a file that contract-ai reconcile close or statement wrote."
    return SettingsError(ErrorCode.STATEMENT_UNUSABLE, what, where=str(place), do=do)
