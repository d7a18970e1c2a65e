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
from dataclasses import dataclass, replace
from threading import Lock
from typing import TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Pool, Select, select
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from contract_ai.audit.trail import newest, pending
from contract_ai.desk.held import findings
from contract_ai.desk.held.credits import Credit, credits_of
from contract_ai.desk.held.table import Memory, Table
from contract_ai.storage.engine import writes
from models.tables import METADATA

T = TypeVar("T")
Mark = tuple[int, str]
_EVENTS = METADATA.tables["audit_event"].c
_DECIDED = re.compile(r"finding ([0-9a-f]{16})\b")
_MOST = 2000
"""Events that are looked at one by one; after more, everything is read anew."""
_QUIET = frozenset(
    "session user password totp token sign_in sign_on invitation view upload anchor".split()
)
"""The first words of events that change no contract, invoice, term or finding."""
_FINDINGS_STAY = frozenset("term document contract invoice lesson".split())
"""The first words of events after which the findings are those of the last run as before."""
_ERASED = "contract.erased"
_GENERATIONS = 8
"""States that differ by decisions and are held side by side, for sessions that began before one."""


@dataclass(frozen=True, slots=True)
class Books:
    """What is held, as of the event ``mark``.

    ``since`` is the event after which nothing but decisions about findings was changed.
    """

    mark: Mark
    since: Mark
    findings: Table
    recovered: Mapping[str, Credit]

    def follows(self, other: "Books") -> bool:
        """Whether these are the same findings, but for decisions."""
        return self.findings.ids is other.findings.ids


class Shelf:
    """The lists of one database, and answers that were worked out from them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._books: OrderedDict[Mark, Books] = OrderedDict()
        self.memory = Memory()

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
        self._books[found.mark] = found
        while len(self._books) > _GENERATIONS:
            self._books.popitem(last=False)
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
        books = _shelf_of(session).books(session)  # which begins a transaction
        read = session.info[Shelf] = session.get_transaction(), books
    return read[1]


def once(session: Session, question: object, answer: Callable[[], T]) -> T:
    """Work an answer out once until more than decisions about findings changes."""
    if _is_alone(session):
        return answer()
    return _shelf_of(session).memory.ask((held(session).since, question), answer)


def in_order(session: Session, question: object, query: Select[tuple[int]]) -> NDArray[np.int64]:
    """Return all numbers that a query gives, asked once until more than decisions changes.

    A page of a list is then a piece of it, whichever page it is.
    """

    def ask() -> NDArray[np.int64]:
        return np.fromiter(session.execute(query).scalars(), np.int64)

    return once(session, question, ask)


def _is_alone(session: Session) -> bool:
    return writes(session) or pending(session)


def _shelf_of(session: Session) -> Shelf:
    with _LOCK:
        return _SHELVES.setdefault(session.get_bind().engine.pool, Shelf())


def _after(session: Session, held: Books | None, mark: Mark) -> Books:
    """Bring lists up to date by what the trail tells."""
    if held is None:
        return _read(session, mark)
    query = select(_EVENTS.seq, _EVENTS.hash, _EVENTS.action, _EVENTS.object)
    query = query.where(_EVENTS.seq >= held.mark[0]).order_by(_EVENTS.seq)
    events = session.execute(query.limit(_MOST)).all()
    first, later = events[:1], events[1:]
    if [(one.seq, one.hash) for one in first] != [held.mark] or len(events) == _MOST:
        return _read(session, mark)
    decided: set[str] = set()
    mark, since = held.mark, held.since
    for event in later:
        mark, kind = (event.seq, event.hash), event.action.partition(".")[0]
        named = _DECIDED.findall(event.object) if kind == "finding" else ()
        if named:
            decided.update(named)
        elif kind not in _QUIET:
            since = mark
            if event.action == _ERASED or kind not in _FINDINGS_STAY:
                return _read(session, (later[-1].seq, later[-1].hash))
    if not decided:
        return replace(held, mark=mark, since=since)
    kept = {key: one for key, one in held.recovered.items() if key not in decided}
    table = findings.decided(session, held.findings, decided)
    return Books(mark, since, table, kept | credits_of(session, decided))


def _read(session: Session, mark: Mark) -> Books:
    return Books(mark, mark, findings.load(session), credits_of(session))
