"""Deriving what the last run said once more from what is stored, and comparing; nothing is written.

A part (a family of contracts with its invoices) is read and checked as the run did it, on the
day that the run took for today.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from contract_ai.auditing import WHOLE, checked_at_once, checked_part
from contract_ai.finding_fields import form_of
from contract_ai.storage.findings import CheckedPart, Grounds, known_parts, located
from contract_ai.surveying import Survey, surveyed
from models.cases import CheckSettings
from models.findings import LocatedFinding, Test
from models.tables.findings import FindingRow
from models.tables.runs import PartRow, RunRow
from models.tables.tests import TestedRow, TestRow

Said = tuple[str, str | None, str | None, str | None, str, str]
"""A test in short: code, contract, invoice, document, result, reason."""


class NothingChecked(LookupError):
    """No run is on file, or it was broken off: there is nothing to derive anew."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a finding: its name, as it is stored, as it was derived now."""

    name: str
    stored: str
    derived: str

    @property
    def equal(self) -> bool:
        """Whether both are the same."""
        return self.stored == self.derived


@dataclass(frozen=True, slots=True)
class Again:
    """A finding derived once more; ``fields`` are empty where it was not found again."""

    fingerprint: str
    message: str
    contract: str | None
    fields: tuple[Field, ...]

    @property
    def equal(self) -> bool:
        """Whether it was found again, and every field is the same."""
        return bool(self.fields) and all(one.equal for one in self.fields)

    @property
    def other(self) -> tuple[str, ...]:
        """The names of the fields that differ."""
        return tuple(one.name for one in self.fields if not one.equal)


@dataclass(frozen=True, slots=True)
class PartAgain:
    """A part derived once more.

    ``same_inputs`` says whether documents, terms, facts, settings and program are those of the
    run.  ``added`` are findings that the run did not have; ``tests`` counts tests that are the
    same, ``other_tests`` are those that differ: as stored and as derived.
    """

    key: str
    same_inputs: bool
    findings: tuple[Again, ...]
    added: tuple[LocatedFinding, ...]
    tests: int
    other_tests: tuple[tuple[Said | None, Said | None], ...]

    @property
    def equal(self) -> bool:
        """Whether all of it is the same."""
        return not self.added and not self.other_tests and all(one.equal for one in self.findings)


@dataclass(frozen=True, slots=True)
class Deriving:
    """The last run with all it rests on, to derive parts of it anew."""

    as_of: date
    survey: Survey
    known: Mapping[str, Grounds]

    @classmethod
    def of(cls, session: Session, settings: CheckSettings) -> "Deriving":
        """Read what is on file, for the day of the last run.

        Raises:
            NothingChecked: there is no whole run.
        """
        run = session.exec(select(RunRow).order_by(col(RunRow.id).desc())).first()
        if run is None:
            raise NothingChecked
        return cls(run.as_of, surveyed(session, run.as_of, settings), known_parts(session))

    def parts(self, session: Session, keys: Collection[str] | None = None) -> Iterator[PartAgain]:
        """Derive the parts with these keys, or all; those that are gone count as other inputs."""
        there = {part.key: part for part in self.survey.parts}
        for key in sorted({*self.known, *there} if keys is None else keys):
            if key == WHOLE:
                made, same = checked_at_once(session, self.survey), True
            elif key in there:
                fingerprint = self.survey.fingerprint(there[key])
                made = checked_part(session, self.survey, there[key], fingerprint)
                same = key in self.known and self.known[key].hold(fingerprint, self.as_of)
            else:
                made, same = None, False
            yield _compared(session, key, made, same_inputs=same)


def part_of(session: Session, fingerprint: str) -> str | None:
    """Return the key of the part that a finding of the last run is in; None where it is in none."""
    query = select(PartRow.key).join(FindingRow, col(FindingRow.part_id) == col(PartRow.id))
    return session.exec(query.where(FindingRow.fingerprint == fingerprint)).first()


def parts_of_contracts(session: Session, stems: Collection[str]) -> set[str]:
    """Return the keys of the parts that contracts, or the invoices found for them, are in."""
    query = select(PartRow.key).join(TestedRow, col(TestedRow.part_id) == col(PartRow.id))
    return set(session.exec(query.where(col(TestedRow.contract).in_(stems))))


def fields(stored: LocatedFinding, derived: LocatedFinding) -> tuple[Field, ...]:
    """Compare two findings field by field."""
    before, after = form_of(stored), form_of(derived)
    return tuple(
        Field(name, before.get(name, ""), after.get(name, "")) for name in {**before, **after}
    )


def _compared(
    session: Session, key: str, made: CheckedPart | None, *, same_inputs: bool
) -> PartAgain:
    rows = session.exec(
        select(FindingRow)
        .join(PartRow, col(FindingRow.part_id) == col(PartRow.id))
        .where(PartRow.key == key)
        .order_by(col(FindingRow.position))
    )
    stored = {row.fingerprint: located(row) for row in rows}
    derived = {} if made is None else {one.fingerprint: one for one in made.audit.findings}
    again = tuple(
        Again(
            mark,
            one.finding.message,
            one.contract,
            fields(one, derived[mark]) if mark in derived else (),
        )
        for mark, one in stored.items()
    )
    before = Counter(_tests(session, key))
    after = Counter(map(_said, made.audit.tests)) if made else Counter()
    lost = sorted((before - after).elements(), key=str)
    come = {one[:4]: one for one in (after - before).elements()}
    return PartAgain(
        key=key,
        same_inputs=same_inputs,
        findings=again,
        added=tuple(one for mark, one in derived.items() if mark not in stored),
        tests=(before & after).total(),
        # What changed its result is told once; what is left of those that came is new.
        other_tests=(
            *((one, come.pop(one[:4], None)) for one in lost),
            *((None, one) for one in sorted(come.values(), key=str)),
        ),
    )


def _tests(session: Session, key: str) -> Iterator[Said]:
    query = (
        select(TestRow, TestedRow)
        .join(TestedRow, col(TestedRow.id) == col(TestRow.tested_id))
        .join(PartRow, col(TestedRow.part_id) == col(PartRow.id))
        .where(PartRow.key == key)
    )
    for test, on in session.exec(query):
        yield test.code, on.contract, on.invoice, on.document, test.result, test.reason


def _said(test: Test) -> Said:
    return (
        test.code,
        test.contract,
        test.invoice,
        test.document,
        test.result.value,
        test.reason,
    )
