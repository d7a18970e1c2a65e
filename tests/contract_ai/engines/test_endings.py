"""A command leaves no process behind, however it ends, and says what is wrong with an engine."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from contract_ai.engines.address import address_of
from contract_ai.engines.own import OwnCluster
from contract_ai.settings import Settings
from models.errors import ErrorCode, SettingsError
from tests.contract_ai.cli.invoke import Program
from tests.contract_ai.engines.processes import MARK, eventually, marked

HOME = Path(__file__).parents[3]
SAMPLES = HOME / "sample_contracts"
CONTRACT = SAMPLES / "contracts" / "MSA-2025-011-larchmont.pdf"
COMMAND = [sys.executable, "-m", "contract_ai"]
DASK = ["--engine", "dask", "--workers", "2", "--quiet"]


@pytest.fixture
def word(tmp_path: Path) -> str:
    return f"{uuid4().hex}-{tmp_path.name}"


def started(word: str, temporary: Path, *arguments: object) -> "subprocess.Popen[bytes]":
    temporary.mkdir(exist_ok=True)
    environment = {**os.environ, MARK: word, "TMPDIR": str(temporary), "CONTRACT_AI_OCR": "off"}
    command = [*COMMAND, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command,
        stdout=pipe,
        stderr=pipe,
        env=environment,
        cwd=HOME,
        start_new_session=True,
        preexec_fn=_hear_interrupts,  # noqa: PLW1509 (it only resets a signal)
    )


def _hear_interrupts() -> None:
    """Have Ctrl-C end the command, also where the tests run in the background and ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_run_writes_the_same_report_and_leaves_nothing(word: str, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    reports = {}
    for engine in ("local", "dask"):
        output = tmp_path / engine
        options = [*DASK[2:], "--engine", engine, "--as-of", "2026-06-30", "--output", output]
        process = started(word, temporary, "run", SAMPLES, *options)
        _, complaint = process.communicate(timeout=120)
        assert (process.returncode, complaint) == (0, b"")
        files = [path for path in sorted(output.rglob("*")) if path.suffix in {".json", ".xlsx"}]
        reports[engine] = {path.relative_to(output): path.read_bytes() for path in files}
    assert reports["dask"] == reports["local"]
    assert marked(word) == {}
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_when_it_is_cut_off(
    word: str, tmp_path: Path, ending: signal.Signals
) -> None:
    files = [CONTRACT] * 400
    process = started(word, tmp_path / "temporary", "extract", *files, *DASK)
    try:
        # A child that parses, below a hand, below a worker, below the cluster.
        assert eventually(lambda: len(_hands(word)) >= 4, 60), marked(word)
        process.send_signal(ending)
        process.communicate(timeout=30)
        assert eventually(lambda: marked(word) == {}), marked(word)
    finally:
        process.kill()
        process.communicate()
    if ending is signal.SIGINT:
        assert process.returncode == 130
        assert list((tmp_path / "temporary").iterdir()) == []


def _hands(word: str) -> list[str]:
    return [said for said in marked(word).values() if "engines.hand" in said]


def test_nothing_is_left_after_an_error(word: str, tmp_path: Path) -> None:
    missing = tmp_path / "missing.pdf"
    process = started(word, tmp_path / "temporary", "extract", missing, CONTRACT, *DASK)
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == 3
    assert b"FILE_NOT_FOUND" in complaint
    assert marked(word) == {}


@pytest.fixture
def cluster() -> Iterator[OwnCluster]:
    made = OwnCluster(1)
    try:
        yield made
    finally:
        made.close()


def test_a_scheduler_that_runs_is_used_with_its_certificates(
    program: Program, cluster: OwnCluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address = cluster.address()
    options = ["--engine", "dask", "--scheduler", address.url]
    for name, pem in (("ca", address.ca), ("cert", address.cert), ("key", address.key)):
        (tmp_path / name).write_text(pem, encoding="utf-8")
        options += [f"--scheduler-{name}", str(tmp_path / name)]
    done = program("extract", CONTRACT, *options)
    assert (done.code, done.err) == (0, "")
    assert done.json == program("extract", CONTRACT).json
    assert _lives(cluster.pid)

    monkeypatch.setattr("contract_ai.engines.dask_executor._CONNECT", 1.0)
    plain = program("extract", CONTRACT, *DASK, "--scheduler", address.url.replace("tls", "tcp"))
    assert plain.code == 2
    assert "[ENGINE_UNREACHABLE]" in plain.err


def _lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_nobody_answers(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contract_ai.engines.dask_executor._CONNECT", 0.5)
    said = program("extract", CONTRACT, *DASK, "--scheduler", "tcp://127.0.0.1:9")
    assert said.code == 2
    assert "tcp://127.0.0.1:9: [ENGINE_UNREACHABLE]" in said.err


def test_without_dask_it_says_what_to_install(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    said = program("extract", CONTRACT, *DASK)
    assert (said.code, said.out) == (2, "")
    assert "[ENGINE_MISSING]" in said.err
    assert "contract-ai[dask]" in said.err


def test_a_cluster_that_does_not_start_says_why(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contract_ai.engines.own.command", lambda _m: [sys.executable, "-c", "x"])
    said = program("extract", CONTRACT, *DASK)
    assert said.code == 2
    assert "NameError" in said.err


REFUSED = {
    "scheduler": "no address",
    "http://host:8786": "no address",
    "tls://host": "no address",
    "tls://host:99999": "no address",
    "tcp://host:8786": "in the clear",
    "tcp://10.0.0.1:8786": "in the clear",
    "tcp://127.0.0.1.example.com:8786": "in the clear",
    "tls://host:8786": "must be named",
}


@pytest.mark.parametrize(("url", "why"), REFUSED.items())
def test_addresses_that_are_refused(url: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why) as caught:
        address_of(Settings(scheduler=url))
    assert caught.value.code is ErrorCode.SETTINGS_INVALID


def test_addresses_that_are_taken(tmp_path: Path) -> None:
    for url in ("tcp://127.0.0.1:8786", "tcp://localhost:1", "tcp://[::1]:8786"):
        taken = address_of(Settings(scheduler=url))
        assert taken is not None
        assert not taken.is_encrypted
    assert address_of(Settings(scheduler="tcp://host:1", scheduler_allow_plain=True))
    assert address_of(Settings()) is None
    file = tmp_path / "a.pem"
    settings = Settings(
        scheduler="tls://host:1", scheduler_ca=file, scheduler_cert=file, scheduler_key=file
    )
    with pytest.raises(SettingsError, match="no such file"):
        address_of(settings)
    file.write_text("x", encoding="utf-8")
    taken = address_of(settings)
    assert taken is not None
    assert (taken.is_encrypted, taken.key) == (True, str(file))


def test_only_we_may_read_the_certificates_of_our_own_cluster(cluster: OwnCluster) -> None:
    cluster.address()
    folder = cluster._folder
    assert folder.stat().st_mode & 0o077 == 0
    assert json.loads((folder / "address.json").read_text("utf-8"))["url"].startswith(
        "tls://127.0.0.1:"
    )
