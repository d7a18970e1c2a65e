"""Keys that sign anchors: Ed25519, in PEM files outside the database."""

import os
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from models.errors import ErrorCode, SettingsError

_ID_DIGITS = 32


def make_key(place: Path) -> Path:
    """Write a new private key, for its owner alone, and beside it FILE.pub with the public one.

    Returns where the public key is.

    Raises:
        SettingsError: one of the files exists, or cannot be written.
    """
    key, public = Ed25519PrivateKey.generate(), place.with_name(f"{place.name}.pub")
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    known = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for file, data, mode in ((place, secret, 0o600), (public, known, 0o644)):
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            with os.fdopen(handle, "wb") as out:
                out.write(data)
        except OSError as error:
            raise _unusable(file, f"The key cannot be written: {error.strerror}.") from error
    return public


def load_private_key(place: Path) -> Ed25519PrivateKey:
    """Load a key that signs.

    Raises:
        SettingsError: the file cannot be read, others may read it, or it holds no such key.
    """
    try:
        if place.stat().st_mode & 0o077:
            what = "Others than its owner may read this private key."
            raise _unusable(place, what, do=f"Run chmod 600 {place.name}, or make a new key.")
        key = load_pem_private_key(place.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _unusable(place, "No private key can be read here.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _unusable(place, "This is no Ed25519 key.")
    return key


def load_public_key(place: Path) -> Ed25519PublicKey:
    """Load a key that checks signatures.

    Raises:
        SettingsError: the file cannot be read or holds no such key.
    """
    try:
        key = load_pem_public_key(place.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise _unusable(place, "No public key can be read here.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise _unusable(place, "This is no Ed25519 key.")
    return key


def key_id(key: Ed25519PublicKey) -> str:
    """Name a public key: the first half of the SHA-256 of its bytes, in hexadecimal."""
    return sha256(key.public_bytes_raw()).hexdigest()[:_ID_DIGITS]


def _unusable(
    place: Path, what: str, do: str = "Make a pair of keys with contract-ai audit key."
) -> SettingsError:
    return SettingsError(ErrorCode.AUDIT_KEY_UNUSABLE, what, where=str(place), do=do)
