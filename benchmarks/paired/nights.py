"""A night over an inbox, by engine and number of workers, each a program of its own."""

from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from itertools import count
from pathlib import Path

from benchmarks.paired.inputs import Inputs
from benchmarks.pairs import AbsentError, Done, Subject, Way, Work

_CONTRACTS, _INVOICES = 4, 20
_FEW_CONTRACTS, _FEW_INVOICES = 2, 8
_TIMES = 3


def subject(inputs: Inputs) -> Subject:
    """Compare nights."""
    numbers = count()

    def home(_: int) -> Path:
        return inputs.scratch / f"night-{next(numbers)}"

    ways = [
        Way(f"{engine}, {workers} worker{'s' * (workers > 1)}", made, apart=True)
        for engine in ("local", "dask")
        for workers in (1, 2)
        for made in (partial(night, inputs, engine, workers),)
    ]
    return Subject(
        title="The night",
        about="`contract-ai batch` over the same inbox into an empty database, by the clock, the start of the program included: reading, matching, checks and reports.",
        unit="document",
        found="documents",
        ways=ways,
        rounds=[[turn] for turn in range(min(inputs.times, _TIMES))],
        prepare=home,
        clock=True,
    )


def night(inputs: Inputs, engine: str, workers: int) -> Work:
    """Do a night in programs of their own."""
    if engine == "dask" and find_spec("distributed") is None:
        why = "Dask is not installed (extra `dask`)."
        raise AbsentError(why)
    run, inbox, documents = _prepared(inputs)

    def work(home: Path) -> Done:
        run(home, inbox, workers, engine=engine)
        return Done(documents, documents)

    return work


def _prepared(inputs: Inputs) -> tuple[Callable[..., object], Path, int]:
    from benchmarks.night import age, night_of
    from benchmarks.night_papers import trade_of, write

    contracts, invoices = (
        (_FEW_CONTRACTS, _FEW_INVOICES) if inputs.quick else (_CONTRACTS, _INVOICES)
    )
    inbox = inputs.scratch / "inbox"
    if not inbox.exists():
        write(inbox, *trade_of(contracts, invoices))
        age(inbox)
    return night_of, inbox, contracts + invoices
