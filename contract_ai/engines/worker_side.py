"""What runs on a worker of a cluster: it finds the bytes, and has its hand do the rest."""

import hashlib
import os
from functools import cache
from pathlib import Path
from threading import Lock

from contract_ai.engines.asking import Ask, Ending, Reply
from contract_ai.engines.hand import Hand, HandDiedError
from contract_ai.engines.stamps import stamp_of
from contract_ai.sources import Source, load
from models.errors import DocumentError, ErrorCode

_TRIES = 2  # a hand that is killed by chance costs nobody his file

stamp = cache(stamp_of)


class _Hands:
    """The hand of this process; a worker that was told to have several threads shares it."""

    one: Hand | None = None
    lock = Lock()


def met(task: str) -> str:
    """Say which program this worker runs, and start its hand, which takes a second to load."""
    with _Hands.lock:
        _Hands.one = _Hands.one or Hand()
    return stamp_of(task)


def work(asks: tuple[Ask, ...]) -> tuple[Reply, ...]:
    """Do tasks one after the other.

    Never raises, as what it raises would be logged with what it was given.
    """
    return tuple(_done(ask) for ask in asks)


def _done(ask: Ask) -> Reply:
    if ask.stamp != stamp(ask.task):
        return Reply(Ending.STRANGER, stamp(ask.task).encode())
    data = ask.data if ask.data is not None else _bytes_at(ask.path, ask.sha256)
    if data is None:
        return Reply(Ending.ABSENT)
    with _Hands.lock:
        for _ in range(_TRIES):
            hand = _Hands.one = _Hands.one or Hand()
            try:
                return hand.do(ask, data)
            except HandDiedError:
                _Hands.one = None
                hand.close()
    return Reply(Ending.ERROR, ErrorCode.READER_DIED.value.encode())


def _bytes_at(path: str, sha256: str) -> bytes | None:
    """Return the bytes of this hash; None where they do not lie there, or not for us."""
    try:
        size = os.stat(path).st_size  # noqa: PTH116 (it need not be there)
        data = load(Source(Path(path)), max(size, 1))
    except (OSError, ValueError, DocumentError):
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None
