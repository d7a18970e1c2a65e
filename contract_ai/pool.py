"""Where files are read: in supervised child processes with limits."""

from contract_ai.sandbox import Limits, SupervisedPool
from contract_ai.settings import Settings


def limits_of(settings: Settings) -> Limits:
    """Return what one file may use."""
    return Limits(
        memory_bytes=settings.memory_bytes,
        cpu_seconds=settings.cpu_seconds,
        wall_seconds=settings.wall_seconds,
        output_bytes=settings.max_answer_bytes,
    )


def open_pool(settings: Settings) -> SupervisedPool:
    """Open a pool; children are forked when work comes."""
    return SupervisedPool(settings.worker_count, limits_of(settings))
