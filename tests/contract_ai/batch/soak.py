"""kill -9 at random moments: after each round the night must have come to what it comes to undisturbed.

    python -m tests.contract_ai.batch.soak [--kills 1000] [--seed 7]

Every night runs in a process of its own with real readers, and is killed with all they started.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from contract_ai.audit.verify import verify
from contract_ai.batch.night import NightRun
from contract_ai.intake.vault import Vault
from contract_ai.pool import open_pool
from contract_ai.reading import Reader
from contract_ai.storage.upgrade import open_database
from contract_ai.workers import load_task
from tests.contract_ai.batch.nights import COMPANY, House

Open = Callable[[Path], str | Path]
"""Gives the place of an empty database for a house in this folder."""

BOOKS: Mapping[str, bytes] = {
    **COMPANY,
    **{
        f"facts/payments-{number}.csv": COMPANY["payments.csv"].replace(b"R1", b"P%d" % number)
        for number in range(4)
    },
    "again/billing.csv": COMPANY["billing.csv"],
    "broken.pdf": b"%PDF-1.4 broken",
    "story.csv": b"Once upon a time,there was\n",
}


@dataclass(frozen=True, slots=True)
class End:
    """What a night comes to: what is known, the report, and where the files lie."""

    dump: list[str]
    report: dict[str, str]
    files: list[str]


def in_file(root: Path) -> Path:
    """Keep the database in a file of the house."""
    return root / "books.db"


def undisturbed(root: Path, open_place: Open = in_file) -> tuple[End, float]:
    """Do two nights as they should be; return what they come to and how long one took."""
    house = _house(root, open_place)
    started = time.monotonic()
    if _child(house, None):
        msg = "the undisturbed night did not end well"
        raise RuntimeError(msg)
    return end_of(house), time.monotonic() - started


def round_of_kills(
    root: Path, chance: random.Random, longest: float, most: int, open_place: Open = in_file
) -> tuple[End, int]:
    """Kill a night up to so many times, then let it end; return what it came to, and the kills."""
    house = _house(root, open_place)
    kills = 0
    for _ in range(chance.randint(1, most)):
        if not _child(house, chance.uniform(0, longest)):
            break
        kills += 1
    else:
        if _child(house, None):
            msg = "the last night did not end well"
            raise RuntimeError(msg)
    return end_of(house), kills


def soak(root: Path, kills: int, seed: int, most: int = 6, open_place: Open = in_file) -> int:
    """Kill so many times; return how often, after making sure that each round ended well.

    Raises:
        AssertionError: a round came to something else.
    """
    for task in ("kind", "contract", "invoices", "facts", "crops"):
        load_task(task)  # so that all children share it
    print(f"seed {seed}", flush=True)  # noqa: T201 (whoever sees it fail needs it)
    chance = random.Random(seed)  # noqa: S311 (to repeat it, not to hide anything)
    wanted, longest = undisturbed(root / "undisturbed", open_place)
    done = rounds = 0
    while done < kills:
        place = root / f"round {rounds}"
        came, killed = round_of_kills(place, chance, longest, most, open_place)
        done, rounds = done + killed, rounds + 1
        if came != wanted:
            msg = f"seed {seed}, round {rounds}, {killed} kills: {differences(wanted, came)}"
            raise AssertionError(msg)
        shutil.rmtree(place)
    print(f"{done} kills in {rounds} rounds: nothing lost, nothing doubled, equal results")  # noqa: T201
    return done


def differences(wanted: End, came: End) -> str:
    """Say what is not as it should be, the first few of each."""
    parts = []
    for name, should, here in (
        ("database", set(wanted.dump), set(came.dump)),
        ("report", set(wanted.report.items()), set(came.report.items())),
        ("files", set(wanted.files), set(came.files)),
    ):
        if should != here:
            parts.append(f"{name}: missing {[*should - here][:3]}, too much {[*here - should][:3]}")
    return "; ".join(parts) or "rows that are doubled"


def _house(root: Path, open_place: Open) -> House:
    root.mkdir(parents=True)
    house = House(root, place=open_place(root))
    open_database(house.place).close()
    house.put(BOOKS)
    return house


def _child(house: House, seconds: float | None) -> bool:
    """Do a night in a child; True where it was killed, after so many seconds."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.setsid()
            _night(house)
            status = 0
        except BaseException:
            traceback.print_exc()  # whoever sees it fail needs it, and this child ends at once
            raise
        finally:
            os._exit(status)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        msg = "a night failed"
        raise RuntimeError(msg)
    return os.WIFSIGNALED(status)


def _night(house: House) -> None:
    database = open_database(house.place)
    settings = house.settings
    reader = Reader(lambda: open_pool(settings), settings)
    NightRun(database, reader, house.plan(), house.hand.times()).run()
    database.close()


def end_of(house: House) -> End:
    """Say what a house came to, after looking at its chain and its originals.

    Raises:
        AssertionError: the chain is broken, or an original is not what its name says.
    """
    database = open_database(house.place)
    try:
        with database.read() as session:
            verdict = verify(session, [])
        if verdict.bad is not None:
            msg = f"event {verdict.bad}: {verdict.why}"
            raise AssertionError(msg)
    finally:
        database.close()
    misfits = list(Vault(house.root / "files" / "originals").misfits())
    if misfits:
        msg = f"in the vault: {misfits}"
        raise AssertionError(msg)
    return End(house.dump(), house.report(), house.files())


def main() -> None:
    """Soak from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    with tempfile.TemporaryDirectory() as folder:
        try:
            soak(Path(folder), options.kills, seed)
        except AssertionError as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main()
