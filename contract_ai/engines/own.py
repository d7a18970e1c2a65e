"""A cluster of our own on this machine, in a process of its own, for as long as a command lasts.

It is not in our process, as that one forks, and what forks must have no threads.  The process
writes where its scheduler listens into a folder that only we may enter, and ends when its standard
input ends: however this process ends, nothing is left.  Every cluster makes its own certificates;
without them any user of the machine could have it run what he likes.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from contract_ai.engines.address import Address
from contract_ai.engines.python import command, environment
from models.errors import ErrorCode, SettingsError

_START = 60.0  # seconds that a loaded machine may take to start the processes
_END = 10.0
_LOOK = 0.02
ADDRESS, LOG = "address.json", "cluster.log"


class OwnCluster:
    """A scheduler and its workers; starts at once and is ready later."""

    def __init__(self, workers: int) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="contract-ai-dask-"))
        with (self._folder / LOG).open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 (our own program)
                [*command("contract_ai.engines.own_process"), str(self._folder), str(workers)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
                env={**environment(), "TMPDIR": str(self._folder)},
            )

    @property
    def pid(self) -> int:
        """The process that all others of the cluster descend from."""
        return self._process.pid

    def address(self) -> Address:
        """Wait until the cluster listens, and return where.

        Raises:
            SettingsError: it did not start.
        """
        place, end = self._folder / ADDRESS, time.monotonic() + _START
        while not place.exists():
            if time.monotonic() > end or not _lives(self._process.pid):
                raise self._failed()
            time.sleep(_LOOK)
        return Address(**json.loads(place.read_text("utf-8")))

    def close(self) -> None:
        """End it and all its processes, at the latest by force."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_END)
        finally:
            with suppress(ProcessLookupError):  # all are gone, as they should be
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _failed(self) -> SettingsError:
        lines = (self._folder / LOG).read_text("utf-8", "replace").strip().splitlines()
        what = f"The cluster did not start ({lines[-1] if lines else 'it said nothing'})."
        do = "Try again, or use --engine local."
        return SettingsError(ErrorCode.ENGINE_UNREACHABLE, what, where="--engine dask", do=do)


def _lives(pid: int) -> bool:
    """Whether a process is there and is no zombie; it may be a child of our parent."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("ascii", "replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
