"""Which program read a document: its version, and the state of the code that reads."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import checks
import extractors
import models
from contract_ai import confirmed, readable, tasks


@cache
def program_version() -> str:
    """Return the installed version, which stays that of the process."""
    try:
        return version("contract-ai")
    except PackageNotFoundError:
        return "unknown"


def reader_stamp() -> str:
    """Name the code that reads documents; another stamp means that they are read again."""
    return _code_stamp(
        *extractors.__path__,
        *models.__path__,
        *tasks.__path__,
        confirmed.__file__,
        readable.__file__,
    )


def checks_stamp() -> str:
    """Name the code that checks; another stamp means that everything is checked again."""
    return _code_stamp(
        *checks.__path__,
        *models.__path__,
        *(str(Path(__file__).with_name(name)) for name in ("auditing.py", "surveying.py")),
    )


def _code_stamp(*places: str) -> str:
    digest = hashlib.sha256(program_version().encode())
    for place in map(Path, places):
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.suffix != ".pyc" and path.is_file():
                status = path.stat()
                name = path.relative_to(place.parent)
                digest.update(f"{name}|{status.st_size}|{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def stamp(*parts: str) -> str:
    """Join what a document was read with into one short text."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
