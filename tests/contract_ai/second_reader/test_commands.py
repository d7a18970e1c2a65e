"""``--second-reader`` of extract, add and run: with an endpoint, without, and when it fails."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from contract_ai.storage.engine import Database
from contract_ai.storage.sendings import sendings
from contract_ai.storage.upgrade import open_database
from tests.contract_ai.cli.invoke import Program
from tests.contract_ai.papers import AGREEMENT, pdf
from tests.contract_ai.second_reader.endpoint import BAD_JSON, Endpoint, Fault, http_error, serve

Configure = Callable[..., None]
KEY = "sk-very-secret"
CLAUSE = "6. Disputes. An invoice is disputed within ten (10) days of its receipt, or is accepted."
QUOTE = "disputed within ten (10) days of its receipt,"
NET = "within thirty (30) days after the date of the invoice"
READING: dict[str, Any] = {
    "contract": {"parties": [{"name": "Tidewater Ltd", "role": "provider"}]},
    "terms": [
        {"kind": "payment_term", "days": 30, "from": "invoice_date", "quote": NET, "sure": True},
        {"kind": "dispute", "days": 10, "quote": QUOTE, "sure": True},
        {"kind": "dispute", "days": 90, "quote": "disputed within ninety (90) days", "sure": True},
        {"kind": "fee", "amount": "9999", "frequency": "monthly", "quote": QUOTE, "sure": True},
    ],
}
READINGS = {"MSA.pdf": READING, "NDA.pdf": READING}


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "contracts" / "MSA.pdf"
    path.parent.mkdir(parents=True)
    path.write_bytes(pdf(*AGREEMENT, CLAUSE))
    return path


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Configure:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def set_up(endpoint: Endpoint, **more: str) -> None:
        known = {"url": endpoint.url, "model": "m", "key": KEY, "contracts": "*", "retries": "0"}
        for name, value in (known | more).items():
            monkeypatch.setenv(f"CONTRACT_AI_SECOND_READER_{name.upper()}", value)

    return set_up


def kinds(form: dict[str, Any]) -> list[str]:
    return [term["kind"] for term in form["terms"]]


def test_extract_merges_what_is_proven(program: Program, paper: Path, configure: Configure) -> None:
    with serve(READINGS) as endpoint:
        configure(endpoint)
        done = program("extract", paper, "--second-reader")
    assert (done.code, done.err) == (0, "")
    assert len(endpoint.requests) == 1
    disputes = [term for term in done.json["terms"] if term["kind"] == "dispute"]
    assert [(term["days"], term["review"]) for term in disputes] == [(10, False)]
    evidence = disputes[0]["evidence"]
    assert (evidence["page"], evidence["quote"]) == (1, QUOTE)
    assert evidence["boxes"]
    assert "9999" not in done.out
    assert [p["name"] for p in done.json["contract"]["parties"]] == ["Tidewater Ltd"]
    prompt = endpoint.requests[0]["messages"][-1]["content"]
    assert CLAUSE in prompt.replace("\n", " ")
    record = (Path("state") / "contract-ai" / "second-reader.jsonl").read_text()
    assert json.loads(record.splitlines()[0])["file"] == "MSA.pdf"
    assert KEY not in record + done.out


def test_the_setting_switches_it_on_and_the_option_off(
    program: Program,
    paper: Path,
    configure: Configure,
) -> None:
    with serve(READINGS) as endpoint:
        configure(endpoint)
        plain = program("extract", paper)
        configure(endpoint, contracts="*")
        assert endpoint.requests == []
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("CONTRACT_AI_SECOND_READER", "1")
            assert program("extract", paper).json != plain.json
            off = program("extract", paper, "--no-second-reader")
    assert off.out == plain.out
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (BAD_JSON, "SECOND_READER_ANSWER"),
        (Fault(delay=1.5), "SECOND_READER_TIMEOUT"),
    ],
    ids=["no JSON", "too late"],
)
def test_when_it_fails_the_contract_is_read_without_it(
    program: Program,
    paper: Path,
    configure: Configure,
    fault: Fault,
    code: str,
) -> None:
    plain = program("extract", paper)
    with serve(READINGS, always=fault) as endpoint:
        configure(endpoint, timeout="1")
        done = program("extract", paper, "--second-reader")
    assert done.code == 0
    assert done.err.startswith(f"{paper}: [{code}] ")
    assert KEY not in done.err
    assert done.json["terms"] == plain.json["terms"]
    assert done.json["contract"] == plain.json["contract"]
    assert done.json["notices"] == [done.err.strip().removeprefix(f"{paper}: ")]


def test_a_contract_that_may_not_leave_stays(
    program: Program, paper: Path, configure: Configure
) -> None:
    with serve(READINGS) as endpoint:
        configure(endpoint, contracts="NDA*")
        done = program("extract", paper, "--second-reader")
    assert endpoint.requests == []
    assert done.code == 0
    assert "[SECOND_READER_NOT_ALLOWED]" in done.err


def test_wrong_settings_end_the_command_before_anything_is_read(
    program: Program,
    paper: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    missing = program("extract", paper, "--second-reader")
    assert (missing.code, missing.out) == (2, "")
    assert missing.err.startswith("CONTRACT_AI_SECOND_READER_URL: [SETTINGS_INVALID]")
    monkeypatch.setenv("CONTRACT_AI_SECOND_READER_URL", "http://models.example/v1")
    monkeypatch.setenv("CONTRACT_AI_SECOND_READER_MODEL", "m")
    assert program("extract", paper, "--second-reader").code == 2


def test_files_that_cannot_be_read_are_told_once(
    program: Program, paper: Path, configure: Configure
) -> None:
    broken = paper.with_name("broken.pdf")
    broken.write_bytes(b"%PDF-1.7 and then nothing")
    scan = paper.with_name("scan.pdf")
    scan.write_bytes(pdf(blank_pages=2))
    with serve(READINGS) as endpoint:
        configure(endpoint)
        done = program("extract", broken, paper, scan, "--second-reader", "--quiet")
    assert done.code == 3
    assert [line.split("[")[1].split("]")[0] for line in done.err.splitlines()] == [
        "PDF_DAMAGED",
        "PDF_NO_TEXT",
    ]
    assert len(endpoint.requests) == 1
    assert "dispute" in kinds(done.json[0])


@pytest.mark.on_sqlite("the file is searched")
def test_run_records_in_the_database_and_asks_once(
    program: Program, paper: Path, configure: Configure
) -> None:
    folder, output = paper.parent.parent, paper.parent.parent / "report"
    with serve(READINGS) as endpoint:
        configure(endpoint)
        assert program("run", folder, "--second-reader", "--quiet").code == 0
        assert program("run", folder, "--second-reader", "--quiet").code == 0
    assert len(endpoint.requests) == 1
    assert "dispute" in kinds(json.loads((output / "terms" / "MSA.json").read_text()))
    database = open_database(output / "contract-ai.db")
    with database.read() as session:
        (row,) = sendings(session)
    database.close()
    assert (row.file, row.outcome, row.model, row.attempt) == ("MSA.pdf", "answered", "m", 1)
    assert KEY.encode() not in (output / "contract-ai.db").read_bytes()


def test_a_contract_it_did_not_answer_for_is_read_again_next_time(
    program: Program,
    paper: Path,
    configure: Configure,
) -> None:
    with serve(READINGS, http_error(500)) as endpoint:
        configure(endpoint)
        first = program("add", paper.parent.parent, "--second-reader", "--quiet")
        second = program("add", paper.parent.parent, "--second-reader", "--quiet")
        third = program("add", paper.parent.parent, "--second-reader", "--quiet")
    assert len(endpoint.requests) == 2
    assert [one.out.split(",")[0] for one in (first, second, third)] == [
        "1 added",
        "1 added",
        "0 added",
    ]
    noted = program("add", paper.parent.parent, "--no-second-reader")
    assert noted.out.startswith("1 added")  # read by our rules alone again


def test_what_a_person_confirmed_is_not_asked_about(
    program: Program,
    paper: Path,
    configure: Configure,
) -> None:
    confirmed = program("extract", paper).out
    terms = paper.parent.parent / "terms" / "MSA.json"
    terms.parent.mkdir()
    terms.write_text(confirmed)
    with serve(READINGS) as endpoint:
        configure(endpoint)
        assert program("run", paper.parent.parent, "--second-reader", "--quiet").code == 0
    assert endpoint.requests == []


def test_a_database_of_the_first_version_gets_the_record(tmp_path: Path) -> None:
    opened: Database = open_database(tmp_path / "books.db")
    with opened.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM sending")).scalar_one() == 0
    opened.close()


def test_httpx_is_loaded_by_nothing_but_a_request() -> None:
    modules = "cli.main cli.extract cli.run cli.add second_reader.reader pipeline tasks.contract"
    imports = ";".join(f"import contract_ai.{name}" for name in modules.split())
    code = f"import sys;{imports};sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
