"""How far long work has come: a bar on a terminal, plain lines in a log, nothing when quiet."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO, TypeVar

T = TypeVar("T")
WIDTH = 28
_REDRAW_SECONDS = 0.1
_LINE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Progress:
    """Shows progress on ``stream``; ``clock`` gives seconds."""

    stream: TextIO | None
    clock: Callable[[], float] = time.monotonic

    @contextmanager
    def task(self, label: str, total: int) -> Iterator[Callable[[], None]]:
        """Show one piece of work of ``total`` steps; call what it gives after each step."""
        if self.stream is None or total == 0 or (total == 1 and not self.stream.isatty()):
            yield _nothing
            return
        meter = _Meter(self.stream, label, total, self.clock)
        try:
            yield meter.step
        finally:
            meter.close()

    def over(self, label: str, items: Iterable[T], total: int) -> Iterator[T]:
        """Pass items on, one step each."""
        with self.task(label, total) as step:
            for item in items:
                step()
                yield item


QUIET = Progress(None)


class _Meter:
    def __init__(self, stream: TextIO, label: str, total: int, clock: Callable[[], float]) -> None:
        self._stream, self._label, self._total, self._clock = stream, label, total, clock
        self._bar = stream.isatty()
        self._done = 0
        self._shown = clock()
        if self._bar:
            self._draw()

    def step(self) -> None:
        """Note that one more is done."""
        self._done += 1
        pause = _REDRAW_SECONDS if self._bar else _LINE_SECONDS
        if self._clock() - self._shown >= pause and self._done < self._total:
            self._draw()

    def close(self) -> None:
        """Wipe the bar; a log keeps one line that says how many were done."""
        if self._bar:
            self._write("\r\x1b[2K")
        else:
            self._draw()

    def _draw(self) -> None:
        self._shown = self._clock()
        done = f"{self._done} of {self._total}"
        if self._bar:
            full = WIDTH * self._done // self._total
            bar = "#" * full + "-" * (WIDTH - full)
            self._write(f"\r\x1b[2K{self._label} [{bar}] {done}")
        else:
            self._write(f"{self._label}: {done}\n")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def _nothing() -> None:
    """Show nothing."""
