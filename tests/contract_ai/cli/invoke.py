"""Runs a command the way the program's entry point does, and keeps what it wrote."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from contract_ai.cli.main import main


@dataclass(frozen=True)
class Outcome:
    """Exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 (whatever the command printed)
        """Standard output as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Program:
    """The program as a user calls it."""

    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: object) -> Outcome:
        code = main([str(argument) for argument in arguments])
        captured = self.capture.readouterr()
        return Outcome(code, captured.out, captured.err)
