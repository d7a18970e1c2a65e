"""Anchors and keys: what is signed, what is refused, and what is found in their file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from contract_ai.audit.anchors import Anchor, Newest, doubtful, drop_anchor, load_anchors
from contract_ai.audit.checking import anchored, checked
from contract_ai.audit.keys import key_id, load_private_key, load_public_key, make_key
from contract_ai.storage.engine import Database
from models.errors import ErrorCode, SettingsError
from tests.contract_ai.audit.trails import sql, tamper, write_events

NOW = datetime(2026, 3, 31, 9, 15, tzinfo=UTC)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A private key; its public one is beside it."""
    make_key(tmp_path / "audit.pem")
    return tmp_path / "audit.pem"


def _public(key: Path) -> Path:
    return key.with_name(f"{key.name}.pub")


def _anchors(key: Path, count: int) -> Path:
    place = key.with_name("anchors.jsonl")
    for seq in range(1, count + 1):
        newest = Newest(seq, f"{seq:064x}", "d" * 64)
        drop_anchor(place, load_private_key(key), newest, NOW)
    return place


def test_an_anchor_is_one_signed_line(key: Path) -> None:
    place = _anchors(key, 1)
    (one,) = load_anchors(place)
    public = load_public_key(_public(key))
    assert (one.seq, one.hash, one.at) == (1, f"{1:064x}", "2026-03-31T09:15:00.000000Z")
    assert (one.database, one.previous, one.key) == ("d" * 64, None, key_id(public))
    assert one.signed_by(public)
    assert place.read_bytes() == one.line + b"\n"


def test_each_anchor_names_the_one_before_it(key: Path) -> None:
    anchors = load_anchors(_anchors(key, 3))
    public = load_public_key(_public(key))
    assert not doubtful(anchors, [public])
    assert "taken out" in doubtful((anchors[0], anchors[2]), [public])
    assert "taken out" in doubtful(anchors[1:], [])
    assert not doubtful(anchors[:2], [public])  # a shorter file is only told by another copy


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seq", 2),
        ("hash", "e" * 64),
        ("at", "2026-04-01T00:00:00.000000Z"),
        ("database", "e" * 64),
        ("key", "e" * 32),
        ("signature", "e" * 128),
    ],
)
def test_a_changed_anchor_is_told_by_its_signature(key: Path, field: str, value: object) -> None:
    (one,) = load_anchors(_anchors(key, 1))
    other = Anchor.model_validate(one.model_dump() | {field: value})
    assert "not signed" in doubtful([other], [load_public_key(_public(key))])


def test_keys_may_be_changed(key: Path, tmp_path: Path) -> None:
    place = _anchors(key, 2)
    make_key(tmp_path / "second.pem")
    second = load_private_key(tmp_path / "second.pem")
    drop_anchor(place, second, Newest(3, "f" * 64, "d" * 64), NOW)
    old, new = load_public_key(_public(key)), second.public_key()
    assert not doubtful(load_anchors(place), [old, new])
    assert "Anchor 3 was not signed" in doubtful(load_anchors(place), [old])


@pytest.mark.parametrize("content", [b"a letter\n", b"{}\n", b'{"form":"audit-anchor/1"', b"\n"])
def test_another_file_is_neither_read_nor_written(key: Path, content: bytes) -> None:
    place = key.with_name("other.txt")
    place.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        load_anchors(place)
    assert caught.value.code is ErrorCode.ANCHORS_UNUSABLE
    with pytest.raises(SettingsError):
        drop_anchor(place, load_private_key(key), Newest(1, "a" * 64, "d" * 64), NOW)
    assert place.read_bytes() == content


def test_a_file_that_cannot_be_read_or_written_is_named(key: Path, tmp_path: Path) -> None:
    place = tmp_path / "none" / "anchors.jsonl"
    with pytest.raises(SettingsError, match=r"none/anchors\.jsonl"):
        load_anchors(place)
    with pytest.raises(SettingsError, match="cannot be written"):
        drop_anchor(place, load_private_key(key), Newest(1, "a" * 64, "d" * 64), NOW)


def test_a_private_key_is_for_its_owner_alone(key: Path) -> None:
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o640)
    with pytest.raises(SettingsError, match="Others") as caught:
        load_private_key(key)
    assert caught.value.code is ErrorCode.AUDIT_KEY_UNUSABLE


def test_a_key_is_never_written_over(key: Path) -> None:
    before = key.read_bytes()
    with pytest.raises(SettingsError, match="cannot be written"):
        make_key(key)
    assert key.read_bytes() == before


def test_other_keys_are_refused(tmp_path: Path) -> None:
    other = generate_private_key(SECP256R1())
    private, public = tmp_path / "ec.pem", tmp_path / "ec.pub"
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    private.write_bytes(pem)
    private.chmod(0o600)
    known = other.public_key()
    public.write_bytes(known.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(SettingsError, match="no Ed25519"):
        load_private_key(private)
    with pytest.raises(SettingsError, match="no Ed25519"):
        load_public_key(public)
    for file in (private, public):
        file.write_text("no key", encoding="utf-8")
    with pytest.raises(SettingsError, match="No private key"):
        load_private_key(private)
    with pytest.raises(SettingsError, match="No public key"):
        load_public_key(public)


def test_a_database_is_anchored_and_verified(database: Database, key: Path) -> None:
    place, signing = key.with_name("anchors.jsonl"), load_private_key(key)
    for upto in (5, 9):
        write_events(database, upto)
        assert anchored(database, place, signing, NOW).seq == upto
    write_events(database, 12)
    found = checked(database, load_anchors(place), [signing.public_key()])
    assert (found.bad, found.events, found.anchored, found.after) == (None, 12, 9, 3)


def test_a_changed_trail_gets_no_anchor(database: Database, key: Path) -> None:
    place, signing = key.with_name("anchors.jsonl"), load_private_key(key)
    write_events(database, 5)
    anchored(database, place, signing, NOW)
    before = place.read_bytes()
    tamper(database, sql("UPDATE audit_event SET reason = 'other' WHERE seq = 3"))
    with pytest.raises(SettingsError, match="Event 3") as caught:
        anchored(database, place, signing, NOW)
    assert caught.value.code is ErrorCode.AUDIT_BROKEN
    assert place.read_bytes() == before


def test_anchors_of_another_database_are_told(database: Database, key: Path) -> None:
    found = checked(database, load_anchors(_anchors(key, 1)))
    assert (found.bad, "anchors name" in found.why) == (1, True)


def test_anchors_that_are_no_good_are_no_proof(database: Database, key: Path) -> None:
    anchors = load_anchors(_anchors(key, 3))
    found = checked(database, anchors[1:])
    assert (found.bad, "taken out" in found.why) == (0, True)
