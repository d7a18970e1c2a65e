"""The queue of files to read, in the database: several servers take from it without meeting.

A file is taken by the one statement that changes its state, and held by a lease that its worker
renews.  A worker that was killed lets its leases run out, and its files are taken again: first
those that were read together each by itself, so that one which kills its reader is found out and
harms no other.  Clocks of servers on one database may differ by less than a lease.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from contract_ai.intake.batches import (
    OPEN,
    ItemState,
    change_item,
    close_abandoned,
    count,
    end_item,
    why,
)
from contract_ai.storage.engine import Database
from contract_ai.storage.locks import hold
from models.accounts import Actor
from models.errors import DocumentError, ErrorCode
from models.tables.intake import UploadBatchRow, UploadItemRow

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 2
_CHECKS = "upload checks"


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that this worker reads now."""

    item: int
    batch: int
    actor: Actor
    filed: str
    sha256: str
    wanted: str
    alone: bool


class Queue:
    """The queue as one worker sees it; ``worker`` is a name that no other has."""

    def __init__(self, database: Database, worker: str, lease: timedelta = LEASE) -> None:
        self._database, self._worker, self._lease = database, worker, lease

    def revive(self, now: datetime) -> list[int]:
        """Put files of workers that were killed into the queue again; return their batches.

        A file whose worker was killed twice is refused.
        """
        touched = []
        lost = (UploadItemRow.state == ItemState.READING, col(UploadItemRow.lease_until) < now)
        with self._database.read() as session:
            numbers = list(session.exec(select(UploadItemRow.id).where(*lost)))
        for number in numbers:
            with self._database.write() as session:
                query = select(UploadItemRow).where(UploadItemRow.id == number, *lost)
                row = session.exec(query.with_for_update()).first()
                if row is None:
                    continue
                touched.append(row.batch_id)
                if row.attempts < MOST_ATTEMPTS:
                    state = ItemState.WAITING
                    change_item(session, row, state=state, worker="", lease_until=None)
                    continue
                end_item(session, row, ItemState.REFUSED, now, **why(_killer(row.name)))
        return touched

    def take(self, most: int, now: datetime) -> list[Taken]:
        """Take up to so many files of one batch that wait; one that was lost before, alone."""
        with self._database.read() as session:
            query = select(UploadItemRow).where(UploadItemRow.state == ItemState.WAITING)
            waiting = session.exec(query.order_by(col(UploadItemRow.id)).limit(most)).all()
        group = [row for row in waiting if row.batch_id == waiting[0].batch_id]
        if group and group[0].attempts:
            group = group[:1]
        else:
            group = [row for row in group if not row.attempts]
        taken = (self._take(row.id or 0, now) for row in group)
        return [one for one in taken if one is not None]

    def _take(self, number: int, now: datetime) -> Taken | None:
        with self._database.write() as session:
            mine = (
                update(UploadItemRow)
                .where(col(UploadItemRow.id) == number)
                .where(col(UploadItemRow.state) == ItemState.WAITING)
                .values(
                    state=ItemState.READING,
                    worker=self._worker,
                    lease_until=now + self._lease,
                    started_at=now,
                    attempts=UploadItemRow.attempts + 1,
                )
            )
            if session.execute(mine.returning(col(UploadItemRow.id))).first() is None:
                return None
            row = session.get_one(UploadItemRow, number)
            row.changed = count(session, row.batch_id)
            session.add(row)
            batch = session.get_one(UploadBatchRow, row.batch_id)
            return Taken(
                item=number,
                batch=row.batch_id,
                actor=Actor(batch.made_by, batch.role),
                filed=row.filed,
                sha256=row.sha256,
                wanted=row.wanted,
                alone=row.attempts > 1,
            )

    def renew(self, now: datetime) -> None:
        """Go on holding what this worker reads or checks."""
        mine = (
            col(UploadItemRow.worker) == self._worker,
            col(UploadItemRow.state) == ItemState.READING,
        )
        with self._database.write() as session:
            session.execute(
                update(UploadItemRow).where(*mine).values(lease_until=now + self._lease)
            )
            checking = col(UploadBatchRow.checked_by) == self._worker
            renewed = update(UploadBatchRow).where(
                checking, col(UploadBatchRow.checked_at).is_(None)
            )
            session.execute(renewed.values(checking_until=now + self._lease))

    def release(self) -> list[int]:
        """Put back what this worker holds, as if it had not begun; return the batches."""
        touched = []
        mine = (UploadItemRow.worker == self._worker, UploadItemRow.state == ItemState.READING)
        with self._database.read() as session:
            numbers = list(session.exec(select(UploadItemRow.id).where(*mine)))
        for number in numbers:
            with self._database.write() as session:
                row = self.held(session, number or 0)
                if row is not None:
                    self._put_back(session, row)
                    touched.append(row.batch_id)
        with self._database.write() as session:
            checking = col(UploadBatchRow.checked_by) == self._worker
            open_ones = update(UploadBatchRow).where(
                checking, col(UploadBatchRow.checked_at).is_(None)
            )
            session.execute(open_ones.values(checking_until=None, checked_by=""))
        return touched

    def _put_back(self, session: Session, row: UploadItemRow) -> None:
        attempts = max(row.attempts - 1, 0)
        state = ItemState.WAITING
        change_item(session, row, state=state, worker="", lease_until=None, attempts=attempts)

    def held(self, session: Session, item: int) -> UploadItemRow | None:
        """Return a file that this worker still holds, locked; None where it lost it."""
        query = select(UploadItemRow).where(
            UploadItemRow.id == item,
            UploadItemRow.worker == self._worker,
            UploadItemRow.state == ItemState.READING,
        )
        return session.exec(query.with_for_update()).first()

    def take_checks(self, now: datetime) -> list[int]:
        """Take all batches that are read and not checked; none while another worker checks."""
        with self._database.write() as session:
            hold(session, _CHECKS)
            close_abandoned(session, now)
            query = select(UploadBatchRow).where(
                col(UploadBatchRow.closed_at).is_not(None),
                col(UploadBatchRow.checked_at).is_(None),
            )
            rows = session.exec(query.order_by(col(UploadBatchRow.id))).all()
            if any(row.checking_until is not None and row.checking_until >= now for row in rows):
                return []
            still = select(UploadItemRow.batch_id).where(col(UploadItemRow.state).in_(OPEN))
            busy = set(session.exec(still.distinct()))
            ready = [row for row in rows if row.id not in busy]
            for row in ready:
                row.checking_until, row.checked_by = now + self._lease, self._worker
                session.add(row)
            return [row.id for row in ready if row.id is not None]

    def brought(self, batches: list[int]) -> bool:
        """Whether any file of these batches is new on file, so that the checks must run."""
        with self._database.read() as session:
            query = select(UploadItemRow.id).where(
                col(UploadItemRow.batch_id).in_(batches), UploadItemRow.state == ItemState.DONE
            )
            return session.exec(query.limit(1)).first() is not None

    def checked(self, batches: list[int], now: datetime) -> None:
        """Note that the checks ran."""
        with self._database.write() as session:
            for batch in batches:
                change = update(UploadBatchRow).where(col(UploadBatchRow.id) == batch)
                mine = change.where(col(UploadBatchRow.checked_by) == self._worker)
                session.execute(mine.values(checked_at=now, checking_until=None))
                count(session, batch)


def _killer(name: str) -> DocumentError:
    what = f"Reading this file ended the program {MOST_ATTEMPTS} times."
    do = "Open it in its program and save it again, or send it to us, if you may."
    return DocumentError(ErrorCode.READER_KILLED, what, where=name, do=do)
