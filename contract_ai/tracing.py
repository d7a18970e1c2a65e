"""Spans for OpenTelemetry: what was done, how long it took, under what; off unless it is asked for.

It is on where OTEL_EXPORTER_OTLP_ENDPOINT is set, and needs the extra ``otel``.  Spans name routes,
kinds and codes; no file, party or person, no text of an error, no value of a statement.
"""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from contract_ai.loopback import is_loopback
from models.errors import ErrorCode, SettingsError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor
    from opentelemetry.trace import Span, Tracer

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
_TRACES = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
_INSECURE = "OTEL_EXPORTER_OTLP_INSECURE"
_NAME = "contract-ai"
_NANO = 1_000_000_000


class _Now:
    """The tracer of this process; None where nothing is traced."""

    tracer: "Tracer | None" = None


class Open:
    """A span that is not over; without a tracer it takes what it is told and keeps nothing."""

    def __init__(self, span: "Span | None" = None) -> None:
        self._span = span

    def say(self, name: str = "", *, failed: str = "", **attributes: str | int) -> None:
        """Call it otherwise, say why it failed, or add attributes."""
        if self._span is None:
            return
        from opentelemetry.trace import Status, StatusCode  # noqa: PLC0415 (only who traces needs it)

        if name:
            self._span.update_name(name)
        if failed:
            self._span.set_status(Status(StatusCode.ERROR, failed))
        self._span.set_attributes(dict(attributes))


@contextmanager
def span(name: str, **attributes: str | int) -> Iterator[Open]:
    """Time what is done inside; an error is told by its kind, never by its text."""
    tracer = _Now.tracer
    if tracer is None:
        yield Open()
        return
    with tracer.start_as_current_span(
        name, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as made:
        opened = Open(made)
        try:
            yield opened
        except BaseException as error:
            opened.say(failed=type(error).__name__)
            raise


def past(name: str, seconds: float, *, failed: str = "", **attributes: str | int) -> None:
    """Tell of what just ended and took so many seconds, in another process perhaps."""
    tracer = _Now.tracer
    if tracer is None:
        return
    end = time.time_ns()
    start = end - round(seconds * _NANO)
    made = tracer.start_span(name, attributes=attributes, start_time=start)
    if failed:
        Open(made).say(failed=failed)
    made.end(end)


@contextmanager
def tracing_to(environment: Mapping[str, str]) -> Iterator[None]:
    """Send spans where the environment says; nothing is imported or done where it says nothing.

    Raises:
        SettingsError: the packages of the extra ``otel`` are not installed, or spans would go to
            another host in the clear.
    """
    if not environment.get(ENDPOINT):
        yield
        return
    _must_be_encrypted(environment)
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 (an extra)
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 (an extra)
    except ImportError as error:
        what = "Traces are asked for, and the packages that send them are not installed."
        do = 'Run pip install "contract-ai[otel]", or unset this variable.'
        raise SettingsError(ErrorCode.SETTINGS_INVALID, what, where=ENDPOINT, do=do) from error
    with tracing_with(BatchSpanProcessor(OTLPSpanExporter()), environment):
        yield


def _must_be_encrypted(environment: Mapping[str, str]) -> None:
    """Refuse a collector on another host that is spoken to in the clear."""
    allowed = environment.get(_INSECURE, "").lower() == "true"
    for name in (ENDPOINT, _TRACES):
        parts = urlsplit(environment.get(name, ""))
        if parts.scheme == "http" and not is_loopback(parts.hostname or "") and not allowed:
            what = "Traces would go over the network in the clear."
            do = f"Use https://, or set {_INSECURE}=true if the network between is yours alone."
            raise SettingsError(ErrorCode.SETTINGS_INVALID, what, where=name, do=do)


@contextmanager
def tracing_with(processor: "SpanProcessor", environment: Mapping[str, str]) -> Iterator[None]:
    """Give spans to a processor; what waits in it is sent at the end."""
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 (an extra)
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 (an extra)

    from contract_ai.storage.statements import statements_told  # noqa: PLC0415 (commands without a database need none)

    name = environment.get("OTEL_SERVICE_NAME") or _NAME
    provider = TracerProvider(
        resource=Resource.create({"service.name": name}), shutdown_on_exit=False
    )
    provider.add_span_processor(processor)
    _Now.tracer = provider.get_tracer(_NAME)
    try:
        with statements_told(past):
            yield
    finally:
        _forget()
        provider.shutdown()


def _forget() -> None:
    """Trace no more: the thread that sends is not there in a process that was forked."""
    _Now.tracer = None


os.register_at_fork(after_in_child=_forget)
