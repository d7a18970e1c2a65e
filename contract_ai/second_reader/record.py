"""The record of what was sent, where and when: written before anything leaves the machine.

Neither the key nor the contract's text is recorded: the text is named by the document's hash.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from models.errors import DocumentError, ErrorCode


@dataclass(frozen=True, slots=True)
class Sending:
    """One request: ``characters`` of part ``part`` of ``parts`` of a document, to one model."""

    at: datetime
    file: str
    sha256: str
    endpoint: str
    protocol: str
    model: str
    prompt: str
    part: int
    parts: int
    characters: int
    attempt: int


class Record(Protocol):
    """Where sendings are written down."""

    def sending(self, sending: Sending) -> int:
        """Note that a request is about to leave; return its number.

        Raises:
            DocumentError: it cannot be noted, so nothing may be sent.
        """

    def outcome(self, number: int, outcome: str, at: datetime) -> None:
        """Note what became of it: "answered", an HTTP status, or a kind of failure."""


class FileRecord:
    """A file with one JSON line a sending and one an outcome, readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._number = 0

    def sending(self, sending: Sending) -> int:
        """Append a line.

        Raises:
            DocumentError: the file cannot be written.
        """
        self._number += 1
        try:
            self._append({"sending": self._number} | asdict(sending))
        except OSError as error:
            what = (
                f"The second reader was not asked: the record cannot be written ({error.strerror})."
            )
            do = "Set CONTRACT_AI_SECOND_READER_RECORD to a file that can be written."
            code = ErrorCode.SECOND_READER_RECORD
            raise DocumentError(code, what, where=sending.file, do=do) from error
        return self._number

    def outcome(self, number: int, outcome: str, at: datetime) -> None:
        """Append a line."""
        self._append({"outcome": outcome, "of": number, "at": at})

    def _append(self, line: dict[str, object]) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = json.dumps({"process": os.getpid()} | line, default=_text) + "\n"
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.write(handle, text.encode())
        finally:
            os.close(handle)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
