"""The collector of garbage in cycles, held back while much is made that goes by itself."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held_back() -> Iterator[None]:
    """Collect only where `gc.collect` is called; what `gc.freeze` put aside comes back at the end.

    The collector starts by the number of new objects, and looks at those again and again that
    stay: a run over many lines would spend a quarter of its time on it and free nothing.
    """
    resting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if resting:
            gc.enable()
