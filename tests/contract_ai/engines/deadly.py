"""Work that kills the worker of a cluster that does it, on the files that are named for it."""

import os
import signal
from pathlib import Path

from contract_ai.engines import worker_side
from contract_ai.engines.asking import Ask, Reply

DEADLY = "killer"
TALLY = "CONTRACT_AI_TEST_TALLY"


def work(asks: tuple[Ask, ...]) -> tuple[Reply, ...]:
    """Die on a file that is named so, and leave a line that says so; else do what is asked."""
    if any(ask.file.startswith(DEADLY) and ask.task == "contract" for ask in asks):
        with Path(os.environ[TALLY]).open("a", encoding="utf-8") as tally:
            tally.write(f"{os.getpid()}\n")
        os.kill(os.getpid(), signal.SIGKILL)
    return worker_side.work(asks)
