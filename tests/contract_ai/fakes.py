"""An executor without processes, and tasks whose documents are their own answers."""

import json
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import ParamSpec, TypeVar

import pytest

from contract_ai import reading, workers
from contract_ai.reading import Reader
from contract_ai.settings import Settings
from models.errors import DocumentError, ErrorCode
from models.forms import Json
from models.scans import NO_SCANS, Scans

P = ParamSpec("P")
T = TypeVar("T")


class InProcess(Executor):
    """Runs each task at once, in this process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a task and return its finished future."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except DocumentError as error:
            future.set_exception(error)
        return future


class Echo:
    """A task for documents that hold the JSON their reader would give; counts its work."""

    def __init__(self) -> None:
        self.files: list[str] = []

    def run(self, data: bytes, file: str, extra: str, _scans: Scans = NO_SCANS) -> Json:
        """Answer with what the document holds; ``{"kind": ...}`` says what it is."""
        self.files.append(file)
        if data.startswith(b"crash"):
            raise RuntimeError(data.decode())
        if data.startswith(b"damaged"):
            what, do = "The file is damaged.", "Save it again."
            raise DocumentError(ErrorCode.PDF_DAMAGED, what, where=file, do=do)
        value: Json = json.loads(extra or data)
        return value


def reader(monkeypatch: pytest.MonkeyPatch, task: Echo, workers_wanted: int = 2) -> Reader:
    """Return a reader of echo documents."""
    for module in (reading, workers):
        monkeypatch.setattr(module, "load_task", lambda _name: task)
    return Reader(InProcess, Settings(workers=workers_wanted))
