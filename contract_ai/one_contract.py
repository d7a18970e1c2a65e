"""What a run that is narrowed to one contract must look at, so that nothing is said twice.

The contract's own part is checked.  Where documents moved between parts since they were checked
last, the parts that have them now and those that had them go together: otherwise an invoice would
be in two parts, or in none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from checks.partition import Groups, Part
from contract_ai.surveying import Survey
from models.errors import ErrorCode, RequestError
from models.tables.runs import PartRow, RunRow
from models.tables.tests import TestedRow

Thing = tuple[str, int | str]
"""A contract by its stem, or an invoice by its row."""


class ContractGone(RequestError):
    """The contract that a run is narrowed to is not on file."""

    def __init__(self, stem: str) -> None:
        what, do = "The contract is not on file.", "Look it up in the list of contracts."
        super().__init__(ErrorCode.NOT_THERE, what, where=stem, do=do)


@dataclass(frozen=True, slots=True)
class Narrow:
    """The parts to look at, and the keys of those that are no more."""

    parts: tuple[Part, ...]
    gone: tuple[str, ...]


def has_run(session: Session, day: date) -> bool:
    """Whether the last whole run took this day for today: only beside it can one part be new."""
    run = session.exec(select(RunRow).order_by(col(RunRow.id).desc())).first()
    return run is not None and run.as_of == day


def narrowed(session: Session, survey: Survey, stem: str) -> Narrow:
    """Choose the parts for one contract.

    Raises:
        ContractGone: it is not on file.
    """
    now = dict(_now(survey))
    home = now.get(("contract", stem))
    if home is None:
        raise ContractGone(stem)
    groups, known = Groups(), set[str]()
    for thing, key in _before(session):
        known.add(key)
        if thing in now:
            groups.join(now[thing], key)
    wanted = groups.of(home)
    parts = tuple(part for part in survey.parts if groups.of(part.key) == wanted)
    gone = known - {part.key for part in survey.parts}
    return Narrow(parts, tuple(sorted(key for key in gone if groups.of(key) == wanted)))


def _now(survey: Survey) -> Iterator[tuple[Thing, str]]:
    for part in survey.parts:
        yield from ((("contract", one.stem), part.key) for one in part.contracts)
        yield from ((("invoice", survey.heads[place].row), part.key) for place in part.own)


def _before(session: Session) -> Iterable[tuple[Thing, str]]:
    """Return what was tested in which part; what looks at everything is in none."""
    columns = (col(PartRow.key), col(TestedRow.invoice_id), col(TestedRow.contract))
    query = sql_select(*columns).join(TestedRow, col(TestedRow.part_id) == col(PartRow.id))
    for key, row, stem in session.execute(query):
        if row is not None:
            yield ("invoice", row), key
        elif stem is not None:
            yield ("contract", stem), key
