"""Make printed invoices of many looks with known truth.

    python -m benchmarks.invoices.make FOLDER [--each 5] [--seed 1] [--half mend] [LOOK ...]

Writes FOLDER/HALF/files and, beside it, FOLDER/HALF/expected with one JSON each, in the form that
``measure`` and the scorer take.  The same seed makes the same invoices.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from benchmarks.invoices.habits import Habits
from benchmarks.invoices.render import rendered
from benchmarks.invoices.sheet import Sheet
from benchmarks.invoices.story import Plan, bill

_HERE = Path(__file__).parent


class Look(BaseModel):
    """One look as ``looks.yaml`` describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    half: str
    like: str
    countries: tuple[str, ...]
    number: str
    habits: Habits = Habits()
    features: tuple[str, ...] = ()
    items: tuple[int, int] = (1, 6)
    render: str = "pdf"
    credit: str = "plus"


@dataclass(frozen=True, slots=True)
class Made:
    """One file and what it says."""

    stem: str
    ending: str
    data: bytes
    truth: dict[str, Any] = field(repr=False)


def looks() -> dict[str, Look]:
    """Return every look by its name."""
    listed = yaml.safe_load((_HERE / "looks.yaml").read_text(encoding="utf-8"))
    return {name: Look.model_validate(entry) for name, entry in listed.items()}


def invoices(name: str, look: Look, each: int, seed: int) -> Iterator[Made]:
    """Make ``each`` invoices of a look."""
    plan = Plan(look.countries, look.number, look.features, items=look.items)
    for place in range(each):
        made = bill(plan, f"{name} {seed} {place}")
        sheet = Sheet(made, look.habits, minus_credit=look.credit == "minus")
        ending, data = rendered(name, look.render, sheet)
        stem = f"{name}-{place}"
        yield Made(stem, ending, data, sheet.truth(stem + ending, name))


def write(folder: Path, made: Made) -> Path:
    """Write a file and its truth; returns the file's path."""
    files, expected = folder / "files", folder / "expected"
    for place in (files, expected):
        place.mkdir(parents=True, exist_ok=True)
    text = json.dumps(made.truth, ensure_ascii=False, indent=1)
    (expected / f"{made.stem}.json").write_text(text, encoding="utf-8")
    path = files / f"{made.stem}{made.ending}"
    path.write_bytes(made.data)
    return path


def main() -> None:
    """Write the invoices that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("looks", nargs="*")
    parser.add_argument("--each", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--half", help="mend, check, fresh or last; all where none is given")
    options = parser.parse_args()
    for name, look in looks().items():
        if (options.looks and name not in options.looks) or options.half not in (None, look.half):
            continue
        for made in invoices(name, look, options.each, options.seed):
            write(options.folder / look.half, made)


if __name__ == "__main__":
    main()
