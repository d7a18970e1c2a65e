"""Runs the checks over a database part by part, and only where something changed.

Contracts and the heads of invoices are held; lines, facts, findings and tests come and go with
each part.  A part is checked again when its fingerprint differs: see `_Survey.fingerprint` for
what that rests on.
"""

import gc
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlmodel import Session

from checks.copies import settled
from checks.duplicates.du101_invoice_number_reused import folded_number
from checks.matching import Register, cases_of, find_contract, found_by_head, register_of
from checks.partition import Part, parts_of
from checks.recognition.references import names_of, plain
from checks.recognition.unread_items import Spoken, with_items
from checks.recognition.unread_parties import with_parties
from checks.reconciliation.records import recorded
from checks.run import examined
from contract_ai.garbage import held_back
from contract_ai.storage.contracts import load_contracts
from contract_ai.storage.engine import Database, unusable
from contract_ai.storage.facts import KEYS, FactIndex
from contract_ai.storage.findings import (
    CheckedPart,
    Place,
    close_run,
    drop_parts,
    known_matches,
    known_parts,
    open_run,
    save_matches,
    save_parts,
)
from contract_ai.storage.invoices import GoneError, invoices_of, load_heads, load_sayings
from contract_ai.versions import checks_stamp
from models.cases import Book, CheckSettings
from models.contracts import Contract
from models.facts import Facts
from models.findings import Scope
from models.heads import InvoiceHead

_AT_ONCE = 40_000  # tests that are written in one transaction
_WHOLE = "\n*"  # the part of the checks that look at everything at once
_IN_PARTS = (Scope.INVOICE, Scope.CONTRACT)
_CHUNK = 100  # invoices that are read at once to find their contract


@dataclass(frozen=True, slots=True)
class Checked:
    """What a run did: parts on file, those checked again, and their invoices; all findings and tests."""

    parts: int
    again: int
    invoices: int
    findings: int
    tests: int
    crashes: tuple[str, ...]


def check_parts(
    database: Database, *, as_of: date, now: datetime, settings: CheckSettings
) -> Checked:
    """Check what changed since the last run; what was found in the rest stays.

    Raises:
        SettingsError: the database cannot be used, or was changed meanwhile.
    """
    try:
        with held_back():
            return _check_parts(database, as_of, now, settings)
    except GoneError as error:
        why = "documents were added or taken away while they were checked; check again"
        raise unusable(database.name, why) from error


def _check_parts(
    database: Database, as_of: date, now: datetime, settings: CheckSettings
) -> Checked:
    with database.read() as session:
        survey = _survey(session, as_of, settings)
        known = known_parts(session)
    gc.freeze()  # all that stays for the whole run: never looked at again
    writer = _Writer(database, known, survey, now)
    for part in survey.parts:
        fingerprint = survey.fingerprint(part)
        if known.get(part.key) != fingerprint:
            with database.read() as session:
                made = _checked(session, survey, part, fingerprint)
            writer.put(made, len(part.own))
    with database.read() as session:
        made = _at_once(session, survey)
    writer.put(made, 0)
    return writer.close()


class _Writer:
    """Writes parts, many in one transaction; between the first and the last no run is whole."""

    def __init__(
        self, database: Database, known: Mapping[str, str], survey: "_Survey", now: datetime
    ) -> None:
        self._database, self._survey, self._now = database, survey, now
        self._gone = set(known) - {part.key for part in survey.parts} - {_WHOLE}
        self._waiting: list[CheckedPart] = []
        self._tests = self._again = self._invoices = 0

    def put(self, part: CheckedPart, invoices: int) -> None:
        """Take a part, and write those that wait when they are many."""
        self._waiting.append(part)
        self._tests += len(part.audit.tests)
        self._again += part.key != _WHOLE
        self._invoices += invoices
        if self._tests >= _AT_ONCE:
            with self._database.write() as session:
                open_run(session)
                save_parts(session, self._waiting)
            self._waiting, self._tests = [], 0
            gc.collect()

    def close(self) -> Checked:
        """Write the rest and say that the run is whole."""
        survey = self._survey
        with self._database.write() as session:
            drop_parts(session, sorted(self._gone))
            save_parts(session, self._waiting)
            save_matches(session, survey.basis, survey.by_lines)
            run = close_run(session, survey.register.book.as_of, self._now)
            return Checked(
                parts=len(survey.parts),
                again=self._again,
                invoices=self._invoices,
                findings=run.findings,
                tests=run.tests,
                crashes=tuple(run.crashes),
            )


