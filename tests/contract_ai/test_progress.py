"""A bar on a terminal, plain lines in a log, nothing when quiet."""

import io
from collections.abc import Callable, Iterator

from contract_ai.progress import QUIET, Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _clock(step: float) -> Callable[[], float]:
    def ticks() -> Iterator[float]:
        now = 0.0
        while True:
            yield now
            now += step

    return ticks().__next__


def test_a_terminal_shows_a_bar_and_wipes_it() -> None:
    out = Terminal()
    items = list(Progress(out, _clock(1.0)).over("Reading", range(4), 4))
    assert items == [0, 1, 2, 3]
    assert "Reading [##############--------------] 2 of 4" in out.getvalue()
    assert out.getvalue().endswith("\r\x1b[2K")
    assert "\n" not in out.getvalue()


def test_a_log_gets_plain_lines_and_the_sum_at_the_end() -> None:
    out = io.StringIO()
    list(Progress(out, _clock(3.0)).over("Reading", range(5), 5))
    assert out.getvalue().splitlines() == ["Reading: 2 of 5", "Reading: 4 of 5", "Reading: 5 of 5"]


def test_quick_work_gets_one_line_in_a_log() -> None:
    out = io.StringIO()
    list(Progress(out, _clock(0.0)).over("Reading", range(100), 100))
    assert out.getvalue() == "Reading: 100 of 100\n"


def test_one_step_or_none_is_no_progress_in_a_log() -> None:
    out = io.StringIO()
    for total in (0, 1):
        list(Progress(out).over("Reading", range(total), total))
    assert out.getvalue() == ""


def test_quiet_shows_nothing() -> None:
    assert list(QUIET.over("Reading", "abc", 3)) == ["a", "b", "c"]
