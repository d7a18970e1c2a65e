"""Several processes of the server: all answer, one that dies is replaced, all end together."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.test_secrets import running

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no /proc here")


def children(pid: int) -> set[int]:
    return {int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def answers(address: str) -> bool:
    return httpx.get(f"{address}/healthz").status_code == 200


def test_they_answer_count_together_are_replaced_and_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = fresh_site(tmp_path)
    site.database.close()
    monkeypatch.setenv("CONTRACT_AI_METRICS", "loopback")
    with running(site, "--processes", "2") as (address, _):
        (parent,) = {pid for pid in children(os.getpid()) if b"--processes" in command(pid)}
        serving = children(parent)
        assert len(serving) == 2
        until(lambda: answers(address))
        for _ in range(30):  # each over a connection of its own
            assert httpx.get(f"{address}/healthz/live").status_code == 200
        assert counted(address, "/healthz/live") == 30

        killed = serving.pop()
        os.kill(killed, signal.SIGKILL)
        until(lambda: len(children(parent) - {killed}) == 2)
        assert serving < children(parent)
        until(lambda: answers(address))
        assert counted(address, "/healthz/live") == 30  # what a dead one counted stays counted
        last = children(parent)
    assert not any(Path(f"/proc/{pid}").exists() for pid in (parent, *last))


def command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def counted(address: str, route: str) -> float:
    text = httpx.get(f"{address}/metrics").text
    families = {one.name: one for one in text_string_to_metric_families(text)}
    samples = families["contract_ai_requests"].samples
    return sum(one.value for one in samples if one.labels["route"] == route)