@dataclass(slots=True)
class _Survey:
    """All that is held in memory during a run; nothing of it grows with the lines."""

    register: Register
    heads: list[InvoiceHead]
    records: list[InvoiceHead]
    found: list[tuple[Contract, ...]]
    facts: FactIndex
    basis: str
    digests: Mapping[str, str]
    by_lines: Mapping[str, Sequence[str]]
    general: str
    parts: list[Part] = field(default_factory=list)
    names: str = ""

    def fingerprint(self, part: Part) -> str:
        """Name all that the checks of a part rest on.

        The program, the day, the settings and the kinds of facts on file; the contracts of the
        part as they count now; its invoices and those beside, each with its contract; the files
        that hold its facts; the rows of the books that record its invoices.
        """
        digest = hashlib.sha256(self.general.encode())
        for text in self._grounds(part):
            digest.update(f"{text}\n".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def fact_keys(self, part: Part) -> dict[str, AbstractSet[str]]:
        """Return the keys by which facts belong to a part, by the kind of fact."""
        heads = [self.heads[place] for place in part.own]
        numbers = frozenset(folded_number(head.number or "") for head in heads)
        orders = frozenset(plain(head.purchase_order or "") for head in heads)
        names = frozenset(name for contract in part.contracts for name in names_of(contract))
        keys = {kind: names if key.open else numbers for kind, key in KEYS.items()}
        paid = numbers - {""}
        return {**keys, "payments": paid, "purchase_orders": orders - {""}}

    def recorded(self, part: Part) -> list[InvoiceHead]:
        """Return the rows of the books that can record a part's invoices, and their first and last."""
        if not self.records:
            return []
        heads = [self.heads[place] for place in part.own]
        numbers = {folded_number(head.number or "") for head in heads}
        values = {(head.total, head.issue_date) for head in heads}
        dated = [row for row in self.records if row.issue_date]
        ends = [self.records[0]]
        if dated:
            ends += [f(dated, key=lambda row: str(row.issue_date)) for f in (min, max)]
        rows = {row.row for row in ends}
        return [
            row
            for row in self.records
            if row.row in rows
            or folded_number(row.number or "") in numbers
            or (row.total, row.issue_date) in values
        ]

    def _grounds(self, part: Part) -> Iterator[str]:
        forest = self.register.book.forest
        stems = {contract.stem for contract in part.contracts}
        for place in (*part.own, *part.beside):
            contracts = self.found[place]
            names = "|".join(contract.stem for contract in contracts)
            yield f"{self.heads[place].stamp}|{place in part.beside}|{names}"
            if len(contracts) == 1:
                stems.update(one.stem for one in self.register.families[contracts[0].stem].members)
        for stem in sorted(stems):
            family = self.register.families[stem]
            members = ",".join(member.stem for member in family.members)
            orders = ",".join(one.stem for one in forest.orders(family.members[-1]))
            yield f"{self.digests[stem]}|{members}|{orders}|{forest.sharing.get(stem, 0)}"
        if any(_looks_around(contract) for contract in part.contracts):
            yield self.names
        yield from self.facts.stamps(self.fact_keys(part))
        yield from (row.stamp for row in self.recorded(part))


def _survey(session: Session, as_of: date, settings: CheckSettings) -> _Survey:
    """Read contracts and heads, and find the contract of each invoice."""
    heads = load_heads(session)
    records = recorded(heads)
    apart = {row.row for row in records}
    heads = [head for head in heads if head.row not in apart]
    facts = FactIndex(session)
    contracts = with_parties(_in_order(settled(load_contracts(session))), heads)
    if not all(contract.confirmed for contract in contracts):
        spoken = Spoken(facts.spoken(session))
        for supplier, saying in load_sayings(session, apart):
            spoken.hear(supplier, saying)
        contracts = with_items(contracts, spoken)
    orders = facts.load(session, {"purchase_orders": facts.others("purchase_orders", set())})
    register = register_of(
        Book(contracts, (), Facts(purchase_orders=orders.purchase_orders), as_of, settings)
    )
    digests = {one.stem: _digest(one.model_dump_json()) for one in register.index.contracts}
    program = checks_stamp()
    named = sorted((order.number, order.contract or "") for order in orders.purchase_orders or ())
    basis = _digest(
        program, *(f"{stem}|{text}" for stem, text in digests.items()), *map(str, named)
    )
    found, by_lines = _found(session, heads, register, known_matches(session, basis))
    survey = _Survey(
        register=register,
        heads=heads,
        records=records,
        found=found,
        facts=facts,
        basis=basis,
        digests=digests,
        by_lines=by_lines,
        general=_digest(program, str(as_of), _said(settings), *sorted(facts.kinds)),
        names=_digest(
            *(f"{names_of(one)}|{one.contract.parties}" for one in register.index.contracts)
        ),
    )
    survey.parts = list(parts_of(heads, found, register))
    return survey


def _found(
    session: Session,
    heads: Sequence[InvoiceHead],
    register: Register,
    known: Mapping[str, Sequence[str]],
) -> tuple[list[tuple[Contract, ...]], dict[str, Sequence[str]]]:
    """Find the contract of every invoice; lines are read where nothing else tells.

    The second result is what the lines told, by the invoice's stamp.
    """
    stems = {contract.stem: contract for contract in register.index.contracts}
    found: list[tuple[Contract, ...]] = [()] * len(heads)
    by_lines: dict[str, Sequence[str]] = {}
    asked: list[int] = []
    for place, head in enumerate(heads):
        settled_one = found_by_head(head, register)
        if settled_one is not None:
            found[place] = settled_one
        elif head.stamp in known:
            by_lines[head.stamp] = known[head.stamp]
            found[place] = tuple(stems[stem] for stem in known[head.stamp])
        else:
            asked.append(place)
    for start in range(0, len(asked), _CHUNK):
        chunk = asked[start : start + _CHUNK]
        invoices = invoices_of(session, [heads[place].row for place in chunk])
        for place, invoice in zip(chunk, invoices, strict=True):
            found[place] = find_contract(invoice, register)
            by_lines[heads[place].stamp] = [contract.stem for contract in found[place]]
    for family in register.families.values():
        family.memo.clear()
    return found, by_lines


def _checked(session: Session, survey: _Survey, part: Part, fingerprint: str) -> CheckedPart:
    """Read one part and run the checks on it."""
    register = survey.register
    places = sorted((*part.own, *part.beside))
    invoices = invoices_of(session, [survey.heads[place].row for place in places])
    book = replace(
        register.book,
        invoices=tuple(invoices),
        facts=survey.facts.load(session, survey.fact_keys(part)),
        records=tuple(invoices_of(session, [row.row for row in survey.recorded(part)])),
    )
    cases = cases_of(book, register, [survey.found[place] for place in places], part.contracts)
    beside = frozenset(part.beside)
    own = {
        id(invoice) for place, invoice in zip(places, invoices, strict=True) if place not in beside
    }
    cases = replace(cases, invoices=tuple(c for c in cases.invoices if id(c.invoice) in own))
    made = examined(cases, book, _IN_PARTS)
    heads = {
        id(invoice): survey.heads[place] for place, invoice in zip(places, invoices, strict=True)
    }
    tested = [
        Place(
            case.contract.stem if case.contract else None,
            case.invoice.number,
            case.invoice.document.file,
            _place(heads[id(case.invoice)]),
        )
        for case in cases.invoices
    ]
    tested += [
        Place(one.stem, None, None, f"{one.stem}\x1f{one.document.sha256}")
        for one in part.contracts
    ]
    for contract in (*part.contracts, *(one for place in places for one in survey.found[place])):
        register.families[contract.stem].memo.clear()
    book.memo.clear()  # its cases refer to the book: without this they would go only when collected
    return CheckedPart(part.key, fingerprint, made, tuple(tested))


def _at_once(session: Session, survey: _Survey) -> CheckedPart:
    """Run the checks that look at everything: they need the numbers of invoices and what is left."""
    numbers = frozenset(folded_number(head.number) for head in survey.heads if head.number)
    left = survey.facts.others("payments", numbers - {""})
    facts = survey.facts.load(session, {"payments": left})
    book = replace(survey.register.book, facts=facts, numbers=numbers)
    made = examined(cases_of(book, survey.register, (), ()), book, (Scope.BOOK,))
    return CheckedPart(_WHOLE, "", made, (Place(None, None, None, ""),))


def _place(head: InvoiceHead) -> str:
    """Sort invoices by date of issue (undated ones last), number, file, total and place in it."""
    issued = head.issue_date.isoformat() if head.issue_date else "9999"
    names = (issued, head.number or "", head.document.file, str(head.total))
    return "\x1f".join((*names, head.document.sha256, f"{head.position:06}"))


def _looks_around(contract: Contract) -> bool:
    """Whether a document is judged by all others on file: one of them may be its price list."""
    return any(one.fixes_prices and not one.present for one in contract.exhibits)


def _in_order(contracts: Iterable[Contract]) -> tuple[Contract, ...]:
    return tuple(sorted(contracts, key=lambda one: (one.stem, one.document.sha256)))


def _said(settings: CheckSettings) -> str:
    parts = (
        settings.tolerance_minor_units,
        settings.duplicate_days,
        settings.milestone_grace_days,
        settings.billing_grace_days,
        settings.proration,
        sorted(settings.holidays),
        sorted(settings.tolerances.items(), key=str),
        sorted(settings.severities.items()),
    )
    return repr(parts)


def _digest(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
