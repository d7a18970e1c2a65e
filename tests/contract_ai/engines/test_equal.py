"""A cluster gives what the local pool gives, whatever dies meanwhile."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from pathlib import Path

import pytest

from contract_ai.engines import dask_executor
from contract_ai.engines.choice import LocalEngine
from contract_ai.engines.dask_engine import DaskEngine
from contract_ai.engines.dask_executor import DaskExecutor
from contract_ai.engines.handing import Original
from contract_ai.reading import Job, Read, Reader
from contract_ai.settings import Settings
from contract_ai.sources import Source
from contract_ai.workers import perform
from models.errors import ErrorCode, SettingsError
from models.forms import contract_form, invoice_form, json_text
from models.scans import NO_SCANS
from tests.contract_ai import papers
from tests.contract_ai.batch.nights import COMPANY, House
from tests.contract_ai.engines import deadly
from tests.contract_ai.engines.conftest import SETTINGS
from tests.extractors.readers.pdfs import bomb

HOME = Path(__file__).parents[3]
SAMPLES = HOME / "sample_contracts"
EVAL = HOME.parent / "shared" / "eval"


def jobs(files: Iterable[Path]) -> list[Job]:
    return [Job(Source(path)) for path in sorted(files)]


def said(read: Read[object], form: Callable[[object], object]) -> str:
    if read.error is not None:
        return str(read.error)
    return json_text(form(read.value))  # type: ignore[arg-type]  # a JSON form


def contracts(reader: Reader, files: Iterable[Path]) -> list[str]:
    return [said(read, contract_form) for read in reader.contracts(jobs(files))]  # type: ignore[arg-type]  # by its kind


def invoices(reader: Reader, files: Iterable[Path]) -> list[str]:
    def forms(value: object) -> object:
        return [invoice_form(one) for one in value]  # type: ignore[attr-defined]  # a list

    return [said(read, forms) for read in reader.invoices(jobs(files))]  # type: ignore[arg-type]  # by its kind


def facts(reader: Reader, files: Iterable[Path]) -> list[str]:
    return [repr(read.value) + str(read.error) for read in reader.facts(jobs(files))]


def test_the_sample_company_is_read_alike(dask: Reader, local: Reader) -> None:
    papers_of = list((SAMPLES / "contracts").iterdir())
    assert contracts(dask, papers_of) == contracts(local, papers_of)
    bills = sorted((SAMPLES / "invoices").iterdir())[::2]
    assert invoices(dask, bills) == invoices(local, bills)
    tables = list((SAMPLES / "facts").iterdir())
    assert facts(dask, tables) == facts(local, tables)


@pytest.mark.skipif(not EVAL.is_dir(), reason="the documents of ../shared/eval are missing")
def test_documents_of_strangers_are_read_alike(dask: Reader, local: Reader) -> None:
    chosen = random.Random(7).sample(sorted((EVAL / "contracts").iterdir()), 12)  # noqa: S311 (a fixed choice)
    assert contracts(dask, chosen) == contracts(local, chosen)
    bills = random.Random(7).sample(sorted((EVAL / "invoices" / "files").iterdir()), 20)  # noqa: S311 (a fixed choice)
    assert invoices(dask, bills) == invoices(local, bills)


def test_hostile_files_end_as_with_the_local_pool(tmp_path: Path) -> None:
    settings = Settings(workers=2, ocr="off", memory_bytes=100 << 20, cpu_seconds=2, wall_seconds=3)
    files = {
        "bomb.pdf": bomb(2, 256 << 20),
        "empty.pdf": b"",
        "cut.pdf": papers.pdf(*papers.AGREEMENT)[:300],
        "good.pdf": papers.pdf(*papers.AGREEMENT),
        "long.pdf": papers.pdf(*(line for _ in range(3000) for line in papers.AGREEMENT)),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    engine = DaskEngine(settings)
    try:
        there = contracts(Reader(engine, settings), tmp_path.iterdir())
    finally:
        engine.close()
    here = contracts(Reader(LocalEngine(settings), settings), tmp_path.iterdir())
    assert there == here
    assert [one for one in here if "LIMIT_" in one or "READER_DIED" in one]
    assert [one for one in here if "contract-terms/1" in one]


def agreements(folder: Path, count: int) -> list[Path]:
    files = []
    for number in range(count):
        lines = [line.replace("thirty (30)", f"{number + 10}") for line in papers.AGREEMENT]
        files.append(folder / f"{number:02}.pdf")
        files[-1].write_bytes(papers.pdf(*lines))
    return files


def test_a_worker_that_is_killed_loses_nothing(
    engine: DaskEngine, dask: Reader, local: Reader, tmp_path: Path
) -> None:
    files = agreements(tmp_path, 40)
    seed = random.randrange(1 << 30)  # noqa: S311 (printed, so that it can be had again)
    sys.stdout.write(f"seed {seed}\n")
    chance = random.Random(seed)  # noqa: S311 (as above)
    moments = sorted(chance.sample(range(1, 38), 2))
    read = []
    for number, one in enumerate(dask.contracts(jobs(files))):
        if number in moments:
            os.kill(chance.choice(workers_of(engine)), signal.SIGKILL)
        read.append(said(one, contract_form))  # type: ignore[arg-type]  # by its kind
    assert read == contracts(local, files)


def workers_of(engine: DaskEngine) -> list[int]:
    with opened(engine) as executor:
        return list(executor._client.run(os.getpid).values())


def opened(engine: DaskEngine) -> DaskExecutor:
    executor = engine()
    assert isinstance(executor, DaskExecutor)
    return executor


def test_a_file_that_kills_its_worker_is_at_fault_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch, dask: Reader, local: Reader, tally: Path, tmp_path: Path
) -> None:
    monkeypatch.setattr(dask_executor, "work", deadly.work)
    files = agreements(tmp_path, 8)
    killer = tmp_path / f"{deadly.DEADLY}.pdf"
    killer.write_bytes(papers.pdf(*papers.AGREEMENT))
    tally.write_text("", encoding="utf-8")
    found = contracts(dask, [killer, *files])
    assert [one for one in found if ErrorCode.READER_DIED in one] == [found[8]]
    assert found[:8] == contracts(local, files)
    # Twice among others, where another may have been at fault, and twice alone.
    assert len(tally.read_text(encoding="utf-8").splitlines()) == 4


@pytest.mark.on_sqlite("a program is given a file")
def test_a_night_puts_it_into_quarantine(tally: Path, tmp_path: Path) -> None:
    tally.write_text("", encoding="utf-8")
    place = tmp_path / "house"
    command = [sys.executable, "-m", "tests.contract_ai.engines.deadly_night", str(place)]
    environment = {**os.environ, deadly.TALLY: str(tally)}
    done = subprocess.run(
        command, env=environment, cwd=HOME, capture_output=True, timeout=240, check=True
    )
    unread = json.loads(done.stdout.splitlines()[-1])
    assert unread == [["READER_DIED", f"contracts/{deadly.DEADLY}.pdf"]]
    house = House(place, settings=SETTINGS)
    other = House(tmp_path / "other", settings=SETTINGS)
    other.put(COMPANY)
    other.night()
    known = {line.split()[0] for line in other.dump()}
    assert {line.split()[0] for line in house.dump()} >= known
    assert any("quarantine/" in name for name in house.files())


def test_a_hand_that_is_killed_loses_nothing(
    engine: DaskEngine, local: Reader, tmp_path: Path
) -> None:
    files = agreements(tmp_path, 12)
    reader = Reader(engine, SETTINGS)
    read = []
    for number, one in enumerate(reader.contracts(jobs(files))):
        if number == 4:
            with opened(engine) as executor:
                executor._client.run(_kill_hand)
        read.append(said(one, contract_form))  # type: ignore[arg-type]  # by its kind
    assert read == contracts(local, files)


def _kill_hand() -> None:
    from contract_ai.engines.worker_side import _Hands  # noqa: PLC0415 (on the worker)

    if _Hands.one is not None:
        _Hands.one._process.kill()


@pytest.fixture
def executor(engine: DaskEngine) -> Iterator[DaskExecutor]:
    with opened(engine) as made:
        yield made


LONG = papers.pdf(*(line for _ in range(40) for line in papers.AGREEMENT))


@pytest.mark.parametrize("there", ["missing", "changed", "whole"])
def test_bytes_travel_where_their_place_does_not_hold_them(
    executor: DaskExecutor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, there: str
) -> None:
    monkeypatch.setattr(dask_executor, "_LARGE", 0)
    path = tmp_path / "a.pdf"
    if there != "missing":
        path.write_bytes(LONG if there == "whole" else LONG[:-5] + b"xxxxx")
    original = Original(LONG, hashlib.sha256(LONG).hexdigest(), path)
    errand = executor.hand_out("text", original, "a.pdf", "", NO_SCANS)
    assert b"thirty (30) days" in errand.result()
    assert executor._paths is (there == "whole")
    assert (errand.ask.data is None) is (there == "whole")  # type: ignore[attr-defined]  # an errand


def test_only_tasks_of_ours_are_done(executor: Executor) -> None:
    with pytest.raises(RuntimeError, match="tasks"):
        executor.submit(os.getpid)


def test_a_worker_with_another_program_is_refused(
    monkeypatch: pytest.MonkeyPatch, engine: DaskEngine, tmp_path: Path
) -> None:
    executor = opened(engine)
    monkeypatch.setattr(dask_executor, "stamp", lambda _task: "contract-ai 0.0.1")
    original = Original(LONG, hashlib.sha256(LONG).hexdigest(), tmp_path)
    with executor, pytest.raises(SettingsError, match=r"ENGINE_VERSION.*contract-ai 0\.0\.1"):
        executor.hand_out("text", original, "a.pdf", "", NO_SCANS).result()
    with pytest.raises(SettingsError) as caught:
        engine()
    assert caught.value.code is ErrorCode.ENGINE_VERSION


def test_workers_that_stay_away_are_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(dask_executor, "_LOOK", 0.2)
    monkeypatch.setattr(dask_executor, "_WITHOUT", 0.5)
    made = DaskEngine(SETTINGS.model_copy(update={"workers": 1}))
    try:
        executor = opened(made)
        (file,) = agreements(tmp_path, 1)
        executor._client.retire_workers(close_workers=True)
        with pytest.raises(SettingsError, match="Its workers are gone"), executor:
            executor.submit(perform, "contract", file.read_bytes(), file.name).result()
    finally:
        made.close()
