"""Objects in an S3-compatible store, by fsspec: written whole, read whole, listed, deleted.

The one module that knows fsspec.  Whether an object is what its name says is for the vault to see.
"""

import base64
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from contract_ai.loopback import is_loopback
from contract_ai.settings import Settings
from models.errors import ErrorCode, SettingsError

_SETTING = "CONTRACT_AI_FILES"
_TRIES = 4  # of a request, with growing pauses between them
_CONNECT, _READ = 10, 60  # seconds
_ONE_PUT = 90 << 20  # bytes; larger objects are sent in parts, each with a hash of its own


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store is: ``s3://bucket/prefix``, its endpoint (empty for AWS), its encryption."""

    url: str
    endpoint: str = ""
    encryption: str = ""


def place_in(settings: Settings) -> Place | None:
    """Return the store that is set; None where files lie in a folder.

    Raises:
        SettingsError: it is no address, or would be spoken to in the clear over a network.
    """
    if settings.files is None:
        return None
    parts = urlsplit(settings.files)
    if parts.scheme != "s3" or not parts.netloc or parts.query or parts.fragment:
        what = "This is no address of a store."
        raise _wrong(what, "Write s3://bucket/prefix.", settings.files)
    endpoint = settings.files_endpoint or ""
    spoken = urlsplit(endpoint)
    if endpoint and spoken.scheme not in {"http", "https"}:
        what = "This is no address of a server."
        raise _wrong(what, "Write https://host:9000.", endpoint)
    if spoken.scheme == "http" and not (
        is_loopback(spoken.hostname or "") or settings.files_allow_http
    ):
        what = "Documents would go over the network in the clear."
        do = "Use https://, or set CONTRACT_AI_FILES_ALLOW_HTTP on a network that is yours alone."
        raise _wrong(what, do, endpoint)
    if find_spec("s3fs") is None:
        what, do = "s3fs is not installed.", "Install it: pip install 'contract-ai[s3]'."
        raise SettingsError(ErrorCode.ENGINE_MISSING, what, where=_SETTING, do=do)
    return Place(settings.files.rstrip("/"), endpoint, settings.files_encryption)


class Bucket:
    """The store at a place; may be used after a fork."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._made: tuple[int, Any] | None = None

    @property
    def url(self) -> str:
        """Its address, to show."""
        return self._place.url

    def put(self, name: str, data: bytes) -> None:
        """Write an object: it is there as a whole or not at all, and the store checks its hash.

        Raises:
            SettingsError: the store cannot be reached, or refuses.
        """
        extra = {}
        if len(data) < _ONE_PUT:
            digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
            extra = {"ChecksumSHA256": digest}
        with _guard(self.url):
            self._system.pipe_file(self._path(name), data, **extra)

    def get(self, name: str) -> bytes | None:
        """Read an object; None where there is none.

        Raises:
            SettingsError: the store cannot be reached, refuses, or breaks off.
        """
        with _guard(self.url):
            try:
                data: bytes = self._system.cat_file(self._path(name))
            except FileNotFoundError:
                return None
        return data

    def size(self, name: str) -> int | None:
        """Return the bytes of an object; None where there is none.

        Raises:
            SettingsError: the store cannot be reached, or refuses.
        """
        with _guard(self.url):
            try:
                found = self._system.info(self._path(name))
            except FileNotFoundError:
                return None
        return int(found["size"]) if found["type"] == "file" else None

    def delete(self, name: str) -> None:
        """Delete an object; nothing happens where there is none.

        Raises:
            SettingsError: the store cannot be reached, or refuses.
        """
        with _guard(self.url):
            self._system.rm_file(self._path(name))

    def names(self) -> Iterator[str]:
        """Name all objects, below our prefix.

        Raises:
            SettingsError: the store cannot be reached, or refuses.
        """
        root = self._path("").rstrip("/")
        with _guard(self.url):
            try:
                found = self._system.find(root)
            except FileNotFoundError:
                return
        for path in sorted(found):
            yield str(path).removeprefix(root).lstrip("/")

    def _path(self, name: str) -> str:
        return f"{self.url.removeprefix('s3://')}/{name}"

    @property
    def _system(self) -> Any:  # noqa: ANN401 (fsspec has no types)
        if self._made is None or self._made[0] != os.getpid():
            self._made = os.getpid(), _system(self._place)
        return self._made[1]


def _system(place: Place) -> Any:  # noqa: ANN401 (fsspec has no types)
    import fsspec  # noqa: PLC0415 (an extra)

    kind, _, key = place.encryption.partition("#")
    extra = {"ServerSideEncryption": kind} if kind else {}
    if key:
        extra["SSEKMSKeyId"] = key
    made = fsspec.filesystem(
        "s3",
        endpoint_url=place.endpoint or None,
        s3_additional_kwargs=extra,
        config_kwargs={
            "connect_timeout": _CONNECT,
            "read_timeout": _READ,
            "retries": {"max_attempts": 1},
        },
        use_listings_cache=False,
        skip_instance_cache=True,
    )
    made.retries = _TRIES
    return made


@contextmanager
def _guard(where: str) -> Iterator[None]:
    from aiohttp import ClientError as Broken  # noqa: PLC0415 (an extra, as the next)
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError  # noqa: PLC0415

    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, Broken, BotoCoreError, ClientError, HTTPClientError) as error:
        what = f"The store of files does not do what it is asked ({type(error).__name__})."
        do = "See that it runs, that the bucket is there and its keys are right; then try again."
        raise SettingsError(ErrorCode.FILES_UNREACHABLE, what, where=where, do=do) from error


def _wrong(what: str, do: str, where: str) -> SettingsError:
    return SettingsError(ErrorCode.SETTINGS_INVALID, what, where=where, do=do)
