"""kill -9, of the batch and of what reads for it: nothing lost, nothing doubled, the same result."""

import os
import random
import signal
from pathlib import Path
from unittest.mock import patch

import pytest

from contract_ai.batch.apart import DiedError, apart, beside
from contract_ai.batch.night import NightRun
from contract_ai.desk.nights import last_night
from contract_ai.desk.scope import EVERYTHING, Scope
from contract_ai.files import write_atomically
from contract_ai.reading import Reader
from contract_ai.sources import Source
from contract_ai.storage.upgrade import open_database
from models.errors import DocumentError, ErrorCode
from tests.contract_ai.batch.nights import COMPANY, House
from tests.contract_ai.batch.soak import soak
from tests.contract_ai.fakes import InProcess
from tests.contract_ai.storage.conftest import place_of

KILLS = {"file": 16, "postgresql": 4}
PAYMENTS = COMPANY["payments.csv"]
BOOKS = {f"{number}.csv": PAYMENTS.replace(b"R1", b"R%d" % number) for number in range(40)}


@pytest.mark.parametrize("kind", KILLS)
def test_killed_at_random_moments(tmp_path: Path, kind: str) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    place_of(kind, tmp_path)  # skips where there is no server
    done = soak(tmp_path, KILLS[kind], seed, 8, lambda root: place_of(kind, root))
    assert done >= KILLS[kind]


class Deadly(Reader):
    """A reader whose process dies on one file, or whose child does."""

    mark = b"R7\n"
    raises: ErrorCode | None = None

    def load(self, source: Source) -> bytes:
        """Load a file, and die if it is that one."""
        data = super().load(source)
        if self.mark in data:
            if self.raises is None:
                os.kill(os.getpid(), signal.SIGKILL)
            else:
                raise DocumentError(self.raises, "It died.", where=source.shown, do="Wait.")
        return data


@pytest.mark.parametrize("raises", [None, ErrorCode.READER_DIED, ErrorCode.LIMIT_TIME])
def test_a_deadly_file_goes_to_quarantine_and_the_night_goes_on(
    house: House, raises: ErrorCode | None
) -> None:
    house.put(BOOKS)
    database = open_database(house.place)
    reader = Deadly(InProcess, house.settings)
    reader.raises = raises
    said = NightRun(database, reader, house.plan(), house.hand.times()).run()
    assert said.figures.new == {"facts": 39}
    code = ErrorCode.READER_KILLED if raises is None else raises
    assert [(one.file, one.state, one.code) for one in said.unread] == [
        ("7.csv", "quarantined", code.value)
    ]
    aside = [name for name in house.files() if name.startswith("quarantine")]
    assert aside == ["quarantine/2026-07-01/7.csv", "quarantine/2026-07-01/7.csv.txt"]
    with database.read() as session:
        night = last_night(session, EVERYTHING)
        assert last_night(session, Scope(("MSA",))) is None
    assert night is not None
    assert (night.figures, night.unread) == (said.figures, said.unread)
    again = house.night(database)  # it is not read again unasked
    assert (again.figures.new, again.figures.quarantined) == ({}, 0)
    more = house.night(again=True)
    assert more.figures.new == {"facts": 1}
    assert [name for name in house.files() if name.startswith("quarantine")] == []
    assert len(house.files()) == 40


def test_what_a_killed_night_was_writing_is_gone_after_the_next(house: House) -> None:
    house.put({"broken.pdf": b"%PDF-1.4 broken"})
    day = house.inbox / "refused" / "2026-07-01"
    day.mkdir(parents=True)
    pid = os.fork()
    if pid == 0:
        with patch("os.replace", lambda *_: os.kill(os.getpid(), signal.SIGKILL)):
            write_atomically(day / "broken.pdf.txt", b"half of a reason")
    os.waitpid(pid, 0)
    assert len(list(day.iterdir())) == 1
    house.night()
    assert house.files() == [
        "refused/2026-07-01/broken.pdf",
        "refused/2026-07-01/broken.pdf.txt",
    ]


def test_what_a_killed_night_was_writing_of_its_report_is_gone_after_the_next(
    house: House,
) -> None:
    house.put({"payments.csv": PAYMENTS})
    left = [house.output / ".writing-x.part", house.output / "terms" / ".writing-y.part"]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    house.night()
    assert (house.output / "report.html").is_file()
    assert not [path for path in left if path.exists()]


def test_a_process_that_dies_is_told_from_one_that_fails() -> None:
    def fails() -> None:
        msg = "wrong"
        raise ValueError(msg)

    assert apart(lambda: "done") == "done"
    with pytest.raises(ValueError, match="wrong"):
        apart(fails)
    with pytest.raises(DiedError):
        apart(lambda: os.kill(os.getpid(), signal.SIGKILL))


def test_what_is_done_beside_is_over_after_the_body(tmp_path: Path) -> None:
    made = tmp_path / "made"
    with beside(lambda: made.write_text(f"by {os.getpid()}")):
        pass
    assert made.read_text() != f"by {os.getpid()}"

    def fails() -> None:
        msg = "wrong"
        raise ValueError(msg)

    with pytest.raises(ValueError, match="wrong"), beside(fails):
        pass
    with pytest.raises(KeyError), beside(fails):
        raise KeyError


def test_what_was_killed_beside_is_done_once_more_here(tmp_path: Path) -> None:
    made, here = tmp_path / "made", os.getpid()

    def dies() -> None:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        made.write_text("here")

    with beside(dies):
        pass
    assert made.read_text() == "here"
