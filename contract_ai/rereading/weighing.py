"""Which findings a reading would open, close or change: the checks run on both.

The readings are put in place in a transaction that is undone, and the parts that rest on them are
checked there and, on what counts, outside of it.  What runs is what a run of the checks runs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session

from contract_ai.auditing import WHOLE, checked_at_once, checked_part
from contract_ai.rereading.book import NoSuchReading, open_reading
from contract_ai.rereading.deciding import put_in_place
from contract_ai.storage.engine import Database
from contract_ai.surveying import Survey, surveyed
from models.cases import CheckSettings
from models.findings import LocatedFinding
from reports.wording import plain

Found = Mapping[str, LocatedFinding]


class Would(StrEnum):
    """What would become of a finding."""

    OPEN = "open"
    CLOSE = "close"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding that a reading would change; sums are plain decimals, empty where there is none.

    ``readings`` counts the readings that were weighed together, of which this comes.
    """

    would: Would
    fingerprint: str
    code: str
    message: str
    contract: str
    invoice: str
    before: str
    after: str
    currency: str
    readings: int


@dataclass(frozen=True, slots=True)
class _Side:
    """A survey before or after, and what rests on which document."""

    survey: Survey
    prints: Mapping[str, str]

    @classmethod
    def of(cls, session: Session, as_of: date, settings: CheckSettings) -> "_Side":
        survey = surveyed(session, as_of, settings)
        return cls(survey, {part.key: survey.fingerprint(part) for part in survey.parts})

    def homes(self, keys: Iterable[str]) -> dict[str, set[str]]:
        """Return the hashes of the documents that these parts rest on."""
        wanted = set(keys)
        heads = self.survey.heads
        return {
            part.key: {one.document.sha256 for one in part.contracts}
            | {heads[place].document.sha256 for place in (*part.own, *part.beside)}
            for part in self.survey.parts
            if part.key in wanted
        }

    def findings(self, session: Session, keys: Iterable[str]) -> dict[str, Found]:
        """Check these parts, and what is checked for everything at once."""
        wanted = set(keys)
        made = {
            part.key: checked_part(session, self.survey, part, "").audit.findings
            for part in self.survey.parts
            if part.key in wanted
        }
        made[WHOLE] = checked_at_once(session, self.survey).audit.findings
        return {key: {one.fingerprint: one for one in found} for key, found in made.items()}


def weigh(
    database: Database,
    numbers: Sequence[int],
    *,
    as_of: date,
    settings: CheckSettings,
    now: datetime,
) -> dict[int, tuple[FindingChange, ...]]:
    """Return, by the number of each open reading, the findings that it would change.

    Readings of documents that are checked together are weighed together: each of them then names
    the findings that all of them would change.

    Raises:
        GoneError: documents were read anew or taken away meanwhile; weigh again.
    """
    with database.read() as session:
        before = _Side.of(session, as_of, settings)
    hashes: dict[int, str] = {}
    with database.trial() as session:
        for number in numbers:
            try:
                row, document = open_reading(session, number)
            except NoSuchReading:
                continue  # decided meanwhile
            hashes[number] = document.sha256
            put_in_place(session, row, document, now)
        session.flush()
        after = _Side.of(session, as_of, settings)
        keys = _other(before.prints, after.prints)
        found_after = after.findings(session, keys)
        homes = after.homes(keys)
    with database.read() as session:
        found_before = before.findings(session, keys)
    for key, documents in before.homes(keys).items():
        homes[key] = homes.get(key, set()) | documents
    return _shared_out(hashes, homes, found_before, found_after)


def _other(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    return {key for key in {*before, *after} if before.get(key) != after.get(key)}


def _shared_out(
    hashes: Mapping[int, str],
    homes: Mapping[str, set[str]],
    before: Mapping[str, Found],
    after: Mapping[str, Found],
) -> dict[int, tuple[FindingChange, ...]]:
    """Give each finding to the readings whose documents its part rests on; else to all."""
    whole = {mark: one for found in before.values() for mark, one in found.items()}
    then = {mark: one for found in after.values() for mark, one in found.items()}
    parts = {mark: key for side in (before, after) for key, found in side.items() for mark in found}
    made: dict[int, list[FindingChange]] = {number: [] for number in hashes}
    for mark in sorted({*whole, *then}):
        there = homes.get(parts[mark], set())
        own = [number for number, sha256 in hashes.items() if sha256 in there] or list(hashes)
        for change in _change(mark, whole.get(mark), then.get(mark), len(own)):
            for number in own:
                made[number].append(change)
    return {number: tuple(changes) for number, changes in made.items()}


def _change(
    mark: str, before: LocatedFinding | None, after: LocatedFinding | None, readings: int
) -> Iterator[FindingChange]:
    one = after or before
    if one is None or (before and after and _sum(before) == _sum(after)):
        return
    would = Would.OPEN if before is None else Would.CLOSE if after is None else Would.CHANGE
    yield FindingChange(
        would=would,
        fingerprint=mark,
        code=one.code,
        message=one.finding.message,
        contract=one.contract or "",
        invoice=one.invoice or "",
        before=_amount(before),
        after=_amount(after),
        currency=one.finding.currency or "",
        readings=readings,
    )


def _sum(one: LocatedFinding) -> tuple[object, ...]:
    return one.finding.amount, one.finding.currency, one.finding.direction


def _amount(one: LocatedFinding | None) -> str:
    if one is None or one.finding.amount is None:
        return ""
    return plain(one.finding.amount, one.finding.currency)
