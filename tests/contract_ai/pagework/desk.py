"""Pages of documents that lie in one folder, read in this process."""

import hashlib
from collections.abc import Mapping
from concurrent.futures import Executor
from pathlib import Path

from contract_ai.pagework.cache import DiskCache
from contract_ai.pagework.pages import Pages
from contract_ai.reading import Reader
from contract_ai.settings import Settings
from tests.contract_ai.fakes import InProcess

SAMPLES = Path(__file__).parents[3] / "sample_contracts"


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def put(folder: Path, *documents: bytes) -> list[str]:
    """Keep documents under their hashes, and return these."""
    folder.mkdir(parents=True, exist_ok=True)
    for data in documents:
        (folder / hash_of(data)).write_bytes(data)
    return [hash_of(data) for data in documents]


def pages(folder: Path, executor: type[Executor] = InProcess) -> Pages:
    """Return the pages of the documents kept in a folder."""

    def original(sha256: str) -> Path | None:
        path = folder / sha256
        return path if path.exists() else None

    reader = Reader(executor, Settings(workers=1))
    return Pages(reader, original, DiskCache(folder / "cache"))


def sample_pages(cache: Path) -> tuple[Pages, Mapping[str, Path]]:
    """Return the pages of the sample company's documents, and where each lies by hash."""
    found = [path for room in ("contracts", "invoices") for path in (SAMPLES / room).iterdir()]
    places = {hash_of(path.read_bytes()): path for path in sorted(found)}
    reader = Reader(InProcess, Settings(workers=1))
    return Pages(reader, places.get, DiskCache(cache)), places
