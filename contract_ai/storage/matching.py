"""What people said of matches, in the database: said, said otherwise, taken back, learnt from.

A correction stands for its invoice by names that outlive reading it again.  The newest that was
not taken back counts, so taking one back lets the one before it count again.
"""

import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import Session, col, or_, select, update

from checks.recognition.clues import clue_of, clues_of, name_of
from checks.taught import latest
from contract_ai.audit.trail import record, working
from contract_ai.storage.locks import hold
from models.heads import Headed
from models.invoices import Invoice, InvoiceLine
from models.matching import Clues, Correction, InvoiceName, LineClue, TermName
from models.tables.matching import CorrectionRow

_LOCK = "matching"  # two who decide about one invoice come one after the other


@dataclass(frozen=True, slots=True)
class _Body:
    """What the JSON of a row holds."""

    shown: str
    clues: Clues
    clue: LineClue | None = None
    term: TermName | None = None
    text: str = ""


_BODY: TypeAdapter[_Body] = TypeAdapter(_Body)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says: the contract, None for none on file; for a line its term, None for none.

    ``contract`` of a line's answer is the one that its invoice is under.
    """

    contract: str | None
    term: TermName | None = None
    reason: str = ""
    teaches: bool = True
    spared: frozenset[str] = frozenset()


class MatchedMeanwhile(Exception):
    """Somebody else decided since; ``latest`` is what counts now, None where it was taken back."""

    def __init__(self, found: Correction | None) -> None:
        super().__init__(found.number if found else 0)
        self.latest = found


class NoSuchCorrection(LookupError):
    """No correction that counts has this number."""


def load_corrections(session: Session) -> tuple[Correction, ...]:
    """Load the corrections that count, the oldest first."""
    query = select(CorrectionRow).where(col(CorrectionRow.ended_at).is_(None))
    return latest(_correction(row) for row in session.exec(query.order_by(col(CorrectionRow.id))))


def corrections_of(session: Session, invoice: Headed) -> tuple[Correction, ...]:
    """Return what counts of what people said of one invoice and its lines."""
    return latest(map(_correction, _rows(session, name_of(invoice))))


def current(
    session: Session, invoice: Headed, line: InvoiceLine | None = None
) -> Correction | None:
    """Return what counts about an invoice, or about one of its lines; None where nothing does."""
    return _about(corrections_of(session, invoice), line)


def seen_numbers(session: Session, invoice: Invoice) -> dict[int | None, int]:
    """Return the number of the correction that counts about an invoice (None) and each of its lines.

    It is 0 where nothing does.
    """
    made = corrections_of(session, invoice)
    found = {None: _about(made, None)} | {one.number: _about(made, one) for one in invoice.lines}
    return {line: one.number if one else 0 for line, one in found.items()}


def _about(made: Iterable[Correction], line: InvoiceLine | None) -> Correction | None:
    number = line.number if line else None
    words = clue_of(line).words if line else ""
    return next(
        (
            one
            for one in made
            if one.line == number and (line is None or (one.clue and one.clue.words == words))
        ),
        None,
    )


def proposed(
    invoice: Invoice, line: InvoiceLine | None, answer: Answer, *, by: str, at: datetime
) -> Correction:
    """Return what an answer would be when it was kept; its number is larger than any."""
    return Correction(
        number=sys.maxsize,
        invoice=name_of(invoice),
        shown=invoice.number or invoice.document.file,
        contract=answer.contract,
        by=by,
        at=at,
        clues=clues_of(invoice),
        line=line.number if line else None,
        clue=clue_of(line) if line else None,
        term=answer.term,
        text=(line.description or line.item_code or "") if line else "",
        reason=answer.reason,
        teaches=answer.teaches,
        spared=answer.spared,
    )


def say(  # noqa: PLR0913 (the last two are given by name)
    session: Session,
    invoice: Invoice,
    line: InvoiceLine | None,
    answer: Answer,
    *,
    seen: int,
    at: datetime,
) -> Correction:
    """Keep what a person says of an invoice or a line; ``seen`` is the number they saw, 0 for none.

    Raises:
        MatchedMeanwhile: another correction counts by now.
    """
    before = _unchanged(session, invoice, line, seen)
    one = proposed(invoice, line, answer, by=working(session).name, at=at)
    body = _Body(shown=one.shown, clues=one.clues, clue=one.clue, term=one.term, text=one.text)
    row = CorrectionRow(
        place=one.invoice.place,
        name=one.invoice.name,
        line=one.line,
        contract=one.contract,
        body=_BODY.dump_python(body, mode="json"),
        reason=one.reason,
        decided_by=one.by,
        decided_at=at,
        teaches=one.teaches,
        spared=sorted(one.spared),
    )
    session.add(row)
    session.flush()
    made = _correction(row)
    _record(session, "match.corrected", made, at, before=before, after=made)
    return made


def take_back(
    session: Session, invoice: Invoice, line: InvoiceLine | None, *, seen: int, at: datetime
) -> Correction | None:
    """Take back what counts, and return what counts then; None where nothing does.

    Raises:
        MatchedMeanwhile: another correction counts by now, or none.
    """
    before = _unchanged(session, invoice, line, seen)
    if before is None:
        raise MatchedMeanwhile(None)
    row = session.get_one(CorrectionRow, before.number)
    row.ended_at, row.ended_by = at, working(session).name
    session.add(row)
    session.flush()
    after = current(session, invoice, line)
    _record(session, "match.taken_back", before, at, before=before, after=after)
    return after


def let_teach(session: Session, number: int, at: datetime, *, teaches: bool) -> Correction:
    """Switch on or off that others follow from a correction.

    Raises:
        NoSuchCorrection: it does not count.
    """
    before = numbered(session, number)
    row = session.get_one(CorrectionRow, number)
    row.teaches = teaches
    session.add(row)
    after = replace(before, teaches=teaches)
    action = "match.learnt" if teaches else "match.unlearnt"
    _record(session, action, before, at, before=before, after=after)
    return after


def spread(
    session: Session, number: int, at: datetime, names: Collection[str] | None = None
) -> Correction:
    """Let what follows from a correction hold for invoices on file that were spared as well.

    ``names`` are theirs; None for all.

    Raises:
        NoSuchCorrection: it does not count.
    """
    before = numbered(session, number)
    row = session.get_one(CorrectionRow, number)
    left = before.spared.difference(before.spared if names is None else names)
    row.spared = sorted(left)
    session.add(row)
    after = replace(before, spared=left)
    _record(session, "match.spread", before, at, before=before, after=after)
    return after


def numbered(session: Session, number: int) -> Correction:
    """Return a correction that counts by its number.

    Raises:
        NoSuchCorrection: there is none.
    """
    hold(session, _LOCK)
    found = next((one for one in load_corrections(session) if one.number == number), None)
    if found is None:
        raise NoSuchCorrection(number)
    return found


def forget_contract(session: Session, stem: str, alias: str, at: datetime) -> None:
    """Take a contract's name and words out of all that was said of it, and let it count no more."""
    about = or_(
        col(CorrectionRow.contract) == stem,
        col(CorrectionRow.body)["term"]["contract"].as_string() == stem,
    )
    rows = list(session.exec(select(CorrectionRow).where(about)))
    for row in rows:
        blank = _Body(shown="", clues=Clues("", ""))
        values = {"contract": alias, "body": _BODY.dump_python(blank, mode="json"), "reason": ""}
        values |= {"place": alias, "name": "", "spared": [], "teaches": False}
        same = update(CorrectionRow).where(col(CorrectionRow.id) == row.id)
        session.execute(same.values(**values, ended_at=row.ended_at or at))


