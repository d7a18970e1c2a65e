"""Runs the checks over a database part by part, and only where something changed.

Contracts and the heads of invoices are held; lines, facts, findings and tests come and go with
each part.  A part is checked again when its fingerprint differs (see `Survey.fingerprint` for what
that rests on), or when a day has come on which a check may say something else (see `Today`).
"""

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from checks.duplicates.du101_invoice_number_reused import folded_number
from checks.matching import Register, cases_of
from checks.partition import Part
from checks.run import examined
from contract_ai.garbage import held_back
from contract_ai.one_contract import Narrow, has_run, narrowed
from contract_ai.storage.engine import Database, unusable
from contract_ai.storage.findings import (
    CheckedPart,
    Grounds,
    Place,
    close_run,
    drop_parts,
    known_parts,
    open_run,
    save_matches,
    save_parts,
)
from contract_ai.storage.invoices import GoneError, invoices_of
from contract_ai.storage.narrow_runs import renew_run
from contract_ai.surveying import Survey, surveyed
from models.cases import CheckSettings, Family, InvoiceCase
from models.contracts import Contract
from models.findings import Scope
from models.heads import InvoiceHead
from models.today import Today

_AT_ONCE = 40_000  # tests that are written in one transaction
WHOLE = "\n*"  # the part of the checks that look at everything at once
_IN_PARTS = (Scope.INVOICE, Scope.CONTRACT)

Stale = tuple[Part, str]
"""A part that is to be checked, and what it rests on now."""
Hands = Callable[
    [Callable[[Stale], CheckedPart], Sequence[Stale]],
    AbstractContextManager[Iterator[CheckedPart]],
]
"""Who checks parts: what they say comes in the order of the parts."""


