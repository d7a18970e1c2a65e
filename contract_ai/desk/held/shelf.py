"""Lists of a database in memory, as true as the database: the audit trail tells what changed.

Every change of state writes an event, so whoever reads looks at the newest one first.  A decision
about a finding changes its state only; events of people and their sessions change no list; after
any other event the lists that it may touch are read anew.  Threads that find a list out of date
at the same moment wait for the first of them.

A session gets the lists of the state that it sees itself, and never those of a later one: what it
reads beside them, and what it works out for others, is of one moment.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Pool, select
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from contract_ai.audit.trail import newest, pending
from contract_ai.desk.held import contracts, findings, invoices
from contract_ai.desk.held.contracts import Terms
from contract_ai.desk.held.credits import Credit, credits_of
from contract_ai.desk.held.table import Memory, Table
from contract_ai.storage.engine import writes
from models.tables import METADATA

T = TypeVar("T")
Mark = tuple[int, str]
_EVENTS = METADATA.tables["audit_event"].c
_READ = (_EVENTS.seq, _EVENTS.hash, _EVENTS.action, _EVENTS.object, _EVENTS.contract)
_DECIDED = re.compile(r"finding ([0-9a-f]{16})\b")
_MOST = 2000
"""Events that are looked at one by one; after more, everything is read anew."""
_QUIET = frozenset(
    "session user password totp token sign_in sign_on invitation view upload anchor".split()
)
"""The first words of events that change no contract, invoice, term or finding."""
_FINDINGS_STAY = frozenset("term document contract invoice lesson".split())
"""The first words of events after which the findings are those of the last run as before."""
_TERM = "term"
_ERASED = "contract.erased"
_GENERATIONS = 8
"""States that differ by decisions and are held side by side, for sessions that began before one."""


@dataclass(frozen=True, slots=True)
class Books:
    """What is held, as of the event ``mark``.

    ``since`` is the event after which nothing but decisions about findings was changed, and
    ``papers`` that after which nothing but those and terms was; ``reviewed`` are the contracts of
    those terms, each with the number of the last event about one.  ``decided`` is the last event
    that changed anything that is held.
    """

    mark: Mark
    since: Mark
    papers: Mark
    decided: Mark
    findings: Table
    recovered: Mapping[str, Credit]
    reviewed: Mapping[str, int] = field(default_factory=dict)

    def follows(self, other: "Books") -> bool:
        """Whether these are the same findings, but for decisions."""
        return self.findings.ids is other.findings.ids


@dataclass(slots=True)
class _List:
    """What was read last, and the state it is of; threads that find it out of date wait for one."""

    lock: Lock = field(default_factory=Lock)
    known: tuple[Books, Any] | None = None


_LISTS = {"contracts": contracts, "invoices": invoices}


class Shelf:
    """The lists of one database, and answers that were worked out from them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._books: OrderedDict[Mark, Books] = OrderedDict()
        self._lists = {kind: _List() for kind in _LISTS}
        self._terms = _List()
        self.memory, self.of_state = Memory(), Memory()

    def books(self, session: Session) -> Books:
        """Return the lists of the state that a session sees."""
        mark = newest(session)
        with self._lock:
            found = self._books.get(mark)
            return found or self._renewed(session, mark)

    def _renewed(self, session: Session, mark: Mark) -> Books:
        """Bring the latest lists of no later state up to date; those read anew displace all others.

        So nothing that was erased stays, nor what a database held that was restored since.
        """
        before = (held for held in reversed(self._books.values()) if held.mark[0] <= mark[0])
        base = next(before, None)
        found = _after(session, base, mark)
        if base is None or not found.follows(base):
            self._books.clear()
            for one in (*self._lists.values(), self._terms):
                one.known = None
        if base is None or base.since != found.since:  # nobody new asks for what was before
            self.memory = Memory()
        if base is None or base.decided != found.decided:
            self.of_state = Memory()
        self._books[found.mark] = found
        while len(self._books) > _GENERATIONS:
            self._books.popitem(last=False)
        return found

    def list_of(self, session: Session, books: Books, kind: str) -> Table:
        """Return the contracts or the invoices of the state of books."""
        held = self._lists[kind]
        with held.lock:
            known = held.known
            if known is not None and known[0].papers == books.papers:
                found: Table = known[1]
                return found
            read: Table = _LISTS[kind].load(session)
            if known is None or known[0].mark[0] <= books.mark[0]:
                held.known = books, read
            return read

    def terms(self, session: Session, books: Books, table: Table) -> Terms:
        """Return how far the terms of the contracts are reviewed, of the state of books."""
        with self._terms.lock:
            known = self._terms.known
            if known is not None and known[0].since == books.since:
                found: Terms = known[1]
                return found
            if known is None or known[0].papers != books.papers:
                found = Terms.of(session, table)
            elif known[0].mark[0] <= books.mark[0]:
                seen = known[0].since[0]
                again = {stem for stem, number in books.reviewed.items() if number > seen}
                found = known[1].read_again(session, table, again)
            else:
                return Terms.of(session, table)
            if known is None or known[0].mark[0] <= books.mark[0]:
                self._terms.known = books, found
            return found