def _unchanged(
    session: Session, invoice: Invoice, line: InvoiceLine | None, seen: int
) -> Correction | None:
    hold(session, _LOCK)
    found = current(session, invoice, line)
    if (found.number if found else 0) != seen:
        raise MatchedMeanwhile(found)
    return found


def _rows(session: Session, named: InvoiceName) -> Iterable[CorrectionRow]:
    same = [col(CorrectionRow.place) == named.place]
    if named.name:
        same.append(col(CorrectionRow.name) == named.name)
    query = select(CorrectionRow).where(or_(*same), col(CorrectionRow.ended_at).is_(None))
    return session.exec(query.order_by(col(CorrectionRow.id)))


def _correction(row: CorrectionRow) -> Correction:
    body = _BODY.validate_python(row.body)
    return Correction(
        number=row.id or 0,
        invoice=InvoiceName(row.place, row.name),
        shown=body.shown,
        contract=row.contract,
        by=row.decided_by,
        at=row.decided_at,
        clues=body.clues,
        line=row.line,
        clue=body.clue,
        term=body.term,
        text=body.text,
        reason=row.reason,
        teaches=row.teaches,
        spared=frozenset(row.spared),
    )


def _record(  # noqa: PLR0913 (before and after are given by name)
    session: Session,
    action: str,
    one: Correction,
    at: datetime,
    *,
    before: Correction | None,
    after: Correction | None,
) -> None:
    line = "" if one.line is None else f", line {one.line}"
    record(
        session,
        action=action,
        object=f"match {one.number} of invoice {one.shown}{line}",
        contract=one.contract,
        before=None if before is None else _form(before),
        after=None if after is None else _form(after),
        reason=one.reason,
        at=at,
    )


def _form(one: Correction) -> dict[str, object]:
    """Say what the trail keeps a hash of."""
    term = one.term and {
        "contract": one.term.contract,
        "kind": one.term.kind,
        "item": one.term.item,
    }
    return {
        "number": one.number,
        "contract": one.contract,
        "line": one.line,
        "term": term,
        "by": one.by,
        "teaches": one.teaches,
        "spared": sorted(one.spared),
    }
