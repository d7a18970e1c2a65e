"""Traces: off unless asked for, spans under each other, and nothing of what documents say."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from sqlalchemy import text

from contract_ai.pipeline import check
from contract_ai.pool import open_pool
from contract_ai.reading import Job, Reader
from contract_ai.sources import Source
from contract_ai.storage.upgrade import open_database
from contract_ai.tracing import ENDPOINT, past, span, tracing_to, tracing_with
from contract_ai.web.app import create_app
from models.errors import SettingsError
from tests.contract_ai.cli.invoke import Program
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.sites import ADDRESS, NOW, SETTINGS

CANARY = "canary-of-acme"


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(capsys)


@pytest.fixture
def kept() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    with tracing_with(SimpleSpanProcessor(exporter), {}):
        yield exporter


def named(kept: InMemorySpanExporter, name: str) -> ReadableSpan:
    return next(one for one in kept.get_finished_spans() if one.name == name)


def told(kept: InMemorySpanExporter) -> str:
    return "".join(one.to_json() for one in kept.get_finished_spans())


def test_a_request_has_its_statements_under_it(kept: InMemorySpanExporter, tmp_path: Path) -> None:
    site = fresh_site(tmp_path)
    who = TestClient(create_app(site), base_url=ADDRESS)
    kept.clear()
    answer = who.get(f"/health?{CANARY}")
    request, statement = named(kept, "GET /health"), named(kept, "SQL SELECT")
    assert request.context is not None
    assert statement.parent is not None
    assert statement.parent.span_id == request.context.span_id
    assert dict(request.attributes or {}) == {
        "status": 200,
        "request": answer.headers["x-request-id"],
    }
    assert dict(statement.attributes or {}) == {
        "db.system.name": site.database.engine.dialect.name,
        "db.operation.name": "SELECT",
    }
    who.get(f"/welcome/{CANARY}")
    assert named(kept, "GET /welcome/{token}")
    assert CANARY not in told(kept)
    site.database.close()


def test_a_statement_that_fails_is_told_without_its_text(
    kept: InMemorySpanExporter, tmp_path: Path
) -> None:
    database = open_database(tmp_path / "books.db")
    kept.clear()
    with pytest.raises(SettingsError), database.read() as session:
        session.execute(text("SELECT 'canary-of-acme' FROM nowhere"))
    failed = named(kept, "SQL SELECT")
    assert failed.status.status_code is StatusCode.ERROR
    assert CANARY not in told(kept)
    database.close()


def test_checking_is_told(kept: InMemorySpanExporter, tmp_path: Path) -> None:
    database = open_database(tmp_path / "books.db")
    check(database, as_of=date(2026, 6, 30), now=NOW)
    attributes = dict(named(kept, "check").attributes or {})
    assert attributes == {"parts": 0, "again": 0, "findings": 0}
    database.close()


def test_reading_is_told_by_hash_and_code(kept: InMemorySpanExporter, tmp_path: Path) -> None:
    file = tmp_path / f"{CANARY}.pdf"
    file.write_bytes(b"%PDF-1.4 broken")
    reader = Reader(lambda: open_pool(SETTINGS), SETTINGS)
    (read,) = reader.contracts([Job(Source(file))])
    (one,) = (one for one in kept.get_finished_spans() if one.name.startswith("read "))
    assert one.attributes is not None
    assert one.attributes["sha256"] == read.sha256[:16]
    assert one.status.description == "PDF_DAMAGED"
    assert CANARY not in told(kept)


def test_an_error_is_told_by_its_kind_alone(kept: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match=CANARY), span("work", kind="contract"):
        raise ValueError(CANARY)
    assert named(kept, "work").status.description == "ValueError"
    assert CANARY not in told(kept)


def test_what_is_over_has_the_length_that_it_took(kept: InMemorySpanExporter) -> None:
    past("work", 1.5)
    one = named(kept, "work")
    assert one.end_time is not None
    assert one.start_time is not None
    assert one.end_time - one.start_time == 1_500_000_000


def test_after_the_end_nothing_is_told(tmp_path: Path) -> None:
    exporter = InMemorySpanExporter()
    with tracing_with(SimpleSpanProcessor(exporter), {"OTEL_SERVICE_NAME": "books"}), span("in"):
        pass
    (one,) = exporter.get_finished_spans()
    assert one.resource.attributes["service.name"] == "books"
    open_database(tmp_path / "books.db").close()
    with span("out"):
        past("past", 1.0)
    assert len(exporter.get_finished_spans()) == 1


def test_without_an_address_nothing_is_imported() -> None:
    script = (
        "import sys, json; from contract_ai.tracing import span, tracing_to\n"
        "with tracing_to({}), span('a') as made: made.say('b', failed='c', d=1)\n"
        "print(json.dumps([n for n in sys.modules if n.startswith(('opentelemetry', 'sqlalchemy'))]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert json.loads(done.stdout) == []


def test_a_command_sends_its_spans_before_it_ends(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    got: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv(ENDPOINT, f"http://127.0.0.1:{server.server_port}")
        done = program("check", "--database", tmp_path / "books.db")
        server.shutdown()
        thread.join()
    assert done.code == 0
    assert {path for path, _ in got} == {"/v1/traces"}
    assert any(b"SQL SELECT" in body and b"contract-ai" in body for _, body in got)


def test_an_address_without_the_packages_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace.export", None)
    with (
        pytest.raises(SettingsError, match=r"contract-ai\[otel\]"),
        tracing_to({ENDPOINT: "http://127.0.0.1:4318"}),
    ):
        pytest.fail("it was entered")
