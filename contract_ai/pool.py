"""Where files are read: in supervised child processes with limits."""

from concurrent.futures import Executor

from contract_ai.sandbox import Limits, SupervisedPool
from contract_ai.settings import Settings


def open_pool(settings: Settings) -> Executor:
    """Open the pool of children that the settings allow."""
    limits = Limits(
        memory_bytes=settings.memory_bytes,
        cpu_seconds=settings.cpu_seconds,
        wall_seconds=settings.wall_seconds,
        output_bytes=settings.max_answer_bytes,
    )
    return SupervisedPool(settings.worker_count, limits)
