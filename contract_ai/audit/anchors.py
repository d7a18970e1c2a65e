"""Anchors: signed statements, kept outside the database, of what the newest event was.

A file of anchors holds one JSON line an anchor, oldest first.  Each names the hash of the line
before it, and an Ed25519 signature covers it: who can write the database can neither make one nor
take one out unseen.
"""

import fcntl
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contract_ai.audit.keys import key_id
from contract_ai.audit.sealing import canonical, moment
from models.errors import ErrorCode, SettingsError

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Anchor(BaseModel):
    """What the newest event was at a moment.

    ``database`` is the hash of the first event, ``previous`` the SHA-256 of the line before it,
    None for the first; ``key`` names the public key, ``signature`` is in hexadecimal.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    form: Literal["audit-anchor/1"] = "audit-anchor/1"
    seq: Annotated[int, Field(ge=1)]
    hash: Hash
    at: str
    database: Hash
    previous: Hash | None
    key: str
    signature: Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]

    @property
    def line(self) -> bytes:
        """The anchor as it stands in the file, without the end of its line."""
        return canonical(self.model_dump())

    def signed_by(self, key: Ed25519PublicKey) -> bool:
        """Whether this key's owner signed it."""
        try:
            key.verify(bytes.fromhex(self.signature), _signed(self.model_dump()))
        except InvalidSignature:
            return False
        return self.key == key_id(key)


@dataclass(frozen=True, slots=True)
class Newest:
    """Number and hash of the newest event, and the hash of the first, which names the database."""

    seq: int
    hash: str
    database: str


def drop_anchor(place: Path, key: Ed25519PrivateKey, newest: Newest, at: datetime) -> Anchor:
    """Sign an anchor and append it to a file, on disk before this returns.

    Raises:
        SettingsError: the file cannot be written, or holds something else.
    """
    try:
        new = not place.exists()
        with place.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # two at once would both follow the same anchor
            file.seek(0)
            before = _parsed(file.read(), place)
            fields: dict[str, object] = {
                "form": "audit-anchor/1",
                "seq": newest.seq,
                "hash": newest.hash,
                "at": moment(at),
                "database": newest.database,
                "previous": sha256(before[-1].line).hexdigest() if before else None,
                "key": key_id(key.public_key()),
            }
            anchor = Anchor.model_validate(fields | {"signature": key.sign(_signed(fields)).hex()})
            file.write(anchor.line + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if new:
            _keep_name(place.parent)
    except OSError as error:
        raise _unusable(
            place, f"The file of anchors cannot be written: {error.strerror}."
        ) from error
    return anchor


def load_anchors(place: Path) -> tuple[Anchor, ...]:
    """Load a file of anchors, oldest first.

    Raises:
        SettingsError: it cannot be read, or holds something else.
    """
    try:
        return _parsed(place.read_bytes(), place)
    except OSError as error:
        raise _unusable(place, f"The file of anchors cannot be read: {error.strerror}.") from error


def doubtful(anchors: Sequence[Anchor], keys: Sequence[Ed25519PublicKey]) -> str:
    """Say what is wrong with the anchors themselves; empty where nothing is.

    Signatures are checked where there are keys, each anchor against all of them.
    """
    previous = None
    for number, anchor in enumerate(anchors, 1):
        if anchor.previous != previous:
            return f"Anchor {number} does not follow the one before it: anchors were taken out."
        if keys and not any(anchor.signed_by(key) for key in keys):
            return f"Anchor {number} was not signed with the key given."
        previous = sha256(anchor.line).hexdigest()
    return ""


def _signed(fields: dict[str, object]) -> bytes:
    return canonical({name: value for name, value in fields.items() if name != "signature"})


def _parsed(data: bytes, place: Path) -> tuple[Anchor, ...]:
    lines = data.split(b"\n")
    if lines.pop():
        raise _unusable(place, "The last line of the file of anchors breaks off.")
    anchors = []
    for number, line in enumerate(lines, 1):
        try:
            anchors.append(Anchor.model_validate_json(line))
        except ValidationError as error:
            raise _unusable(place, f"Line {number} is no anchor.") from error
    return tuple(anchors)


def _keep_name(folder: Path) -> None:
    """Have the name of a new file on disk as well as what it holds."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unusable(place: Path, what: str) -> SettingsError:
    do = "Give --anchors a file of anchors that contract-ai audit anchor wrote, or a new name."
    return SettingsError(ErrorCode.ANCHORS_UNUSABLE, what, where=str(place), do=do)
