"""The disk fails at the Nth call, for every N: the next night must come to what it comes to undisturbed.

    python -m tests.contract_ai.batch.fault_loop [--sample 100] [--seed 7]

Every N is tried twice: an I/O error that comes once, and a disk that is full from then on.
"""

import argparse
import errno
import random
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from models.errors import ErrorCode, SettingsError
from tests.contract_ai.batch.faults import failing
from tests.contract_ai.batch.nights import COMPANY, House
from tests.contract_ai.batch.soak import End, differences, end_of

BOOKS = {**COMPANY, "again/payments.csv": COMPANY["payments.csv"], "broken.pdf": b"%PDF-1.4 broken"}
_TOLD = {ErrorCode.OUTPUT_UNWRITABLE, ErrorCode.DATABASE_UNUSABLE}
_EVERY = 50  # how often it says how far it is


@dataclass(frozen=True, slots=True)
class Fault:
    """Which call fails with what, and whether all after it fail too."""

    at: int
    reason: int
    lasting: bool

    def __str__(self) -> str:
        """Name it as messages do."""
        return f"{errno.errorcode[self.reason]} at call {self.at}{' and after' * self.lasting}"


def undisturbed(root: Path) -> tuple[End, int]:
    """Do a night as it should be; return what it comes to, and how many calls may fail."""
    house = _house(root)
    with failing(0) as faults:
        house.night()
    return end_of(house), faults.count


def disturbed(root: Path, fault: Fault, wanted: End) -> tuple[bool, bool]:
    """Let a call of a night fail and do the next one; return whether it failed, and was told.

    Raises:
        AssertionError: something was lost or doubled, or the next night comes to something else.
    """
    house = _house(root)
    told = False
    with failing(fault.at, fault.reason, lasting=fault.lasting) as faults:
        try:
            house.night()
        except SettingsError as error:
            told = error.code in _TOLD
            if not told:
                raise
    inbox = {path.read_bytes() for path in house.inbox.rglob("*") if path.is_file()}
    kept = {path.read_bytes() for path in house.root.glob("files/originals/??/??/*")}
    if lost := set(BOOKS.values()) - inbox - kept:
        msg = f"{fault}: {len(lost)} files are lost"
        raise AssertionError(msg)
    house.night()
    came = end_of(house)
    if came != wanted:
        msg = f"{fault}: {differences(wanted, came)}"
        raise AssertionError(msg)
    return faults.met, told


def loop(root: Path, wanted: End, faults: Iterable[Fault]) -> tuple[int, int]:
    """Try one fault after the other, up to one that no night meets; return how many failed, and were told.

    Raises:
        AssertionError: a night after a fault came to something else.
    """
    failed = said = 0
    for number, fault in enumerate(faults):
        place = root / str(number)
        met, told = disturbed(place, fault, wanted)
        shutil.rmtree(place)
        if not met:
            break
        failed, said = failed + 1, said + told
        if failed % _EVERY == 0:
            print(f"{failed} faults, now {fault}", flush=True)  # noqa: T201 (it takes long)
    return failed, said


def every() -> Iterator[Fault]:
    """Return every fault, the Nth call first in each way, without an end."""
    at = 0
    while True:
        at += 1
        yield Fault(at, errno.EIO, lasting=False)
        yield Fault(at, errno.ENOSPC, lasting=True)


def sample(calls: int, count: int, seed: int) -> list[Fault]:
    """Return so many faults by chance, spread over all the calls of a night."""
    chance = random.Random(seed)  # noqa: S311 (to repeat it, not to hide anything)
    wide = calls / count
    return [
        Fault(
            int(number * wide) + 1 + chance.randrange(max(int(wide), 1)),
            chance.choice((errno.EIO, errno.ENOSPC)),
            lasting=chance.random() < 0.5,
        )
        for number in range(count)
    ]


def _house(root: Path) -> House:
    house = House(root, place=root / "books.db")
    house.put(BOOKS)
    return house


def main() -> None:
    """Try every fault, or a sample, from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        wanted, calls = undisturbed(root / "undisturbed")
        print(f"{calls} calls; seed {seed}", flush=True)  # noqa: T201 (whoever sees it fail needs it)
        faults = sample(calls, options.sample, seed) if options.sample else every()
        try:
            failed, told = loop(root, wanted, faults)
        except AssertionError as error:
            sys.exit(str(error))
    print(f"{failed} faults, {told} told: nothing lost, nothing doubled, equal results")  # noqa: T201


if __name__ == "__main__":
    main()
