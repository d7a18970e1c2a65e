"""The application's key: it encrypts TOTP secrets and signs what must not be forged.

The key is 32 bytes from CONTRACT_AI_SECRET_KEY, or a file that only its owner can read, made at
the first start.  Whoever has the key and the database can make TOTP codes; keep them apart.

What is sealed names the way and the key: another key, or another way, can take the place of the
one before while values of before still open.
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
    """Encrypts and signs under keys derived from the application's key, one a purpose.

    ``older`` are keys of before: they open what was sealed under them, and do nothing else.
    """

    key: bytes = field(repr=False)
    older: tuple[bytes, ...] = field(default=(), repr=False)

    def seal(self, text: str, purpose: str) -> str:
        """Encrypt; the same ``purpose`` is needed to open it again."""
        sealed = _aes_gcm(self.key, text, purpose)
        return f"{_AES_GCM}.{_name(self.key)}.{base64.urlsafe_b64encode(sealed).decode()}"

    def open(self, sealed: str, purpose: str) -> str:
        """Decrypt.

        Raises:
            SettingsError: it was sealed under a key that is not here, for another purpose, in a
                way that is not known, or altered.
        """
        way, name, text = _parts(sealed)
        opens = _WAYS.get(way)
        for key in (self.key, *self.older):
            if opens is None or name not in ("", _name(key)):
                continue
            try:
                return opens(key, base64.urlsafe_b64decode(text), purpose)
            except (InvalidTag, ValueError):
                continue
        what = "A stored secret cannot be opened with this key."
        raise _wrong(what, "the database")

    def is_current(self, sealed: str) -> bool:
        """Whether a value is sealed the way and under the key that count now."""
        return _parts(sealed)[:2] == (_AES_GCM, _name(self.key))

    def sign(self, text: str, purpose: str) -> str:
        """Return a keyed hash of a text, in hexadecimal digits."""
        data = text.encode("utf-8", "surrogatepass")
        return hmac.new(_derived(self.key, f"sign {purpose}"), data, sha256).hexdigest()


def _aes_gcm(key: bytes, text: str, purpose: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_derived(key, "seal")).encrypt(nonce, text.encode(), purpose.encode())


def _open_aes_gcm(key: bytes, data: bytes, purpose: str) -> str:
    nonce, body = data[:_NONCE_BYTES], data[_NONCE_BYTES:]
    return AESGCM(_derived(key, "seal")).decrypt(nonce, body, purpose.encode()).decode()


_AES_GCM = "g1"
_WAYS = {_AES_GCM: _open_aes_gcm}
"""How a value is opened, by the name of the way in which it was sealed; `seal` takes the newest."""


def _parts(sealed: str) -> tuple[str, str, str]:
    """Return the way, the name of the key, and the text; what names neither is of before."""
    way, _, rest = sealed.partition(".")
    name, _, text = rest.partition(".")
    return (way, name, text) if rest else (_AES_GCM, "", sealed)


def _name(key: bytes) -> str:
    """Name a key without telling it."""
    return _derived(key, "name").hex()[:8]


def _derived(key: bytes, use: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"contract-ai {use}".encode()).derive(key)


def vault_of(settings: Settings, database: URL) -> Vault:
    """Return what encrypts for a database: under the key of the settings, else of a file.

    Raises:
        SettingsError: a key cannot be used, or the database is no file and no key is set.
    """
    texts = settings.old_secret_keys.get_secret_value().split(",")
    older = tuple(vault_from_text(text.strip()).key for text in texts if text.strip())
    return Vault(_newest(settings, database).key, older)


def _newest(settings: Settings, database: URL) -> Vault:
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
