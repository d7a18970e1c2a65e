"""What a worker must have in common with whoever sends it work, or the results may differ."""

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import extractors
import models
from contract_ai import confirmed, readable, tasks, workers
from contract_ai.recognition import Recognition
from contract_ai.versions import program_version

_LIBRARIES = (
    "pypdfium2 pdfplumber pdfminer.six spacy lxml openpyxl python-docx pydantic numpy".split()
)
_SCAN = "scan"


def stamp_of(task: str) -> str:
    """Name what does this task here; text recognition has a program of its own."""
    return f"{_code()} {Recognition().engine}" if task == _SCAN else _code()


@cache
def _code() -> str:
    """Name the program that reads: by its content, as every machine has its own times of files."""
    digest = hashlib.sha256()
    for name in _LIBRARIES:
        digest.update(f"{name} {_version(name)}\n".encode())
    files = (confirmed.__file__, readable.__file__, workers.__file__)
    for place in map(Path, (*extractors.__path__, *models.__path__, *tasks.__path__, *files)):
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.suffix != ".pyc" and path.is_file():
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(f"{path.relative_to(place.parent)} {content}\n".encode())
    python = ".".join(platform.python_version_tuple()[:2])
    return f"contract-ai {program_version()}, Python {python}, code {digest.hexdigest()[:16]}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
