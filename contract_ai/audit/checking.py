"""Verifying a database against files of anchors, and making the next anchor."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contract_ai.audit.anchors import Anchor, Newest, doubtful, drop_anchor, load_anchors
from contract_ai.audit.sealing import FIRST
from contract_ai.audit.verify import Mark, Verdict, verify
from contract_ai.storage.engine import Database
from models.errors import ErrorCode, SettingsError


def checked(
    database: Database,
    anchors: Sequence[Anchor] = (),
    keys: Sequence[Ed25519PublicKey] = (),
    printed: Sequence[Mark] = (),
) -> Verdict:
    """Verify the trail against anchors, and against what reports print.

    Anchors that are themselves no good are told as event 0: by them nothing can be said.
    """
    wrong = doubtful(anchors, keys)
    if wrong:
        return Verdict(0, FIRST, FIRST, 0, wrong)
    marks = [
        Mark(one.seq, one.hash, f"Anchor {number} of {one.at}")
        for number, one in enumerate(anchors, 1)
    ]
    with database.read() as session:
        return verify(session, [*marks, *printed], anchors[0].database if anchors else None)


def anchored(database: Database, place: Path, key: Ed25519PrivateKey, now: datetime) -> Anchor:
    """Verify the trail against the anchors that are there, and add one for its newest event.

    Raises:
        SettingsError: the trail or the anchors are no good, or a file cannot be used.
    """
    known = load_anchors(place) if place.exists() else ()
    verdict = checked(database, known, [])
    if verdict.bad is not None or not verdict.events:
        what, do = verdict.why or "The trail holds no event.", "Run contract-ai audit verify."
        raise SettingsError(ErrorCode.AUDIT_BROKEN, what, where=database.name, do=do)
    newest = Newest(verdict.events, verdict.last, verdict.first)
    return drop_anchor(place, key, newest, now)
