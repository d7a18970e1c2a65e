"""Bad tasks are stopped within their limits; the next task works; nothing is left behind."""

import contextlib
import ctypes
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from contract_ai.sandbox import Limits, SupervisedPool
from contract_ai.sandbox.limits import allow_cpu_again
from models.errors import DocumentError, ErrorCode

LIMITS = Limits(memory_bytes=200 << 20, cpu_seconds=1, wall_seconds=2.0, output_bytes=1 << 20)


def echo(data: bytes) -> bytes:
    return data


def sleep() -> bytes:
    time.sleep(60)
    return b""


def spin() -> bytes:
    while True:
        pass


def spin_twice() -> bytes:
    for _ in range(2):
        allow_cpu_again()
        began = time.process_time()
        while time.process_time() - began < 1.2:
            pass
    return b"done"


def eat() -> bytes:
    return b"x" * (1 << 30)


def crash() -> bytes:
    ctypes.string_at(0)
    return b""


def leave() -> bytes:
    os._exit(3)


def fork_and_sleep(marker: str) -> bytes:
    pid = os.fork()
    if pid == 0:
        time.sleep(60)
        os._exit(0)
    Path(marker).write_text(str(pid))
    time.sleep(60)
    return b""


def babble() -> bytes:
    return b"x" * (2 << 20)


def shout() -> bytes:
    os.write(2, b"noise from a library")
    return b"done"


def connect() -> bytes:
    with socket.socket() as client:
        client.settimeout(1)
        try:
            client.connect(("127.0.0.1", 9))
        except OSError as error:
            return str(error.errno).encode()
    return b"connected"


def process() -> bytes:
    return str(os.getpid()).encode()


@pytest.fixture
def pool() -> Iterator[SupervisedPool]:
    with SupervisedPool(1, LIMITS) as made:
        yield made


@pytest.mark.parametrize(
    ("task", "code"),
    [
        (sleep, ErrorCode.LIMIT_TIME),
        (spin, ErrorCode.LIMIT_TIME),
        (eat, ErrorCode.LIMIT_MEMORY),
        (crash, ErrorCode.READER_DIED),
        (leave, ErrorCode.READER_DIED),
        (babble, ErrorCode.LIMIT_OUTPUT),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_bad_task_is_stopped_and_the_next_one_works(
    pool: SupervisedPool, task: Callable[[], bytes], code: ErrorCode
) -> None:
    bad = pool.submit(task)
    good = pool.submit(echo, b"still here")
    with pytest.raises(DocumentError) as caught:
        bad.result()
    assert caught.value.code is code
    assert good.result() == b"still here"


def test_a_further_stage_has_the_time_of_the_first_again() -> None:
    with SupervisedPool(1, replace(LIMITS, wall_seconds=20.0)) as pool:
        assert pool.submit(spin_twice).result() == b"done"


def test_what_a_task_started_dies_with_it(pool: SupervisedPool, tmp_path: Path) -> None:
    marker = tmp_path / "pid"
    with pytest.raises(DocumentError):
        pool.submit(fork_and_sleep, str(marker)).result()
    assert _gone(int(marker.read_text()))


def test_shutdown_leaves_no_process(pool: SupervisedPool) -> None:
    pid = int(pool.submit(process).result())
    pool.shutdown()
    assert _gone(pid)
    with pytest.raises(RuntimeError):
        pool.submit(process)


def test_children_are_kept_warm(pool: SupervisedPool) -> None:
    assert pool.submit(process).result() == pool.submit(process).result()


def test_noise_of_libraries_does_not_reach_us(
    pool: SupervisedPool, capfd: pytest.CaptureFixture[str]
) -> None:
    assert pool.submit(shout).result() == b"done"
    assert capfd.readouterr().err == ""


def test_there_is_no_network(pool: SupervisedPool) -> None:
    assert pool.submit(connect).result() != b"connected"


def test_many_tasks_keep_their_order() -> None:
    with SupervisedPool(2, LIMITS) as pool:
        futures = [pool.submit(echo, str(i).encode() * 50_000) for i in range(20)]
        assert [f.result()[:2] for f in futures] == [
            str(i).encode()[:2].ljust(2, str(i)[-1:].encode()) for i in range(20)
        ]


def test_children_die_with_their_parent() -> None:
    script = (
        "import sys, os, signal\n"
        "from contract_ai.sandbox import SupervisedPool\n"
        "from tests.contract_ai.sandbox.test_pool import process\n"
        "pool = SupervisedPool(1)\n"
        "print(pool.submit(process).result().decode(), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert _gone(int(done.stdout))


def test_limits_hold_under_a_smaller_outer_limit() -> None:
    script = (
        "from contract_ai.sandbox import SupervisedPool\n"
        "from tests.contract_ai.sandbox.test_pool import echo\n"
        "with SupervisedPool(1) as pool:\n"
        "    assert pool.submit(echo, b'ok').result() == b'ok'\n"
    )

    def lower() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))

    subprocess.run([sys.executable, "-c", script], check=True, preexec_fn=lower)


def _gone(pid: int) -> bool:
    """Whether a process ends within a moment (a zombie of init counts as ended)."""
    for _ in range(40):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
                time.sleep(0.05)
                continue
        return True
    return False


def test_a_large_task_is_handed_over_whole(pool: SupervisedPool) -> None:
    data = b"x" * (900 << 10)
    assert pool.submit(echo, data).result() == data


def test_waiting_can_have_an_end(pool: SupervisedPool) -> None:
    future = pool.submit(sleep)
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        future.result(timeout=0.2)
    assert time.monotonic() - began < 1


def test_results_of_map_keep_their_order(pool: SupervisedPool) -> None:
    assert list(pool.map(echo, [b"a", b"b", b"c"])) == [b"a", b"b", b"c"]


def nap(seconds: float) -> bytes:
    time.sleep(seconds)
    return b"slept"


def mark(file: str) -> bytes:
    Path(file).write_text("done")
    return b"marked"


def test_a_child_takes_up_its_next_task_while_nobody_waits(
    pool: SupervisedPool, tmp_path: Path
) -> None:
    files = [tmp_path / name for name in ("first", "second", "third")]
    marks = [pool.submit(mark, str(file)) for file in files]
    end = time.monotonic() + 10
    while not files[1].exists() and time.monotonic() < end:
        time.sleep(0.01)
    assert [file.exists() for file in files] == [True, True, False]
    assert [one.result() for one in marks] == [b"marked"] * 3


def test_a_task_in_hand_has_a_time_of_its_own(pool: SupervisedPool) -> None:
    naps = [pool.submit(nap, 0.7 * LIMITS.wall_seconds) for _ in range(2)]
    assert [one.result() for one in naps] == [b"slept"] * 2


def leave_or_echo(number: int) -> bytes:
    return b"%d" % number if number % 3 else leave()


def test_tasks_behind_bad_ones_are_done_in_their_order() -> None:
    with SupervisedPool(2, LIMITS) as pool:
        made = [pool.submit(leave_or_echo, n) for n in range(12)]
        said = [None if one.exception() else one.result() for one in made]
    assert said == [b"%d" % n if n % 3 else None for n in range(12)]


def test_two_large_tasks_are_handed_over_one_behind_the_other(pool: SupervisedPool) -> None:
    large = [bytes([n]) * (1 << 19) for n in range(3)]
    assert [one.result() for one in [pool.submit(echo, data) for data in large]] == large
