"""Where the batch has files read: each engine opens an executor, whose tasks return bytes."""

from collections.abc import Callable
from concurrent.futures import Executor

from contract_ai.pool import open_pool
from contract_ai.settings import Settings

Engine = Callable[[Settings], Executor]

ENGINES: dict[str, Engine] = {"local": open_pool}
"""By the name that ``--engine`` takes; the first is the default."""
