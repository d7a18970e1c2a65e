"""The pages' own files: style, scripts, icons; named by their content, so that browsers keep them.

The colours and sizes are those of the report: `tokens.css` is one file for both.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_STATIC = files("contract_ai.web") / "static"
_TOKENS = files("reports") / "templates" / "tokens.css"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent; ``tag`` names its content."""

    name: str
    tag: str
    media_type: str
    data: bytes

    @property
    def address(self) -> str:
        """Where pages find it."""
        return f"/static/{self.tag}/{self.name}"


@cache
def assets() -> dict[str, Asset]:
    """Return every file by its name."""
    found = [_asset(entry) for entry in _STATIC.iterdir() if _ending(entry) in _TYPES]
    return {asset.name: asset for asset in [*found, _asset(_TOKENS)]}


def _asset(entry: Traversable) -> Asset:
    data = entry.read_bytes()
    tag = hashlib.sha256(data).hexdigest()[:12]
    return Asset(entry.name, tag, _TYPES[_ending(entry)], data)


def _ending(entry: Traversable) -> str:
    return entry.name[entry.name.rfind(".") :] if "." in entry.name else ""
