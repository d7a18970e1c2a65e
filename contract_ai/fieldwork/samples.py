"""Samples: drawn, worked through, signed off; every change leaves an event."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from urllib.parse import quote

from sqlalchemy import func
from sqlmodel import Session, col, not_, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from contract_ai.audit.trail import record
from contract_ai.desk.columns import DOCUMENT, DOCUMENTS, FINDING, INVOICE, INVOICES
from contract_ai.desk.scope import Scope
from contract_ai.fieldwork.draws import CannotDraw, at_random, by_money
from contract_ai.fieldwork.populations import Population, Unit, digest, units
from models.tables import METADATA
from models.tables.columns import fits, for_column
from models.tables.fieldwork import SampleItemRow, SampleRow

LARGEST = 1000
"""Items of a sample."""
LONGEST = 2000
"""Characters of a purpose, a note or a conclusion."""


class Method(StrEnum):
    """How a sample is drawn."""

    RANDOM = "random"
    MONEY = "money"


class Mark(StrEnum):
    """What came of looking at an item."""

    AGREED = "agreed"
    EXCEPTION = "exception"


class SignedOff(Exception):
    """The sample is signed off: nothing in it changes any more."""


class Meanwhile(Exception):
    """Somebody else changed it since the page was loaded; the text says who."""


class Unclear(ValueError):
    """What was given says too little, or cannot be; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to draw: why, from what, how many, how, and the seed."""

    purpose: str
    population: Population
    size: int
    method: Method
    seed: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of looking at an item; ``misstatement`` is what its amount is too high by."""

    mark: Mark
    note: str = ""
    misstatement: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Redraw:
    """What drawing the same sample again gives; ``same`` says whether the population is equal.

    ``count`` is how many items it has now; ``same_items`` says whether the same would be drawn.
    """

    same: bool
    same_items: bool
    count: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """Items with how many units of money fell into each, and what they were drawn from."""

    items: tuple[tuple[Unit, int], ...]
    count: int
    digest: str
    amount: Decimal | None = None
    currency: str | None = None
    interval: Decimal | None = None
    out_of_reach: int = 0


def draw(session: Session, wanted: Wanted, by: str, now: datetime) -> int:
    """Draw a sample, keep it, and return its number.

    Raises:
        CannotDraw: there is nothing to draw from.
        Unclear: what is wanted says too little.
        TooMany: the population is too large.
    """
    if not wanted.purpose or len(wanted.purpose) > LONGEST:
        msg = "Say what the sample is for, in a sentence or two."
        raise Unclear(msg)
    if not 1 <= wanted.size <= LARGEST:
        msg = f"A sample has from 1 to {LARGEST} items."
        raise Unclear(msg)
    made = drawn(session, wanted)
    row = SampleRow(
        purpose=wanted.purpose,
        method=wanted.method.value,
        seed=wanted.seed,
        size=wanted.size,
        definition=wanted.population.model_dump(mode="json"),
        count=made.count,
        amount=for_column(made.amount),
        currency=made.currency,
        out_of_reach=made.out_of_reach,
        interval=made.interval,
        digest=made.digest,
        drawn_by=by,
        drawn_at=now,
    )
    session.add(row)
    session.flush()
    items = list(_rows(row.id or 0, made.items))
    session.add_all(items)
    record(
        session,
        action="sample.drawn",
        object=f"{_name(row)}: {len(items)} of {row.count} {wanted.population.kind}, seed {row.seed}",
        after=_form(row) | {"items": [one.key for one in items]},
        reason=wanted.purpose,
        at=now,
    )
    return row.id or 0


def drawn(session: Session, wanted: Wanted) -> Drawn:
    """Draw without keeping it.

    Raises:
        CannotDraw: there is nothing to draw from.
        TooMany: the population is too large.
    """
    found = units(session, wanted.population)
    if not found:
        msg = "Nothing fits this population. Ask for less."
        raise CannotDraw(msg)
    if wanted.method is Method.RANDOM:
        items = tuple((one, 1) for one in at_random(found, wanted.size, wanted.seed))
        return Drawn(items, len(found), digest(found))
    currencies = {one.currency for one in found if one.amount}
    if len(currencies) > 1:
        msg = f"Money is drawn from one currency: choose one of {', '.join(sorted(map(str, currencies)))}."
        raise CannotDraw(msg)
    made = by_money(found, wanted.size, wanted.seed)
    return Drawn(
        made.items,
        len(found),
        digest(found),
        made.total,
        next(iter(currencies)),
        made.interval,
        made.out_of_reach,
    )


