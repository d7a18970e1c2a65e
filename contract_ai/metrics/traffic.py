"""What a server answered since it began: requests, how long, errors by code.

Where several processes answer, whichever is asked gives the sums of all (`metrics.together`);
what the system knows of a process (memory, open files) is then left out, as it is of one only.
"""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from contract_ai.metrics.together import is_counted_together

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
NO_ROUTE = "none"
INTERNAL = "INTERNAL"
"""Errors without a code: faults of ours."""


class Traffic:
    """Counters of one application; nothing is shared with another in the same process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "contract_ai_requests",
            "Requests that were answered.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "contract_ai_request_duration_seconds",
            "From the head of a request until its answer begins.",
            ["method", "route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._errors = Counter(
            "contract_ai_errors",
            "Errors that people and programs were told of.",
            ["code"],
            registry=self._registry,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> str:
        """Count a request, and return its method if we know it; ``route`` is its pattern."""
        known = method if method in _METHODS else "OTHER"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(known, route).observe(seconds)
        return known

    def failed(self, code: str) -> None:
        """Count an error that somebody was told of."""
        self._errors.labels(code).inc()

    def text(self) -> bytes:
        """Return the counters in the text format of Prometheus."""
        if not is_counted_together():
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has none
        return generate_latest(registry)
