"""The small parts: addresses, chunks, the text of answers, waiting."""

from datetime import UTC, datetime

import pytest

from contract_ai.second_reader.answers import NoAnswer, joined, read_text
from contract_ai.second_reader.chunks import chunks
from contract_ai.second_reader.endpoint import endpoint_of
from contract_ai.second_reader.http import seconds_asked
from contract_ai.settings import Settings, load_settings
from models.errors import ErrorCode, SettingsError
from models.forms import Form


def settings(**given: str) -> Settings:
    known = {"MODEL": "m", "KEY": "sk-secret", **{k.upper(): v for k, v in given.items()}}
    return load_settings({f"CONTRACT_AI_SECOND_READER_{k}": v for k, v in known.items() if v})


@pytest.mark.parametrize(
    ("url", "protocol", "whole"),
    [
        ("http://127.0.0.1:11434/v1", "openai", "http://127.0.0.1:11434/v1/chat/completions"),
        ("http://localhost:1234", "openai", "http://localhost:1234/v1/chat/completions"),
        ("http://[::1]:8000/v1/", "openai", "http://[::1]:8000/v1/chat/completions"),
        (
            "https://x.example/api/v1/chat/completions",
            "openai",
            "https://x.example/api/v1/chat/completions",
        ),
        ("https://x.example", "anthropic", "https://x.example/v1/messages"),
        ("https://x.example/v1", "anthropic", "https://x.example/v1/messages"),
        ("https://x.example/v1/messages", "anthropic", "https://x.example/v1/messages"),
    ],
)
def test_an_address_is_completed(url: str, protocol: str, whole: str) -> None:
    endpoint = endpoint_of(settings(url=url, protocol=protocol))
    assert endpoint.url == whole
    assert endpoint.shown == whole
    assert "sk-secret" not in repr(endpoint)


@pytest.mark.parametrize(
    ("given", "variable"),
    [
        ({}, "URL"),
        ({"url": "https://x.example", "model": ""}, "MODEL"),
        ({"url": "http://models.example/v1"}, "URL"),
        ({"url": "http://127.0.0.1.example/v1"}, "URL"),
        ({"url": "ftp://x.example"}, "URL"),
        ({"url": "x.example/v1"}, "URL"),
        ({"url": "https://me:hush@x.example"}, "URL"),
        ({"url": "https://[bad"}, "URL"),
        ({"url": "https://x.example:port"}, "URL"),
        ({"url": "https://x.example", "key": "sk-secret\u00e9"}, "KEY"),
        ({"url": "https://x.example", "key": "sk-secret\r\nx: y"}, "KEY"),
    ],
)
def test_an_address_that_is_missing_or_not_safe_is_refused(
    given: dict[str, str], variable: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        endpoint_of(settings(**given))
    assert caught.value.code is ErrorCode.SETTINGS_INVALID
    assert caught.value.where == f"CONTRACT_AI_SECOND_READER_{variable}"
    assert "hush" not in str(caught.value)
    assert "sk-secret" not in str(caught.value)


def test_plain_http_to_another_machine_needs_a_setting() -> None:
    one = endpoint_of(settings(url="http://gpu.lan:8000/v1", allow_http="1"))
    assert one.url == "http://gpu.lan:8000/v1/chat/completions"


def test_a_query_is_sent_and_not_shown() -> None:
    one = endpoint_of(settings(url="https://x.example/v1?api-version=3"))
    assert one.url == "https://x.example/v1/chat/completions?api-version=3"
    assert one.shown == "https://x.example/v1/chat/completions"


@pytest.mark.parametrize("size", [2000, 2500, 10_000])
@pytest.mark.parametrize("mark", ["\n\n", "\n", " ", ""])
def test_chunks_hold_the_whole_text(size: int, mark: str) -> None:
    text = mark.join(f"word{n:05}" for n in range(1000))
    parts = chunks(text, size)
    assert all(len(part.text) <= size for part in parts)
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    whole = parts[0].text
    for part in parts[1:]:
        overlap = next(n for n in range(len(part.text), -1, -1) if whole.endswith(part.text[:n]))
        whole += part.text[overlap:]
    assert whole == text


@pytest.mark.parametrize(
    ("text", "form", "whole"),
    [
        ('{"terms": []}', {"terms": []}, True),
        ('```json\n{"terms": [{"kind": "tax"}]}\n```', {"terms": [{"kind": "tax"}]}, True),
        ('[{"kind": "tax"}]', {"terms": [{"kind": "tax"}]}, True),
        (
            'I think {it} is: {"contract": {}, "terms": []} Good luck!',
            {"contract": {}, "terms": []},
            True,
        ),
        ('<think>{"terms": [1]}</think>{"terms": []}', {"terms": []}, True),
        (
            '{"contract": {"a": 1}, "terms": [{"kind": "tax"}, {"kind": "fe',
            {"contract": {"a": 1}, "terms": [{"kind": "tax"}]},
            False,
        ),
        ('{"terms": [{"kind": "tax"}', {"terms": [{"kind": "tax"}]}, False),
    ],
)
def test_the_form_is_found_in_an_answer(text: str, form: Form, whole: bool) -> None:  # noqa: FBT001
    reading = read_text(text)
    assert reading.form == form
    assert reading.whole is whole


@pytest.mark.parametrize(
    "text",
    [
        "",
        "none",
        "{}",
        "[]",
        "[1, 2]",
        '{"terms": [',
        '{"answer": 42}',
        "[" * 100_000,
        '{"terms": [' * 9000,
    ],
)
def test_an_answer_without_a_form_is_refused(text: str) -> None:
    with pytest.raises(NoAnswer):
        read_text(text)


def test_parts_are_joined_and_equal_terms_of_two_parts_count_once() -> None:
    net: Form = {"kind": "payment_term", "days": 30, "quote": "net 30", "covers": "invoice"}
    fee: Form = {"kind": "fee", "amount": "5", "quote": "a fee of $5 for paper"}
    other: Form = {"kind": "fee", "amount": "5", "quote": "a fee of $5 for ink"}
    first: Form = {"contract": {"title": "A", "number": None}, "terms": [net, fee, fee]}
    second: Form = {
        "contract": {"title": "B", "number": "7"},
        "terms": [net | {"covers": "fee"}, other],
    }
    both = joined([first, second, {"terms": "none", "contract": []}])
    assert both == {"contract": {"title": "A", "number": "7"}, "terms": [net, fee, fee, other]}


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("3", 3.0),
        ("0.5", 0.5),
        ("soon", None),
        ("Thu, 01 Jan 2026 00:01:00 GMT", 60.0),
        ("Thu, 01 Jan 2020 00:00:00 GMT", 0.0),
    ],
)
def test_retry_after_is_read(header: str | None, seconds: float | None) -> None:
    assert seconds_asked(header, datetime(2026, 1, 1, tzinfo=UTC)) == seconds
