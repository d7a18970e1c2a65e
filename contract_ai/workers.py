"""The seam between this process and its children: a task's name and bytes in, JSON bytes out.

An answer is a JSON object with ``value``, ``error`` or ``wanted``: pages for text recognition.  The parent takes neither on
trust: `open_answer` checks the frame, and the caller checks the value against its schema.
"""

import json
import re
import traceback
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from pydantic import BaseModel, ConfigDict, ValidationError

from models.errors import DocumentError, ErrorCode
from models.forms import Json
from models.scans import NO_SCANS, PagesWanted, Scans, WantedPage

_NUL = rb"\u0000"
_ESCAPED = re.compile(rb"\\(?:u0000|.)", re.DOTALL)


class Task(Protocol):
    """A module of `contract_ai.tasks`."""

    @staticmethod
    def run(data: bytes, file: str, extra: str, scans: Scans = NO_SCANS) -> Json:
        """Do the work on one file; ``scans`` is what text recognition read in it."""


class _Trouble(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: ErrorCode
    what: str
    do: str
    trace: str = ""


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    value: object = None
    error: _Trouble | None = None
    wanted: tuple[WantedPage, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a child's work on a file failed; ``trace`` names places in our code, for the log."""

    error: DocumentError
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A child asks for pages to be recognised before it reads the file."""

    pages: tuple[WantedPage, ...]


def load_task(name: str) -> Task:
    """Import a task; done before the fork, so that children share what it needs."""
    return cast("Task", import_module(f"contract_ai.tasks.{name}"))


def warm_task(name: str) -> None:
    """Let a task load what it would load at its first file, where it offers that."""
    warm = getattr(load_task(name), "warm", None)
    if warm is not None:
        warm()


def perform(name: str, data: bytes, file: str, extra: str = "", scans: Scans = NO_SCANS) -> bytes:
    """Run a task; turn every way it can fail into an error with a code."""
    try:
        value = load_task(name).run(data, file, extra, scans)
        text = json.dumps({"value": value}, ensure_ascii=False, separators=(",", ":"))
        # A document may hold halves of characters, which no file or database takes.
        return text.encode("utf-8", "replace")
    except PagesWanted as wanted:
        return json.dumps({"wanted": wanted.pages}).encode()
    except DocumentError as error:
        return _error(error.code, error.what, error.do)
    except MemoryError:
        what = "Reading this file needs more memory than one file may use."
        return _error(ErrorCode.LIMIT_MEMORY, what, "Split it, or save it again from its program.")
    except Exception as error:  # noqa: BLE001 (a stranger's file must not stop the others)
        what = f"The reader met something it does not understand ({type(error).__name__})."
        do = "Save the file again from its program, or report it as a bug with --verbose."
        return _error(ErrorCode.READER_FAILED, what, do, _places(error))


def open_answer(answer: bytes, file: str) -> object | Failure | Wanted:
    """Take the value out of an answer, the pages it asks for, or why there is none."""
    try:
        frame = _Answer.model_validate_json(_without_nul(answer))
    except ValidationError:
        what = "The reader's answer is not what it should be."
        do = "Try again; if it stays so, report this file as a bug."
        return Failure(DocumentError(ErrorCode.READER_FAILED, what, where=file, do=do))
    if frame.error is not None:
        trouble = frame.error
        error = DocumentError(trouble.code, trouble.what, where=file, do=trouble.do)
        return Failure(error, trouble.trace)
    return Wanted(frame.wanted) if frame.wanted else frame.value


def _without_nul(answer: bytes) -> bytes:
    r"""Put a question mark in the place of each NUL, which PostgreSQL takes in no text.

    All that is read from documents comes this way, so that it is the same whatever keeps it.  JSON
    has no other way to write NUL; after a backslash that stands for itself it is none.

    >>> print(_without_nul(rb'"1\u00002 \\u0000"').decode())
    "1?2 \\u0000"
    """
    return _ESCAPED.sub(_no_nul, answer) if _NUL in answer else answer


def _no_nul(match: re.Match[bytes]) -> bytes:
    return b"?" if match[0] == _NUL else match[0]


def _error(code: ErrorCode, what: str, do: str, trace: str = "") -> bytes:
    trouble = _Trouble(code=code, what=what, do=do, trace=trace)
    return json.dumps({"error": trouble.model_dump(mode="json")}).encode()


def _places(error: Exception) -> str:
    """Name the places without the message, which may hold the document's own text."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return " < ".join(
        f"{Path(frame.filename).stem}.{frame.name}:{frame.lineno}" for frame in reversed(frames)
    )
