"""Which model is asked, where, and under which conditions: the settings, checked."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr

from contract_ai.loopback import is_loopback
from contract_ai.settings import PREFIX, Protocol, Settings
from models.errors import ErrorCode, SettingsError

_PATHS: dict[Protocol, str] = {"openai": "/chat/completions", "anthropic": "/v1/messages"}
_URL, _MODEL, _KEY = "URL", "MODEL", "KEY"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One model behind one address; the key shows in no text of this object."""

    url: str
    protocol: Protocol
    model: str
    key: SecretStr | None = None

    @property
    def shown(self) -> str:
        """The address without user, password and query, for messages and records."""
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        host = f"[{host}]" if ":" in host else host
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{host}{port}{parts.path}"


def endpoint_of(settings: Settings) -> Endpoint:
    """Make the endpoint that the settings name.

    Raises:
        SettingsError: address or model is missing, the key is none, or the address is not safe to
            send a contract to.
    """
    url, model = settings.second_reader_url, settings.second_reader_model
    if not url:
        raise _wrong(_URL, "The second reader has no address.", "Set it to the model's address.")
    if not model:
        raise _wrong(_MODEL, "The second reader has no model.", "Set it to the model's name.")
    _must_be_safe(url, allow_http=settings.second_reader_allow_http)
    protocol, key = settings.second_reader_protocol, settings.second_reader_key
    if key is not None:
        key = SecretStr(key.get_secret_value().strip())
        text = key.get_secret_value()
        if not (text.isascii() and text.isprintable()):
            what = "The second reader's key holds characters that no key has."
            raise _wrong(_KEY, what, "Copy it again.")
    return Endpoint(_whole(url, protocol), protocol, model, key)


def _must_be_safe(url: str, *, allow_http: bool) -> None:
    do = "Give an address like https://models.example.com/v1 or http://127.0.0.1:11434/v1."
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise _wrong(_URL, "The second reader's address is no address.", do) from error
    if parts.scheme not in {"http", "https"} or not host:
        raise _wrong(_URL, "The second reader's address is no address of the web.", do)
    if parts.username or parts.password:
        what = "The second reader's address holds a password, which would show in records."
        raise _wrong(_URL, what, f"Put it into {PREFIX}SECOND_READER_KEY.")
    if parts.scheme == "http" and not is_loopback(host) and not allow_http:
        what = "The second reader's address is not encrypted and not on this machine."
        do = (
            f"Use https, or set {PREFIX}SECOND_READER_ALLOW_HTTP=1 if the network between is yours."
        )
        raise _wrong(_URL, what, do)


def _whole(url: str, protocol: Protocol) -> str:
    """Complete a base address as the makers' own libraries do; a whole one stays."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    ending = _PATHS[protocol]
    if not path.endswith(ending):
        if protocol == "openai" and not path:
            path = "/v1"
        path = path.removesuffix("/v1") + ending if protocol == "anthropic" else path + ending
    return parts._replace(path=path, fragment="").geturl()


def _wrong(name: str, what: str, do: str) -> SettingsError:
    where = f"{PREFIX}SECOND_READER_{name}"
    return SettingsError(ErrorCode.SETTINGS_INVALID, what, where=where, do=do)