@contextmanager
def in_turn(
    work: Callable[[Stale], CheckedPart], parts: Sequence[Stale]
) -> Iterator[Iterator[CheckedPart]]:
    """Check one part after the other in this process."""
    yield map(work, parts)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a run did: parts on file, those checked again, and their invoices; all findings and tests.

    ``whole`` is False where only the part of one contract was looked at.
    """

    parts: int
    again: int
    invoices: int
    findings: int
    tests: int
    crashes: tuple[str, ...]
    whole: bool = True


def check_parts(  # noqa: PLR0913 (every option is given by name)
    database: Database,
    *,
    as_of: date,
    now: datetime,
    settings: CheckSettings,
    only: str = "",
    hands: Hands = in_turn,
) -> Checked:
    """Check what changed since the last run; what was found in the rest stays.

    ``only`` is the stem of the contract to which the run is narrowed.  Without a whole run of the
    same day there is nothing that one part could stand beside: then all that changed is checked.
    ``hands`` may check several parts at once.

    Raises:
        SettingsError: the database cannot be used, or was changed meanwhile.
        ContractGone: the contract is not on file.
    """
    try:
        with held_back():
            return _check_parts(database, as_of, now, settings, only, hands)
    except GoneError as error:
        why = "documents were added or taken away while they were checked; check again"
        raise unusable(database.name, why) from error


def _check_parts(  # noqa: PLR0913, PLR0917 (the options of `check_parts`)
    database: Database,
    as_of: date,
    now: datetime,
    settings: CheckSettings,
    only: str,
    hands: Hands,
) -> Checked:
    with database.read() as session:
        survey = surveyed(session, as_of, settings)
        known = known_parts(session)
        chosen = narrowed(session, survey, only) if only else None
        if chosen is not None and not has_run(session, as_of):
            chosen = None
    gc.freeze()  # all that stays for the whole run: never looked at again
    if chosen is not None:
        with _changed(database, survey, known, chosen.parts, hands) as coming:
            made = list(coming)
        with database.write() as session:
            return _renewed(session, survey, chosen, made, only, now)
    writer = _Writer(database, known, survey, now)
    with _changed(database, survey, known, survey.parts, hands) as coming:
        for one, invoices in coming:
            writer.put(one, invoices)
    with database.read() as session:
        at_once = checked_at_once(session, survey)
    writer.put(at_once, 0)
    return writer.close()


@contextmanager
def _changed(
    database: Database,
    survey: Survey,
    known: Mapping[str, Grounds],
    parts: Iterable[Part],
    hands: Hands,
) -> Iterator[Iterable[tuple[CheckedPart, int]]]:
    """Check those parts that changed; with each comes the number of its invoices."""
    stale = []
    for part in parts:
        fingerprint = survey.fingerprint(part)
        before = known.get(part.key)
        if before is None or not before.hold(fingerprint, survey.register.book.as_of):
            stale.append((part, fingerprint))
    tests = 0

    def check(one: Stale) -> CheckedPart:
        nonlocal tests
        with database.read() as session:
            made = checked_part(session, survey, *one)
        tests += len(made.audit.tests)
        if tests >= _AT_ONCE:
            gc.collect()
            tests = 0
        return made

    with hands(check, stale) as made:
        yield zip(made, (len(part.own) for part, _ in stale), strict=True)


def _renewed(  # noqa: PLR0913, PLR0917 (what one run knows)
    session: Session,
    survey: Survey,
    chosen: Narrow,
    made: Sequence[tuple[CheckedPart, int]],
    stem: str,
    now: datetime,
) -> Checked:
    """Put some parts beside the others of a whole run, in one transaction."""
    drop_parts(session, chosen.gone)
    save_parts(session, [part for part, _ in made])
    run = renew_run(session, survey.register.book.as_of, stem, now)
    return Checked(
        parts=len(chosen.parts),
        again=len(made),
        invoices=sum(invoices for _, invoices in made),
        findings=run.findings,
        tests=run.tests,
        crashes=tuple(run.crashes),
        whole=False,
    )


class _Writer:
    """Writes parts, many in one transaction; between the first and the last no run is whole."""

    def __init__(
        self, database: Database, known: Collection[str], survey: Survey, now: datetime
    ) -> None:
        self._database, self._survey, self._now = database, survey, now
        self._gone = set(known) - {part.key for part in survey.parts} - {WHOLE}
        self._waiting: list[CheckedPart] = []
        self._tests = self._again = self._invoices = 0

    def put(self, part: CheckedPart, invoices: int) -> None:
        """Take a part, and write those that wait when they are many."""
        self._waiting.append(part)
        self._tests += len(part.audit.tests)
        self._again += part.key != WHOLE
        self._invoices += invoices
        if self._tests >= _AT_ONCE:
            with self._database.write() as session:
                open_run(session, self._survey.register.book.as_of, self._now)
                save_parts(session, self._waiting)
            self._waiting, self._tests = [], 0

    def close(self) -> Checked:
        """Write the rest and say that the run is whole."""
        survey = self._survey
        with self._database.write() as session:
            drop_parts(session, sorted(self._gone))
            save_parts(session, self._waiting)
            save_matches(session, survey.matches)
            run = close_run(session, survey.register.book.as_of, self._now)
            return Checked(
                parts=len(survey.parts),
                again=self._again,
                invoices=self._invoices,
                findings=run.findings,
                tests=run.tests,
                crashes=tuple(run.crashes),
            )


def checked_part(session: Session, survey: Survey, part: Part, fingerprint: str) -> CheckedPart:
    """Read one part and run the checks on it."""
    register = survey.register
    places = sorted((*part.own, *part.beside))
    rows = [survey.heads[place].row for place in places]
    shared = {survey.heads[place].row for place in part.beside}
    invoices = survey.shelf.invoices_of(session, rows, shared)
    today = Today.of(register.book.as_of)
    book = replace(
        register.book,
        as_of=today,
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
    tested = [_place_of(case, heads[id(case.invoice)]) for case in cases.invoices]
    tested += [_home(one, register) for one in part.contracts]
    for contract in (*part.contracts, *(one for place in places for one in survey.found[place])):
        register.families[contract.stem].memo.clear()
    book.memo.clear()  # its cases refer to the book: without this they would go only when collected
    grounds = Grounds(fingerprint, register.book.as_of, today.until)
    return CheckedPart(part.key, grounds, made, tuple(tested))


def checked_at_once(session: Session, survey: Survey) -> CheckedPart:
    """Run the checks that look at everything: they need the numbers of invoices and what is left."""
    numbers = frozenset(folded_number(head.number) for head in survey.heads if head.number)
    left = survey.facts.others("payments", numbers - {""})
    facts = survey.facts.load(session, {"payments": left})
    book = replace(survey.register.book, facts=facts, numbers=numbers)
    made = examined(cases_of(book, survey.register, (), ()), book, (Scope.BOOK,))
    grounds = Grounds("", survey.register.book.as_of)
    return CheckedPart(WHOLE, grounds, made, (Place(None, None, None, ""),))


def _place_of(case: InvoiceCase, head: InvoiceHead) -> Place:
    """Say where an invoice comes, and whose findings are found on it."""
    invoice = case.invoice
    supplier, customer = _parties(case.family)
    return Place(
        case.contract.stem if case.contract else None,
        invoice.number,
        invoice.document.file,
        _place(head),
        invoice_id=head.row,
        supplier=supplier or invoice.supplier.name,
        customer=customer or invoice.customer.name,
        told=case.told.correction.number if case.told else None,
        learned=case.told is not None and case.told.learned,
    )


def _home(contract: Contract, register: Register) -> Place:
    """Say where a contract comes, and what it stands under."""
    parent = register.book.forest.above.get(contract.stem)
    supplier, customer = _parties(register.families[contract.stem])
    return Place(
        contract.stem,
        None,
        None,
        f"{contract.stem}\x1f{contract.document.sha256}",
        parent=parent.stem if parent else None,
        supplier=supplier,
        customer=customer,
    )


def _parties(family: Family | None) -> tuple[str | None, str | None]:
    """Return provider and customer of a family; the most specific document that names them."""
    supplier, customer = (
        next((p.name for m in reversed(members) if (p := m.contract.party(role))), None)
        for members in [family.members if family else ()]
        for role in ("provider", "customer")
    )
    return supplier, customer


def _place(head: InvoiceHead) -> str:
    """Sort invoices by date of issue (undated ones last), number, file, total and place in it."""
    issued = head.issue_date.isoformat() if head.issue_date else "9999"
    names = (issued, head.number or "", head.document.file, str(head.total))
    return "\x1f".join((*names, head.document.sha256, f"{head.position:06}"))
