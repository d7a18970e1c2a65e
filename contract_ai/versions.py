"""Which program read a document: its version, and the state of the code that reads."""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import checks
import extractors
import models
from contract_ai import confirmed, readable, tasks

_LIBRARIES = ("pypdfium2", "python-docx", "openpyxl", "lxml", "spacy")
"""Libraries on which it depends what is read."""


@cache
def program_version() -> str:
    """Return the installed version, which stays that of the process."""
    try:
        return version("contract-ai")
    except PackageNotFoundError:
        return "unknown"


@cache
def reader_stamp() -> str:
    """Name the code that reads documents; another stamp means that they are read again.

    It rests on what the files hold, and on the libraries that read: the same code installed anew,
    or in a release that changes other rooms, has the same stamp.
    """
    digest = hashlib.sha256()
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    for name, path in _files(
        *extractors.__path__,
        *models.__path__,
        *tasks.__path__,
        confirmed.__file__,
        readable.__file__,
    ):
        content = hashlib.sha256(Path(path).read_bytes()).hexdigest()
        digest.update(f"{name}|{content}\n".encode())
    return digest.hexdigest()


def reader_version(engine: str) -> str:
    """Name what results come from: the code that reads, and the engine that recognises scans."""
    return stamp(reader_stamp() + engine)


def checks_stamp() -> str:
    """Name the code that checks; another stamp means that everything is checked again."""
    return _code_stamp(
        *checks.__path__,
        *models.__path__,
        *(str(Path(__file__).with_name(name)) for name in ("auditing.py", "surveying.py")),
    )


def _code_stamp(*places: str) -> str:
    digest = hashlib.sha256(program_version().encode())
    for name, path in _files(*places):
        status = os.stat(path)  # noqa: PTH116 (as above)
        digest.update(f"{name}|{status.st_size}|{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files(*places: str) -> Iterator[tuple[str, str]]:
    """Yield each file's name beside its place and its path, in the order of the parts of paths."""
    for place in places:
        beside = len(os.path.dirname(place)) + 1  # noqa: PTH120 (as strings: hundreds of files, every night)
        for path in sorted(_walked(place), key=lambda one: one.split(os.sep)):  # noqa: PTH206
            if not path.endswith(".pyc") and os.path.isfile(path):  # noqa: PTH113
                yield path[beside:], path


def _walked(place: str) -> Iterator[str]:
    if not os.path.isdir(place):  # noqa: PTH112
        yield place
    for folder, _, names in os.walk(place):
        yield from (os.path.join(folder, name) for name in names)  # noqa: PTH118


def stamp(*parts: str) -> str:
    """Join what a document was read with into one short text."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