def redraw(session: Session, sample: SampleRow) -> Redraw:
    """Draw a kept sample again from what is on file now."""
    definition = Population.model_validate_json(definition_text(sample))
    wanted = Wanted(sample.purpose, definition, sample.size, Method(sample.method), sample.seed)
    try:
        made = drawn(session, wanted)
    except ValueError:  # nothing, or too much, is left to draw from
        return Redraw(same=False, same_items=False, count=0)
    keys = [one.key for one in items_of(session, sample.id or 0)]
    again = [unit.key for unit, _ in made.items]
    return Redraw(made.digest == sample.digest, keys == again, made.count)


def definition_text(sample: SampleRow) -> str:
    """Return the JSON of what a sample was drawn from."""
    return json.dumps(sample.definition)


def sample(session: Session, scope: Scope, number: int) -> SampleRow | None:
    """Return a sample; None where there is none of which this person sees every item."""
    return session.exec(_seen(scope).where(SampleRow.id == number)).first()


def samples(session: Session, scope: Scope) -> list[tuple[SampleRow, int, int, int]]:
    """Return samples, the latest first, each with its items, those looked at, and exceptions."""
    looked = func.count(col(SampleItemRow.id)).filter(col(SampleItemRow.result) != "")
    wrong = func.count(col(SampleItemRow.id)).filter(col(SampleItemRow.result) == Mark.EXCEPTION)
    counts = {
        row: (every, done, bad)
        for row, every, done, bad in session.execute(
            select(
                col(SampleItemRow.sample_id), func.count(col(SampleItemRow.id)), looked, wrong
            ).group_by(col(SampleItemRow.sample_id))
        )
    }
    rows = session.exec(_seen(scope).order_by(col(SampleRow.id).desc()))
    return [(row, *counts.get(row.id or 0, (0, 0, 0))) for row in rows]


def items_of(session: Session, number: int) -> list[SampleItemRow]:
    """Return the items of a sample that is seen, in the order in which they were drawn."""
    query = select(SampleItemRow).where(SampleItemRow.sample_id == number)
    return list(session.exec(query.order_by(col(SampleItemRow.position))))


