"""The application's key: it encrypts TOTP secrets and signs what must not be forged.

The key is 32 bytes from CONTRACT_AI_SECRET_KEY, or a file that only its owner can read, made at
the first start.  Whoever has the key and the database can make TOTP codes; keep them apart.
"""

import base64
import binascii
import hmac
import os
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.engine import URL

from contract_ai.settings import Settings
from models.errors import ErrorCode, SettingsError

KEY_BYTES = 32
KEY_FILE = "contract-ai.key"
_NOWHERE = (None, "", ":memory:")
_NONCE_BYTES = 12
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Vault:
    """Encrypts and signs under keys derived from the application's key, one a purpose."""

    key: bytes = field(repr=False)

    def seal(self, text: str, purpose: str) -> str:
        """Encrypt; the same ``purpose`` is needed to open it again."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self._derived("seal")).encrypt(nonce, text.encode(), purpose.encode())
        return base64.urlsafe_b64encode(nonce + sealed).decode()

    def open(self, sealed: str, purpose: str) -> str:
        """Decrypt.

        Raises:
            SettingsError: it was sealed under another key or for another purpose, or altered.
        """
        data = base64.urlsafe_b64decode(sealed)
        nonce, body = data[:_NONCE_BYTES], data[_NONCE_BYTES:]
        try:
            return AESGCM(self._derived("seal")).decrypt(nonce, body, purpose.encode()).decode()
        except InvalidTag as error:
            what = "A stored secret cannot be opened with this key."
            raise _wrong(what, "the database") from error

    def sign(self, text: str, purpose: str) -> str:
        """Return a keyed hash of a text, in hexadecimal digits."""
        data = text.encode("utf-8", "surrogatepass")
        return hmac.new(self._derived(f"sign {purpose}"), data, sha256).hexdigest()

    def _derived(self, use: str) -> bytes:
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"contract-ai {use}".encode()).derive(
            self.key
        )


def vault_of(settings: Settings, database: URL) -> Vault:
    """Return what encrypts for a database: under the key of the settings, else of a file.

    Raises:
        SettingsError: the key cannot be used, or the database is no file and no key is set.
    """
    if settings.secret_key is not None:
        return vault_from_text(settings.secret_key.get_secret_value())
    in_file = database.get_backend_name() == "sqlite" and database.database not in _NOWHERE
    file = key_file(settings, Path(str(database.database)) if in_file else None)
    if file is None:
        what, do = "No key is set for this database.", "Set CONTRACT_AI_SECRET_KEY_FILE to a file."
        raise _wrong(what, "CONTRACT_AI_SECRET_KEY", do)
    return vault_from_file(file)


def key_file(settings: Settings, database: Path | None) -> Path | None:
    """Return the file of the key: the setting, else one beside the database's file; None: neither."""
    beside = database.with_name(KEY_FILE) if database is not None else None
    return settings.secret_key_file or beside


def vault_from_text(text: str) -> Vault:
    """Read a key: 32 bytes in base64 (44 characters) or hexadecimal digits (64).

    Raises:
        SettingsError: it is neither.
    """
    try:
        key = bytes.fromhex(text) if len(text) == 2 * KEY_BYTES else _base64(text)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != KEY_BYTES:
        # "from None": the error of the decoder would carry the key into a log.
        msg = "The key is not 32 bytes in base64."
        raise _wrong(msg, "CONTRACT_AI_SECRET_KEY") from None
    return Vault(key)


def vault_from_file(file: Path) -> Vault:
    """Read the key from a file; make both where there is none.

    Raises:
        SettingsError: the file cannot be read or made, others can read it, or it holds no key.
    """
    try:
        if not file.exists():
            _make(file)
        if file.stat().st_mode & _OTHERS:
            what = "Others than its owner can read the file with the key."
            raise _wrong(what, str(file), "Run chmod 600 on it, and renew the key if it leaked.")
        text = file.read_text("ascii").strip()
    except (OSError, UnicodeError) as error:
        msg = "The file with the key cannot be read or made."
        raise _wrong(msg, str(file)) from error
    return vault_from_text(text)


def _make(file: Path) -> None:
    """Write a new key under another name first, so that no one ever reads half of one."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            return  # another process was first: its key counts
    finally:
        draft.unlink()


def _base64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.replace("+", "-").replace("/", "_"))


def _wrong(what: str, where: str, do: str = "Give the key that was used before.") -> SettingsError:
    return SettingsError(ErrorCode.SECRET_KEY_UNUSABLE, what, where=where, do=do)
