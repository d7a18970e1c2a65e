"""Sends one prompt and waits for its answer: retries, back-off, Retry-After, budget, record."""

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from contract_ai.logs import log
from contract_ai.second_reader.answers import NoAnswer, Reading, read_text
from contract_ai.second_reader.budget import Budget
from contract_ai.second_reader.endpoint import Endpoint
from contract_ai.second_reader.prompt import VERSION, Prompt
from contract_ai.second_reader.protocols import UnusableResponse, body, headers, reply
from contract_ai.second_reader.record import Record, Sending
from models.errors import DocumentError, ErrorCode

LONGEST_WAIT = 120.0
"""Seconds; a server that asks for more is taken to be out of service."""
_FIRST_WAIT = 1.0
_OK = 200
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
_BARE_MAY_HELP = frozenset({400, 415, 422, 501})
_DO = {
    ErrorCode.SECOND_READER_REFUSED: "Check its address, model and key.",
    ErrorCode.SECOND_READER_UNREACHABLE: "Check its address, and that it runs.",
    ErrorCode.SECOND_READER_ANSWER: "Try another model, or allow longer answers.",
    ErrorCode.SECOND_READER_TIMEOUT: "Run again later, or allow more time.",
}


@dataclass(frozen=True, slots=True)
class Part:
    """What a prompt is about, for the record."""

    file: str
    sha256: str
    number: int = 1
    total: int = 1


@dataclass(frozen=True, slots=True)
class Try:
    """How one attempt ended: with a reading, or why there is none and how long to wait."""

    reading: Reading | None = None
    code: ErrorCode = ErrorCode.SECOND_READER_ANSWER
    what: str = ""
    again: bool = True
    wait: float | None = None
    status: int = _OK


@dataclass
class Client:
    """Asks one endpoint; ``timeout`` is in seconds, ``sleep`` and ``now`` are there for tests."""

    endpoint: Endpoint
    record: Record
    budget: Budget
    timeout: float
    retries: int
    tokens: int
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    bare: bool = False

    def ask(self, prompt: Prompt, part: Part) -> Reading:
        """Return what the model answered; one that is cut off only where no try is whole.

        Raises:
            DocumentError: it gave no usable answer, or may not be asked.
        """
        best: Reading | None = None
        attempt = 0
        while True:
            attempt += 1
            ended = self._try(prompt, part, attempt)
            if ended.reading is not None and ended.reading.whole:
                return ended.reading
            best = best or ended.reading
            if ended.status in _BARE_MAY_HELP and not self._is_bare:
                self.bare = True  # it may not know the schema we ask for
                continue
            # An answer cut off twice breaks off at the same place a third time.
            if not ended.again or attempt > self.retries or (best is not None and attempt > 1):
                break
            self.sleep(_wait(attempt, ended))
        if best is not None:
            return best
        do = _DO.get(ended.code, "Run again later; the answers that came are kept.")
        raise DocumentError(ended.code, ended.what, where=part.file, do=do)

    @property
    def _is_bare(self) -> bool:
        return self.bare or self.endpoint.protocol != "openai"

    def _try(self, prompt: Prompt, part: Part, attempt: int) -> Try:
        one = self.endpoint
        self.budget.spend(prompt.size, part.file)
        sending = Sending(
            at=self.now(),
            file=part.file,
            sha256=part.sha256,
            endpoint=one.shown,
            protocol=one.protocol,
            model=one.model,
            prompt=VERSION,
            part=part.number,
            parts=part.total,
            characters=prompt.size,
            attempt=attempt,
        )
        number = self.record.sending(sending)
        ended = self._sent(prompt)
        outcome = _outcome(ended)
        self.record.outcome(number, outcome, self.now())
        log().info(
            "second reader",
            file=part.file,
            sha256=part.sha256[:16],
            part=part.number,
            attempt=attempt,
            outcome=outcome,
        )
        return ended

    def _sent(self, prompt: Prompt) -> Try:
        from contract_ai.second_reader import http  # noqa: PLC0415 (httpx is an extra)

        form = body(self.endpoint, prompt, self.tokens, bare=self.bare)
        try:
            response = http.post(self.endpoint.url, headers(self.endpoint), form, self.timeout)
        except http.TimedOut:
            what = f"The second reader gave no answer within {self.timeout:g} seconds."
            return Try(code=ErrorCode.SECOND_READER_TIMEOUT, what=what)
        except http.Unreachable as error:
            what = f"The second reader cannot be reached ({error})."
            return Try(code=ErrorCode.SECOND_READER_UNREACHABLE, what=what)
        if response.status != _OK:
            return _refused(response.status, response.wait)
        return self._read(response.body)

    def _read(self, data: bytes) -> Try:
        try:
            answer = reply(self.endpoint, json.loads(data))
            reading = read_text(answer.text)
        except (NoAnswer, UnusableResponse) as error:
            return Try(what=f"The second reader's answer cannot be used: {error}.")
        except (ValueError, RecursionError):
            return Try(what="The second reader's answer cannot be used: it is no JSON.")
        return Try(Reading(reading.form, reading.whole and not answer.cut))


def _refused(status: int, wait: float | None) -> Try:
    if status in _AGAIN and (wait is None or wait <= LONGEST_WAIT):
        what = f"The second reader is busy or out of order (HTTP {status})."
        return Try(code=ErrorCode.SECOND_READER_BUSY, what=what, wait=wait, status=status)
    if status in _AGAIN:
        what = f"The second reader asks to be left alone for {wait:g} seconds (HTTP {status})."
        return Try(code=ErrorCode.SECOND_READER_BUSY, what=what, again=False, status=status)
    what = f"The second reader refuses (HTTP {status})."
    return Try(code=ErrorCode.SECOND_READER_REFUSED, what=what, again=False, status=status)


def _wait(attempt: int, ended: Try) -> float:
    """Return what the server asked for, else twice as long each time, spread by a quarter."""
    if ended.wait is not None:
        return ended.wait
    spread = 0.75 + random.random() / 2  # noqa: S311 (spreads requests, keeps no secret)
    return min(_FIRST_WAIT * 2.0 ** (attempt - 1), LONGEST_WAIT) * spread


def _outcome(ended: Try) -> str:
    if ended.reading is not None:
        return "answered" if ended.reading.whole else "cut off"
    return f"HTTP {ended.status}" if ended.status != _OK else ended.code.value