def places(session: Session, items: Iterable[SampleItemRow]) -> dict[int, str]:
    """Return where each item is looked at: the page of its finding, invoice or contract."""
    given = list(items)
    hashes = {one.sha256 for one in given if one.sha256}
    query = (
        select(DOCUMENT.sha256, INVOICE.position, INVOICE.id)
        .select_from(INVOICES)
        .join(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
        .where(DOCUMENT.sha256.in_(hashes), DOCUMENT.retired_at.is_(None))
    )
    invoices = {(sha, place): row for sha, place, row in session.execute(query)}
    marks = {one.fingerprint for one in given if one.fingerprint}
    found = set(
        session.execute(select(FINDING.fingerprint).where(FINDING.fingerprint.in_(marks))).scalars()
    )
    return {
        one.id or 0: where
        for one in given
        if (where := _place(one, invoices.get((one.sha256 or "", one.place or 0)), found))
    }


def mark(  # noqa: PLR0913, PLR0917 (which item, as it was seen, what was found, who and when)
    session: Session, row: SampleRow, item: int, seen: int, given: Result, by: str, now: datetime
) -> SampleItemRow:
    """Say what came of looking at an item; ``seen`` is the version that the page showed.

    Raises:
        SignedOff: the sample is signed off.
        Meanwhile: somebody else said something about this item since.
        Unclear: an exception without a note, or with an amount that cannot be.
        LookupError: there is no such item in this sample.
    """
    _open(session, row)
    found = session.get(SampleItemRow, item, with_for_update=True)
    if found is None or found.sample_id != row.id:
        raise LookupError(item)
    if found.version != seen:
        raise Meanwhile(found.marked_by or "")
    _plausible(found, given)
    before = _item_form(found)
    found.result, found.note, found.misstatement = given.mark.value, given.note, given.misstatement
    found.marked_by, found.marked_at, found.version = by, now, found.version + 1
    session.add(found)
    record(
        session,
        action=f"sample.{'agreed' if given.mark is Mark.AGREED else 'exception'}",
        object=f"{_name(row)}, item {found.position}: {found.key}",
        contract=found.contract,
        before=before,
        after=_item_form(found),
        reason=given.note,
        at=now,
    )
    return found


def sign_off(session: Session, row: SampleRow, conclusion: str, by: str, now: datetime) -> None:
    """Sign a sample off: from then on nothing in it changes.

    Raises:
        SignedOff: it is signed off already.
        Unclear: items were not looked at, or there is no conclusion.
    """
    _open(session, row)
    left = [one.position for one in items_of(session, row.id or 0) if not one.result]
    if left:
        msg = f"{len(left)} items have no result yet, the first is item {left[0]}."
        raise Unclear(msg)
    if not conclusion or len(conclusion) > LONGEST:
        msg = "Say what you conclude, in a sentence or two."
        raise Unclear(msg)
    before = _form(row)
    row.signed_by, row.signed_at, row.conclusion = by, now, conclusion
    _signed(session, row, "sample.signed_off", before, conclusion)


def countersign(session: Session, row: SampleRow, by: str, now: datetime) -> None:
    """Sign a sample as the second person.

    Raises:
        SignedOff: it is countersigned already.
        Unclear: nobody signed it off yet, or the same person did.
    """
    session.refresh(row, with_for_update=True)
    if row.countersigned_by is not None:
        raise SignedOff
    if row.signed_by is None or row.signed_by == by:
        msg = "A second person signs after the first has signed off."
        raise Unclear(msg)
    before = _form(row)
    row.countersigned_by, row.countersigned_at = by, now
    _signed(session, row, "sample.countersigned", before, "")


def _signed(
    session: Session, row: SampleRow, action: str, before: dict[str, object], reason: str
) -> None:
    session.add(row)
    marks = [_item_form(one) for one in items_of(session, row.id or 0)]
    record(
        session,
        action=action,
        object=_name(row),
        before=before,
        after=_form(row) | {"items": marks},
        reason=reason,
        at=row.countersigned_at or row.signed_at,
    )


def _open(session: Session, row: SampleRow) -> None:
    """Take the lock on a sample, and make sure that nobody signed it off meanwhile."""
    session.refresh(row, with_for_update=True)
    if row.signed_by is not None:
        raise SignedOff


def _plausible(item: SampleItemRow, given: Result) -> None:
    if given.mark is Mark.EXCEPTION and not given.note:
        msg = "Say what is wrong with the item."
        raise Unclear(msg)
    if len(given.note) > LONGEST:
        msg = f"A note has at most {LONGEST} characters."
        raise Unclear(msg)
    wrong = given.misstatement
    if wrong is None:
        return
    if given.mark is Mark.AGREED:
        msg = "An item that agrees has no wrong amount. Mark an exception, or empty the amount."
        raise Unclear(msg)
    if not fits(wrong) or item.amount is None or wrong > item.amount:
        msg = "An item cannot be too high by more than its amount."
        raise Unclear(msg)


def _seen(scope: Scope) -> SelectOfScalar[SampleRow]:
    query = select(SampleRow)
    if scope.is_all:
        return query
    contract = METADATA.tables["sample_item"].c.contract
    hidden = select(SampleItemRow.id).where(
        SampleItemRow.sample_id == SampleRow.id,
        or_(contract.is_(None), not_(scope.narrow(contract))),
    )
    return query.where(~hidden.exists())


def _rows(sample_id: int, items: Iterable[tuple[Unit, int]]) -> Iterator[SampleItemRow]:
    for position, (unit, hits) in enumerate(items, 1):
        yield SampleItemRow(
            sample_id=sample_id,
            position=position,
            key=unit.key,
            words=unit.words,
            contract=unit.contract,
            sha256=unit.sha256,
            place=unit.place,
            code=unit.code,
            fingerprint=unit.fingerprint,
            amount=unit.amount,
            currency=unit.currency,
            hits=hits,
        )


def _place(item: SampleItemRow, invoice: int | None, found: Iterable[str]) -> str:
    if item.fingerprint:
        return f"/findings/{item.fingerprint}" if item.fingerprint in found else ""
    if item.sha256:
        return f"/invoices/{invoice}" if invoice else ""
    return f"/contracts/{quote(item.contract)}" if item.contract else ""


def _name(row: SampleRow) -> str:
    return f"sample {row.id}"


def _form(row: SampleRow) -> dict[str, object]:
    return {
        "number": row.id,
        "purpose": row.purpose,
        "method": row.method,
        "seed": row.seed,
        "size": row.size,
        "population": row.definition,
        "digest": row.digest,
        "drawn_by": row.drawn_by,
        "signed_by": row.signed_by,
        "conclusion": row.conclusion,
        "countersigned_by": row.countersigned_by,
    }


def _item_form(row: SampleItemRow) -> dict[str, object]:
    wrong = row.misstatement
    return {
        "key": row.key,
        "result": row.result,
        "note": row.note,
        "misstatement": None if wrong is None else f"{wrong:f}",
        "by": row.marked_by,
    }
