"""Which program read a document: its version, and the state of the code that reads."""

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import extractors
import models


def program_version() -> str:
    """Return the installed version."""
    try:
        return version("contract-ai")
    except PackageNotFoundError:
        return "unknown"


def reader_stamp() -> str:
    """Name the code that reads documents; another stamp means that they are read again."""
    digest = hashlib.sha256(program_version().encode())
    for package in (extractors, models):
        for folder in package.__path__:
            for path in sorted(Path(folder).rglob("*")):
                if path.suffix != ".pyc" and path.is_file():
                    status = path.stat()
                    place = path.relative_to(folder)
                    digest.update(f"{place}|{status.st_size}|{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def stamp(*parts: str) -> str:
    """Join what a document was read with into one short text."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
