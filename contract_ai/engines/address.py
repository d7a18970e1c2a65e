"""Where a scheduler listens, and how we speak to it: documents are confidential."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from contract_ai.loopback import is_loopback
from contract_ai.settings import Settings
from models.errors import ErrorCode, SettingsError

_SETTING = "CONTRACT_AI_SCHEDULER"
_TLS, _PLAIN = "tls", "tcp"


@dataclass(frozen=True, slots=True)
class Address:
    """A scheduler; ``ca``, ``cert`` and ``key`` are files or PEM texts, empty for plain TCP."""

    url: str
    ca: str = ""
    cert: str = ""
    key: str = ""

    @property
    def is_encrypted(self) -> bool:
        """Whether all that is said is encrypted, and both sides prove who they are."""
        return bool(self.ca)


def address_of(settings: Settings) -> Address | None:
    """Return the scheduler that is set; None where the engine is to start its own.

    Raises:
        SettingsError: it is no address, its certificates are missing, or it would be spoken to in
            the clear over a network.
    """
    if settings.scheduler is None:
        return None
    parts = urlsplit(settings.scheduler)
    try:
        complete = bool(parts.hostname and parts.port)
    except ValueError:
        complete = False
    if parts.scheme not in {_TLS, _PLAIN} or not complete:
        what = "This is no address of a scheduler."
        raise _wrong(what, "Write tls://host:8786.", settings.scheduler)
    if parts.scheme == _TLS:
        return _with_certificates(settings, settings.scheduler)
    if not settings.scheduler_allow_plain and not is_loopback(parts.hostname or ""):
        what = "Documents would go over the network in the clear."
        do = "Use tls:// with certificates, or set CONTRACT_AI_SCHEDULER_ALLOW_PLAIN on a network that is yours alone."
        raise _wrong(what, do, settings.scheduler)
    return Address(settings.scheduler)


def _with_certificates(settings: Settings, url: str) -> Address:
    files = {
        "CA": settings.scheduler_ca,
        "CERT": settings.scheduler_cert,
        "KEY": settings.scheduler_key,
    }
    for name, file in files.items():
        if file is None:
            what, do = "This file must be named for tls://.", "Set it, or give the option."
            raise _wrong(what, do, f"{_SETTING}_{name}")
        if not file.is_file():
            what = "There is no such file."
            raise _wrong(what, f"Correct {_SETTING}_{name}.", str(file))
    ca, cert, key = (str(Path(file).absolute()) for file in files.values() if file is not None)
    return Address(url, ca, cert, key)


def _wrong(what: str, do: str, where: str) -> SettingsError:
    return SettingsError(ErrorCode.SETTINGS_INVALID, what, where=where, do=do)
