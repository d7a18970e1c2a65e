"""A model's endpoint over real sockets: what it may do wrong, and what then becomes of a reading."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contract_ai.second_reader.chunks import Chunk
from contract_ai.second_reader.prompt import prompt_for
from contract_ai.second_reader.reader import SecondReader, SecondReading
from contract_ai.second_reader.record import FileRecord
from contract_ai.settings import load_settings
from contract_ai.sources import Source
from tests.contract_ai.second_reader.endpoint import (
    BAD_JSON,
    CUT_OFF,
    EMPTY,
    FENCED,
    NO_PROTOCOL,
    THOUGHT,
    Endpoint,
    Fault,
    http_error,
    serve,
)

KEY = "sk-very-secret"
TERMS = [
    {
        "kind": "payment_term",
        "days": 30,
        "from": "invoice_date",
        "quote": "net 30 days",
        "sure": True,
    },
    {"kind": "dispute", "days": 10, "quote": "within ten (10) days", "sure": False},
    {"kind": "tax", "treatment": "exclusive", "quote": "plus sales taxes", "sure": True},
]
READINGS: dict[str, Any] = {"msa.pdf": {"contract": {"currency": "USD"}, "terms": TERMS}}
TEXT = "Invoices are due net 30 days.\n\nDisputes within ten (10) days, plus sales taxes."


ONE_AND_A_HALF = prompt_for("msa.pdf", "ab" * 32, Chunk(TEXT, 1, 1)).size * 3 // 2


class Asked:
    """A second reader that asks one endpoint and never really sleeps."""

    def __init__(self, endpoint: Endpoint, folder: Path, **settings: str) -> None:
        given = {"url": endpoint.url, "model": "m-1", "key": KEY, "contracts": "*", "retries": "2"}
        environment = {
            f"CONTRACT_AI_SECOND_READER_{name.upper()}": value
            for name, value in (given | settings).items()
        }
        self.endpoint, self.path = endpoint, folder / "sent.jsonl"
        self.waits: list[float] = []
        self.reader = SecondReader(
            load_settings(environment),
            FileRecord(self.path),
            cache=folder / "cache",
            sleep=self.waits.append,
            now=lambda: datetime(2026, 3, 1, tzinfo=UTC),
        )

    def read(self, name: str = "msa.pdf", text: str = TEXT) -> SecondReading:
        return self.reader.read(Source(Path(name)), "ab" * 32, text)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.path.read_text().splitlines()]

    @property
    def outcomes(self) -> list[str]:
        return [line["outcome"] for line in self.lines if "outcome" in line]


def codes(reading: SecondReading) -> list[str]:
    return [notice.split("]")[0].lstrip("[") for notice in reading.notices]


@pytest.mark.parametrize("protocol", ["openai", "anthropic"])
def test_both_protocols_send_name_and_text_and_take_the_answer(
    tmp_path: Path, protocol: str
) -> None:
    with serve(READINGS) as endpoint:
        asked = Asked(endpoint, tmp_path, protocol=protocol)
        reading = asked.read()
    assert reading == SecondReading(READINGS["msa.pdf"])
    (request,), (header,) = endpoint.requests, endpoint.headers
    assert request["model"] == "m-1"
    prompt = request["messages"][-1]["content"]
    assert "File: msa.pdf\n" in prompt
    assert TEXT in prompt
    assert f"SHA-256: {'ab' * 32}" in prompt
    if protocol == "anthropic":
        assert header["x-api-key"] == KEY
        assert "verbatim" in request["system"]
    else:
        assert header["authorization"] == f"Bearer {KEY}"
        assert request["response_format"]["type"] == "json_schema"


@pytest.mark.parametrize("fault", [FENCED, THOUGHT], ids=["fenced", "thought aloud"])
def test_an_answer_with_talk_around_it_is_read(tmp_path: Path, fault: Fault) -> None:
    with serve(READINGS, fault) as endpoint:
        assert Asked(endpoint, tmp_path).read() == SecondReading(READINGS["msa.pdf"])
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize(
    "fault",
    [BAD_JSON, NO_PROTOCOL, EMPTY, http_error(500), http_error(503), http_error(429)],
    ids=["no JSON", "no protocol", "no text", "500", "503", "429"],
)
def test_a_fault_that_passes_is_tried_again(tmp_path: Path, fault: Fault) -> None:
    with serve(READINGS, fault, fault) as endpoint:
        asked = Asked(endpoint, tmp_path)
        assert asked.read() == SecondReading(READINGS["msa.pdf"])
    assert len(endpoint.requests) == 3
    assert 0.75 <= asked.waits[0] <= 1.25
    assert 1.5 <= asked.waits[1] <= 2.5


@pytest.mark.parametrize(
    ("fault", "code", "requests"),
    [
        (BAD_JSON, "SECOND_READER_ANSWER", 3),
        (NO_PROTOCOL, "SECOND_READER_ANSWER", 3),
        (http_error(500), "SECOND_READER_BUSY", 3),
        (http_error(429), "SECOND_READER_BUSY", 3),
        (http_error(401), "SECOND_READER_REFUSED", 1),
        (http_error(307, Location="http://127.0.0.1:9/"), "SECOND_READER_REFUSED", 1),
        (http_error(400), "SECOND_READER_REFUSED", 2),
    ],
    ids=["no JSON", "no protocol", "500", "429", "401", "redirect", "400"],
)
def test_a_fault_that_stays_is_told_and_nothing_is_raised(
    tmp_path: Path, fault: Fault, code: str, requests: int
) -> None:
    with serve(READINGS, always=fault) as endpoint:
        asked = Asked(endpoint, tmp_path)
        reading = asked.read()
    assert (reading.form, reading.settled, codes(reading)) == (None, False, [code])
    assert len(endpoint.requests) == requests
    assert KEY not in "".join(reading.notices)


def test_a_server_is_left_alone_as_long_as_it_asks(tmp_path: Path) -> None:
    later = (datetime.now(UTC) + timedelta(seconds=30)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    faults = http_error(429, Retry_After="7"), http_error(503, Retry_After=later)
    with serve(READINGS, *faults) as endpoint:
        asked = Asked(endpoint, tmp_path)
        assert asked.read().form is not None
    assert asked.waits[0] == 7
    assert 20 < asked.waits[1] <= 30


def test_a_server_that_asks_for_an_hour_is_given_up(tmp_path: Path) -> None:
    with serve(READINGS, always=http_error(429, Retry_After="3600")) as endpoint:
        reading = Asked(endpoint, tmp_path).read()
    assert codes(reading) == ["SECOND_READER_BUSY"]
    assert len(endpoint.requests) == 1


def test_an_answer_that_does_not_come_is_given_up(tmp_path: Path) -> None:
    with serve(READINGS, always=Fault(delay=0.6)) as endpoint:
        reading = Asked(endpoint, tmp_path, timeout="0.15", retries="1").read()
    assert codes(reading) == ["SECOND_READER_TIMEOUT"]
    assert len(endpoint.requests) == 2


def test_nothing_that_listens_stops_the_run_from_asking_again(tmp_path: Path) -> None:
    with serve(READINGS) as endpoint:
        pass
    asked = Asked(endpoint, tmp_path)
    assert codes(asked.read()) == ["SECOND_READER_UNREACHABLE"]
    lines = len(asked.lines)
    assert codes(asked.read("other.pdf")) == ["SECOND_READER_UNREACHABLE"]
    assert len(asked.lines) == lines


def test_of_an_answer_that_breaks_off_the_whole_terms_are_used(tmp_path: Path) -> None:
    with serve(READINGS, always=CUT_OFF) as endpoint:
        asked = Asked(endpoint, tmp_path)
        reading = asked.read()
        assert reading.form is not None
        assert reading.form["terms"] == TERMS[:2]
        assert (reading.settled, codes(reading)) == (False, ["SECOND_READER_ANSWER"])
        before = len(endpoint.requests)
        asked.read()
        assert len(endpoint.requests) > before  # it was not kept


def test_the_same_text_is_asked_about_once(tmp_path: Path) -> None:
    with serve(READINGS) as endpoint:
        first = Asked(endpoint, tmp_path).read()
        again = Asked(endpoint, tmp_path).read()
        assert first == again
        assert len(endpoint.requests) == 1
        Asked(endpoint, tmp_path, model="m-2").read()
        Asked(endpoint, tmp_path).read(text=TEXT + " More.")
        assert len(endpoint.requests) == 3
    kept = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert len(kept) == 3
    assert {path.stat().st_mode & 0o077 for path in kept} == {0}


def test_a_server_that_does_not_know_the_schema_is_asked_without_it(tmp_path: Path) -> None:
    with serve(READINGS, http_error(400)) as endpoint:
        asked = Asked(endpoint, tmp_path)
        assert asked.read().form is not None
        assert asked.read(text="another text").form is not None
    assert ["response_format" in request for request in endpoint.requests] == [True, False, False]


def test_nothing_leaves_that_no_setting_allows(tmp_path: Path) -> None:
    with serve(READINGS) as endpoint:
        reading = Asked(endpoint, tmp_path, contracts="").read()
        assert codes(reading) == ["SECOND_READER_NOT_ALLOWED"]
        assert endpoint.requests == []
        some = Asked(endpoint, tmp_path, contracts="msa*.pdf, */signed/*")
        assert codes(some.read("secret.pdf")) == ["SECOND_READER_NOT_ALLOWED"]
        assert some.read("msa.pdf").form is not None
        assert some.read("/x/signed/other.pdf", "a text").form is not None
    assert len(endpoint.requests) == 2


def test_what_is_sent_is_recorded_before_it_leaves(tmp_path: Path) -> None:
    with serve(READINGS, http_error(500)) as endpoint:
        asked = Asked(endpoint, tmp_path)
        asked.read()
    sent = [line for line in asked.lines if "sending" in line]
    assert asked.outcomes == ["HTTP 500", "answered"]
    assert [line["attempt"] for line in sent] == [1, 2]
    assert sent[0]["file"] == "msa.pdf"
    assert sent[0]["sha256"] == "ab" * 32
    assert sent[0]["endpoint"] == f"{endpoint.url}/v1/chat/completions"
    assert sent[0]["at"] == "2026-03-01T00:00:00+00:00"
    assert sent[0]["characters"] > len(TEXT)
    assert KEY not in asked.path.read_text()
    assert TEXT[:20] not in asked.path.read_text()
    assert asked.path.stat().st_mode & 0o077 == 0


def test_without_a_record_nothing_is_sent(tmp_path: Path) -> None:
    with serve(READINGS) as endpoint:
        asked = Asked(endpoint, tmp_path)
        asked.path.mkdir()
        reading = asked.read()
    assert codes(reading) == ["SECOND_READER_RECORD"]
    assert endpoint.requests == []


@pytest.mark.parametrize(
    "budget",
    [{"max_requests": "1"}, {"max_characters": str(ONE_AND_A_HALF)}],
    ids=["requests", "characters"],
)
def test_a_run_asks_for_no_more_than_its_budget(tmp_path: Path, budget: dict[str, str]) -> None:
    with serve(READINGS) as endpoint:
        asked = Asked(endpoint, tmp_path, **budget)
        assert asked.read().form is not None
        over = asked.read(text="another text")
        assert (over.form, codes(over)) == (None, ["SECOND_READER_BUDGET"])
        assert asked.read().form is not None  # kept answers cost nothing
    assert len(endpoint.requests) == 1


def test_no_more_requests_a_minute_than_allowed(tmp_path: Path) -> None:
    with serve(READINGS) as endpoint:
        asked = Asked(endpoint, tmp_path, per_minute="2")
        for number in range(3):
            asked.read(text=f"text number {number}")
    assert len(asked.waits) == 1
    assert 55 < asked.waits[0] <= 60


def test_a_long_text_is_asked_about_in_parts_that_overlap(tmp_path: Path) -> None:
    text = "\n\n".join(f"{n}. Clause number {n} says what it says." for n in range(200))
    with serve(READINGS) as endpoint:
        reading = Asked(endpoint, tmp_path, chunk_characters="4000").read(text=text)
    assert reading.form == READINGS["msa.pdf"]  # a term of an overlap counts once
    prompts = [request["messages"][-1]["content"] for request in endpoint.requests]
    assert len(prompts) > 1
    assert f"Part: 1 of {len(prompts)}\n" in prompts[0]
    for number in range(200):
        assert any(f"{number}. Clause number {number} says what it says." in p for p in prompts)
    assert sum("Part: 1" in p for p in prompts) == 1
    shared = [n for n in range(200) if sum(f"\n{n}. Clause" in p for p in prompts) > 1]
    assert shared


def test_a_part_without_an_answer_costs_only_itself(tmp_path: Path) -> None:
    text = "\n\n".join(f"{n}. Clause number {n} says what it says." for n in range(200))
    with serve(READINGS, *[BAD_JSON] * 3) as endpoint:
        reading = Asked(endpoint, tmp_path, chunk_characters="4000").read(text=text)
    assert reading.form == READINGS["msa.pdf"]
    assert (reading.settled, codes(reading)) == (False, ["SECOND_READER_ANSWER"])
    assert "(part 1 of " in reading.notices[0]


def test_a_document_without_text_is_not_asked_about(tmp_path: Path) -> None:
    with serve(READINGS) as endpoint:
        assert Asked(endpoint, tmp_path).read(text=" \n") == SecondReading()
    assert endpoint.requests == []
