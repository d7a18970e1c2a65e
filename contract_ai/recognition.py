"""Text recognition for whole files: page by page in children, each page at most once.

A page's reading is kept under a hash of what the page shows and of what read it: in the
database, or in a folder for commands that have none.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

import extractors.readers
from contract_ai.second_reading import second_reader_version
from contract_ai.tesseract import find_tesseract
from models.scans import ScannedPage

_CODE = "scan*.py"  # what reads a page: a page is read again when it changes


class PageStore(Protocol):
    """Keeps what was read on pages, by key."""

    def get(self, key: str) -> str | None:
        """Return what was kept."""

    def put(self, key: str, page: str) -> None:
        """Keep it."""


class NoStore:
    """Keeps nothing."""

    def get(self, _key: str) -> str | None:
        """Nothing was kept."""
        return None

    def put(self, key: str, page: str) -> None:
        """Do not keep it."""


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Keeps pages as files of a folder that only their owner may read.

    Where the folder cannot be written nothing is kept, and nobody is troubled with it.
    """

    folder: Path

    def get(self, key: str) -> str | None:
        """Return what was kept."""
        try:
            return self._file(key).read_text("utf-8")
        except (OSError, ValueError):
            return None

    def put(self, key: str, page: str) -> None:
        """Keep it, whole or not at all."""
        file = self._file(key)
        with contextlib.suppress(OSError):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=file.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(page)
            Path(name).replace(file)

    def _file(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"


class Recognition:
    """Whether text can be recognised here, and what was recognised before."""

    def __init__(self, *, wanted: bool = True, store: PageStore | None = None) -> None:
        self._wanted = wanted
        self._store = NoStore() if store is None else store

    @cached_property
    def engine(self) -> str:
        """Names what reads pages; empty where nothing does."""
        found = find_tesseract() if self._wanted else None
        version = found.version() if found else ""
        if not version:
            return ""
        digest = hashlib.sha256()
        for place in extractors.readers.__path__:
            for file in sorted(Path(place).glob(_CODE)):
                digest.update(file.read_bytes())
        return f"{version}; {second_reader_version()}; {digest.hexdigest()}"

    def __bool__(self) -> bool:
        return bool(self.engine)

    def known(self, key: str) -> ScannedPage | None:
        """Return what was read on a page before; None where it must be read."""
        kept = self._store.get(self._key(key))
        if kept is None:
            return None
        try:
            return ScannedPage.model_validate_json(kept)
        except ValidationError:
            return None  # a file that was cut short or changed: the page is read again

    def keep(self, key: str, page: ScannedPage) -> None:
        """Keep what was read."""
        self._store.put(self._key(key), page.model_dump_json())

    def _key(self, key: str) -> str:
        return hashlib.sha256(f"{key} {self.engine}".encode()).hexdigest()


def cache_folder(chosen: Path | None, environment: Mapping[str, str]) -> Path:
    """Return the folder for pages: the chosen one, else a place in the user's cache."""
    if chosen is not None:
        return chosen
    base = environment.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "contract-ai" / "pages"
