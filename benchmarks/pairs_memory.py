"""The most memory that a way holds, measured in a process of its own that does nothing else."""

import os
import subprocess
import sys
import threading
from pathlib import Path

from benchmarks.pairs import Subject
from benchmarks.processes import megabytes, tree

ONE = "--one"
_LOOK = 0.01  # seconds


def peak_of(subject: str, way: str, words: list[str]) -> float:
    """Start a process that does one round of a way, and return its megabytes."""
    command = [sys.executable, "-m", "benchmarks.bench", *words, ONE, subject, way]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(told.stdout)


def peak(subject: Subject, name: str) -> float:
    """Do one round of a way in this process and return the most memory it held, in MB."""
    way = next(way for way in subject.ways if way.name == name)
    work = way.ready()
    watch = _Watch()
    for item in subject.rounds[0]:
        work(subject.prepare(item))
    children = watch.stop()
    return children if way.apart else max(_own(), children)


def _own() -> float:
    """Return the most memory this process held, in MB."""
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(x.split()[1]) for x in text.splitlines() if x.startswith("VmHWM:")) / 1024


class _Watch:
    """Looks again and again at what the processes hold that this one started, in MB."""

    def __init__(self) -> None:
        self._most, self._over = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> float:
        """Return the most."""
        self._over.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._over.wait(_LOOK):
            children = tree(os.getpid())[1:]
            self._most = max(self._most, sum(map(megabytes, children)))
