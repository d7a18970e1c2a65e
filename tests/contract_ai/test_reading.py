"""Files are read in order, checked, and every way to fail has a code."""

import json
import os
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_ai.reading import Job, Reader
from contract_ai.settings import Settings
from contract_ai.sources import Source, load
from contract_ai.workers import Failure, open_answer, perform
from models.errors import DocumentError, ErrorCode
from models.forms import contract_form, json_text
from models.scans import NO_SCANS, Scans
from tests.contract_ai import samples
from tests.contract_ai.fakes import Echo, reader


def _contract(path: Path) -> Job:
    path.write_text(json_text(contract_form(samples.contract())), encoding="utf-8")
    return Job(Source(path))


def test_answers_keep_the_order_and_name_their_document(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    jobs = [_contract(tmp_path / f"{name}.pdf") for name in "dbca"]
    (tmp_path / "b.pdf").write_bytes(b"damaged")
    reads = list(reader(monkeypatch, Echo()).contracts(jobs))
    assert [read.job for read in reads] == jobs
    errors = [read.error.code if read.error else None for read in reads]
    assert errors == [None, ErrorCode.PDF_DAMAGED, None, None]
    first = reads[0].value
    assert first is not None
    assert (first.document.file, first.document.sha256) == ("d.pdf", reads[0].sha256)
    assert {term.evidence.file for term in first.terms} == {"d.pdf"}


def test_a_reader_that_crashes_costs_one_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"crash with a secret")
    jobs = [Job(Source(bad)), _contract(tmp_path / "good.pdf")]
    reads = list(reader(monkeypatch, Echo()).contracts(jobs))
    assert reads[0].error is not None
    assert reads[0].error.code is ErrorCode.READER_FAILED
    assert "secret" not in str(reads[0].error)
    assert reads[1].value is not None


@pytest.mark.parametrize("answer", [b'{"a": 1}', b"[1, 2]", b'{"schema": "contract-terms/2"}'])
def test_what_a_child_answers_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: bytes
) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(answer)
    (read,) = reader(monkeypatch, Echo()).contracts([Job(Source(path))])
    assert read.error is not None
    assert read.error.code is ErrorCode.READER_FAILED


def test_a_child_that_dies_is_named_with_its_file(tmp_path: Path) -> None:
    class Dying(Executor):
        def submit(self, *_args: object, **_kwargs: object) -> Future[object]:  # type: ignore[override]  # takes anything
            future: Future[object] = Future()
            error = DocumentError(ErrorCode.LIMIT_TIME, "Too slow.", where="?", do="Split it.")
            future.set_exception(error)
            return future

    (read,) = Reader(Dying, Settings(workers=1)).terms([_contract(tmp_path / "slow.json")])
    assert str(read.error) == f"{tmp_path}/slow.json: [LIMIT_TIME] Too slow. Split it."


def test_answers_that_are_no_frame_are_refused() -> None:
    for answer in (b"", b"null", b"{", b'{"value": 1, "more": 2}', b'{"error": {"code": "NEW"}}'):
        assert isinstance(open_answer(answer, "x.pdf"), Failure)


TEXTS = st.text(st.sampled_from('\0\\u0"a\n'), max_size=12)


@given(st.recursive(TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)))
def test_answers_hold_no_nul(value: object) -> None:
    answer = json.dumps({"value": value}).encode()
    assert open_answer(answer, "x.pdf") == _without(value)


def _without(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\0", "?")
    if isinstance(value, list):
        return [_without(one) for one in value]
    if isinstance(value, dict):
        return {_without(key): _without(one) for key, one in value.items()}
    return value


def test_memory_that_runs_out_has_its_own_code(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hungry(Echo):
        def run(self, _data: bytes, _file: str, _extra: str, _scans: Scans = NO_SCANS) -> None:
            raise MemoryError

    monkeypatch.setattr("contract_ai.workers.load_task", lambda _name: Hungry())
    failed = open_answer(perform("contract", b"", "x.pdf"), "x.pdf")
    assert isinstance(failed, Failure)
    assert failed.error.code is ErrorCode.LIMIT_MEMORY


def _code(path: Path, max_bytes: int = 100) -> ErrorCode:
    with pytest.raises(DocumentError) as caught:
        load(Source(path), max_bytes)
    return caught.value.code


def test_only_regular_files_within_the_limit_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "full").write_bytes(b"x" * 101)
    (tmp_path / "fits").write_bytes(b"x" * 100)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "away").symlink_to("nowhere")
    assert _code(tmp_path) is ErrorCode.FILE_NOT_REGULAR
    assert _code(tmp_path / "pipe") is ErrorCode.FILE_NOT_REGULAR
    assert _code(tmp_path / "loop") is ErrorCode.FILE_NOT_REGULAR
    assert _code(tmp_path / "away") is ErrorCode.FILE_NOT_FOUND
    assert _code(tmp_path / ("n" * 300)) is ErrorCode.FILE_NOT_FOUND
    assert _code(tmp_path / "nul\0name") is ErrorCode.FILE_NOT_FOUND
    assert _code(tmp_path / "empty") is ErrorCode.FILE_EMPTY
    assert _code(tmp_path / "full") is ErrorCode.FILE_TOO_LARGE
    assert load(Source(tmp_path / "fits"), 100) == b"x" * 100
