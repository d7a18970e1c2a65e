"""What one child may use, and how a process takes these limits upon itself.

Memory is address space beyond what the process had when it began, so that the same limit holds
with small and large libraries loaded.  Network is taken away where the system lets us.
"""

import ctypes
import os
import resource
import signal
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one task; the defaults are those of docs/errors.md."""

    memory_bytes: int = 1 << 30
    cpu_seconds: int = 30
    wall_seconds: float = 60.0
    output_bytes: int = 100 << 20


def confine(limits: Limits, parent: int) -> None:
    """Limit this (child) process for good: memory, files, noise, network, life without parent."""
    die_with_parent(parent)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.close(null)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_AS, _address_space() + limits.memory_bytes)
    _lower(resource.RLIMIT_FSIZE, limits.output_bytes)
    _leave_network()


class _Allowed:
    """What this process was allowed last; 0 outside a child."""

    seconds = 0


def allow_cpu(seconds: int) -> None:
    """Let this process use so many more seconds of processor time."""
    _Allowed.seconds = seconds
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds)


def allow_cpu_again() -> None:
    """Let a further stage of the task use as much as the first; nothing outside a child.

    A document of 2,000 pages takes a third of a minute to read and as much to look for terms.
    """
    if _Allowed.seconds:
        allow_cpu(_Allowed.seconds)


def _lower(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (soft, hard))


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def die_with_parent(parent: int) -> None:
    """Have this process killed when the one that forked it ends, however it ends."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before we could ask
        os._exit(1)


def can_leave_network() -> bool:
    """Whether the system lets a child process leave the network; tried in one."""
    pid = os.fork()
    if pid == 0:
        os._exit(0 if _leave_network() else 1)
    return os.waitpid(pid, 0)[1] == 0


def _leave_network() -> bool:
    """Move into a network of its own, with nothing in it; False where the system refuses."""
    status: int = ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    return status == 0
