"""``contract-ai`` whose readers work in its own process: every part after the other."""

import sys
from concurrent.futures import Executor, Future
from typing import Any

from contract_ai.cli.main import main
from contract_ai.engines.choice import ENGINES, LocalEngine
from models.errors import DocumentError


class Serial(Executor):
    """Runs each task at once."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401 (the Executor's own signature)
        """Run a task and return its finished future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except DocumentError as error:
            future.set_exception(error)
        return future


class SerialEngine(LocalEngine):
    """The engine of this process alone."""

    def __call__(self) -> Executor:
        """Open an executor."""
        return Serial()


if __name__ == "__main__":
    ENGINES["local"] = SerialEngine
    sys.exit(main())
