"""The engines by their names; an engine gives executors until it is closed."""

from collections.abc import Callable
from concurrent.futures import Executor

from contract_ai.engines.handing import Engine
from contract_ai.pool import open_pool
from contract_ai.settings import Settings


class LocalEngine:
    """Children of this process; each piece of work has its own pool of them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __call__(self) -> Executor:
        """Open a pool; children are forked when work comes."""
        return open_pool(self._settings)

    def ready(self) -> None:
        """Nothing is needed: a pool is forked from whoever opens it."""

    def close(self) -> None:
        """Nothing is left: a pool ends with its piece of work."""


def _dask(settings: Settings) -> Engine:
    from contract_ai.engines.dask_engine import DaskEngine  # noqa: PLC0415 (an extra)

    return DaskEngine(settings)


ENGINES: dict[str, Callable[[Settings], Engine]] = {"local": LocalEngine, "dask": _dask}
"""By the name that ``--engine`` takes."""
