"""Which parts the items of a sample are in, and what deriving them again says of each item."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from contract_ai.desk.columns import (
    DOCUMENT,
    DOCUMENTS,
    FINDING,
    INVOICE,
    INVOICES,
    TESTED,
    TESTED_ON,
)
from contract_ai.fieldwork.deriving import PartAgain, part_of
from contract_ai.storage.bulk import batched
from contract_ai.storage.findings import Subject
from models.tables import METADATA
from models.tables.fieldwork import SampleItemRow

_PART = METADATA.tables["part"]


@dataclass(frozen=True, slots=True)
class ItemAgain:
    """An item with what came of deriving it: equal, or what differs in words."""

    item: SampleItemRow
    equal: bool
    different: str = ""


def parts_touched(session: Session, items: Iterable[SampleItemRow]) -> set[str]:
    """Return the keys of the parts that items are in."""
    given = list(items)
    keys = {part_of(session, one.fingerprint) for one in given if one.fingerprint}
    ids = {number for number, _ in _tested(session, given).values()}
    for chunk in batched(ids):
        keys.update(session.execute(select(_PART.c.key).where(_PART.c.id.in_(chunk))).scalars())
    return {key for key in keys if key is not None}


def results_of(
    session: Session, items: Iterable[SampleItemRow], parts: Iterable[PartAgain]
) -> list[ItemAgain]:
    """Say of each item whether it was derived equal: its finding, its test, or all of its invoice."""
    given, made = list(items), list(parts)
    again = {one.fingerprint: one for part in made for one in part.findings}
    subjects = _tested(session, given)
    homes = {
        mark: (contract, invoice, document)
        for chunk in batched(again)
        for mark, contract, invoice, document in session.execute(
            select(FINDING.fingerprint, FINDING.contract, FINDING.invoice, FINDING.document).where(
                FINDING.fingerprint.in_(chunk)
            )
        )
    }
    wrong: dict[Subject, list[tuple[str, str]]] = {}
    for mark, one in again.items():
        if not one.equal:
            said = f"{one.message} ({', '.join(one.other) or 'not found again'})"
            wrong.setdefault(homes[mark], []).append(("", said))
    for part in made:
        for new in part.added:
            home = (new.contract, new.invoice, new.document)
            wrong.setdefault(home, []).append((new.code, f"{new.finding.message} (new)"))
        for before, after in part.other_tests:
            test = before or after
            if test is not None:
                wrong.setdefault(test[1:4], []).append((test[0], f"{test[0]} is another result"))
    results: list[ItemAgain] = []
    for item in given:
        if item.fingerprint:
            found = again.get(item.fingerprint)
            different = "not in the last run any more" if found is None else ", ".join(found.other)
            equal = found is not None and found.equal
            results.append(ItemAgain(item, equal, "" if equal else different or "not found again"))
            continue
        tested = subjects.get(item.key)
        if tested is None:
            results.append(ItemAgain(item, equal=False, different="not in the last run any more"))
            continue
        said_of = [
            said
            for code, said in wrong.get(tested[1], ())
            if not item.code or code in {"", item.code}
        ]
        results.append(ItemAgain(item, not said_of, "; ".join(said_of)))
    return results


def _tested(session: Session, items: Sequence[SampleItemRow]) -> dict[str, tuple[int, Subject]]:
    """Return the part's number and the subject of items that are invoices or tests, by their keys."""
    columns = TESTED_ON.part_id, TESTED_ON.contract, TESTED_ON.invoice, TESTED_ON.document
    by_invoice: dict[tuple[str, int], tuple[int, Subject]] = {}
    for hashes in batched({one.sha256 for one in items if one.sha256}):
        query = (
            select(DOCUMENT.sha256, INVOICE.position, *columns)
            .select_from(TESTED)
            .join(INVOICES, INVOICE.id == TESTED_ON.invoice_id)
            .join(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
        )
        for sha256, place, part, *subject in session.execute(
            query.where(DOCUMENT.sha256.in_(hashes), DOCUMENT.retired_at.is_(None))
        ):
            contract, invoice, document = subject
            by_invoice[sha256, place] = part, (contract, invoice, document)
    by_contract: dict[str | None, tuple[int, Subject]] = {}
    for part, *subject in session.execute(
        select(*columns).where(TESTED_ON.invoice_id.is_(None), TESTED_ON.document.is_(None))
    ):
        contract, invoice, document = subject
        by_contract[contract] = part, (contract, invoice, document)
    found = {
        one.key: by_invoice.get((one.sha256, one.place or 0))
        if one.sha256
        else by_contract.get(one.contract)
        for one in items
        if not one.fingerprint
    }
    return {key: value for key, value in found.items() if value is not None}