_SHELVES: WeakKeyDictionary[Pool, Shelf] = WeakKeyDictionary()
_LOCK = Lock()


def held(session: Session) -> Books:
    """Return the lists that a session reads, the same to the end of its transaction.

    A session that writes may see what nobody else does: it gets lists of its own.
    """
    if _is_alone(session):
        return _read(session, newest(session))
    read: tuple[SessionTransaction | None, Books] | None = session.info.get(Shelf)
    if read is None or read[0] is None or read[0] is not session.get_transaction():
        books = shelf_of(session).books(session)  # which begins a transaction
        read = session.info[Shelf] = session.get_transaction(), books
    return read[1]


def once(session: Session, question: object, answer: Callable[[], T]) -> T:
    """Work an answer out once until more than decisions about findings changes."""
    if _is_alone(session):
        return answer()
    since = held(session).since
    return shelf_of(session).memory.ask((since, question), answer)


def once_a_state(session: Session, question: object, answer: Callable[[], T]) -> T:
    """Work an answer out once until anything that is held changes, decisions about findings too."""
    if _is_alone(session):
        return answer()
    state = held(session).decided
    return shelf_of(session).of_state.ask((state, question), answer)


def held_contracts(session: Session) -> Table:
    """Return the contracts in use, read once until more than terms and findings changes."""
    return _listed(session, "contracts")


def held_invoices(session: Session) -> Table:
    """Return the invoices in use, read once until more than terms and findings changes."""
    return _listed(session, "invoices")


def held_terms(session: Session) -> Terms:
    """Return how far the terms of each held contract are reviewed; a decision reads its own anew."""
    table = held_contracts(session)
    if _is_alone(session):
        return Terms.of(session, table)
    return shelf_of(session).terms(session, held(session), table)


def _listed(session: Session, kind: str) -> Table:
    if _is_alone(session):
        read: Table = _LISTS[kind].load(session)
        return read
    return shelf_of(session).list_of(session, held(session), kind)


def keep_shelf(engine: Engine, shelf: Shelf) -> None:
    """Go on with lists of the same database, in a process that was forked or after a disconnection."""
    with _LOCK:
        _SHELVES[engine.pool] = shelf


def _is_alone(session: Session) -> bool:
    return writes(session) or pending(session)


def shelf_of(session: Session) -> Shelf:
    """Return the lists of the database that a session reads."""
    with _LOCK:
        return _SHELVES.setdefault(session.get_bind().engine.pool, Shelf())


def _after(session: Session, held: Books | None, mark: Mark) -> Books:
    """Bring lists up to date by what the trail tells."""
    if held is None:
        return _read(session, mark)
    query = select(*_READ)
    query = query.where(_EVENTS.seq >= held.mark[0]).order_by(_EVENTS.seq)
    events = session.execute(query.limit(_MOST)).all()
    first, later = events[:1], events[1:]
    if [(one.seq, one.hash) for one in first] != [held.mark] or len(events) == _MOST:
        return _read(session, mark)
    decided: set[str] = set()
    found = held
    for event in later:
        mark, kind = (event.seq, event.hash), event.action.partition(".")[0]
        named = _DECIDED.findall(event.object) if kind == "finding" else ()
        if named:
            decided.update(named)
            found = replace(found, decided=mark)
        elif kind not in _QUIET:
            if event.action == _ERASED or kind not in _FINDINGS_STAY:
                return _read(session, (later[-1].seq, later[-1].hash))
            found = _grown(found, mark, event.contract if kind == _TERM else None)
        found = replace(found, mark=mark)
    if not decided:
        return found
    kept = {key: one for key, one in held.recovered.items() if key not in decided}
    return replace(
        found,
        findings=findings.decided(session, held.findings, decided),
        recovered=kept | credits_of(session, decided),
    )


def _grown(books: Books, mark: Mark, reviewed: str | None) -> Books:
    """Return books after an event about the terms of a contract, or (None) about more than that."""
    if reviewed is None or len(books.reviewed) >= _MOST:
        return replace(books, since=mark, papers=mark, decided=mark, reviewed={})
    latest = {**books.reviewed, reviewed: mark[0]}
    return replace(books, since=mark, decided=mark, reviewed=latest)


def _read(session: Session, mark: Mark) -> Books:
    return Books(mark, mark, mark, mark, findings.load(session), credits_of(session))
