"""Reads uploaded files in turn, in a thread of the server; children of the pool do the parsing.

Each document is one transaction, and the row of its upload is ended after it.  Between the two
the program may be killed: the file is then read again, found to be on file, and ended.
"""

import os
import secrets
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session, col, select

from contract_ai.adding import Adder, Outcome
from contract_ai.folder import Folder
from contract_ai.intake.batches import ItemState, end_item, why
from contract_ai.intake.broker import PATIENCE, Broker
from contract_ai.intake.erasure import erase_leftovers
from contract_ai.intake.naming import already_there
from contract_ai.intake.places import home_of, is_upload
from contract_ai.intake.queue import LEASE, Queue, Taken
from contract_ai.intake.vault import Vault
from contract_ai.logs import log
from contract_ai.paying import Manner, match_waiting
from contract_ai.pipeline import check
from contract_ai.progress import QUIET
from contract_ai.reading import Reader
from contract_ai.sources import Source
from contract_ai.storage import documents as store
from contract_ai.storage.bank_lines import bank_file_note
from contract_ai.storage.engine import Database
from contract_ai.versions import reader_stamp
from models.errors import ContractAIError, DocumentError, ErrorCode
from models.tables.documents import DocumentRow
from models.tables.intake import UploadItemRow

_PAUSE = 5.0  # seconds before the next try when the database or the disk could not be used
_OURS = frozenset({ErrorCode.READER_FAILED, ErrorCode.ORIGINAL_MISSING})
"""What is no fault of the file: it failed, rather than being refused."""
_DO = {
    ErrorCode.KIND_UNKNOWN: "Upload it again and say whether it is a contract, an invoice, facts or a bank's file."
}


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is: ``now`` the moment in UTC, ``today`` the day the checks take for today."""

    now: Callable[[], datetime]
    today: Callable[[], date]


class Worker:
    """Takes waiting files, reads them, and has the checks run after each batch.

    Several may work on one database.  ``group`` is how many files are read together at most.
    """

    def __init__(  # noqa: PLR0913 (what a server has one of each; the options are given by name)
        self,
        database: Database,
        vault: Vault,
        reader: Reader,
        clock: Clock,
        broker: Broker | None = None,
        *,
        group: int = 4,
        manner: Manner | None = None,
    ) -> None:
        self._database, self._vault, self._reader = database, vault, reader
        self._clock, self._broker = clock, broker or Broker()
        self._group, self._manner = group, manner or Manner()
        name = f"{os.uname().nodename[:40]}:{os.getpid()}:{secrets.token_hex(8)}"
        self._queue = Queue(database, name)
        self._program = reader_stamp() + reader.recognition.engine
        self._stopping, self._wake = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._broker.listen(self._wake.set)

    def start(self) -> None:
        """Work in a thread until `stop`."""
        self._thread = threading.Thread(target=self._run, name="intake", daemon=True)
        self._thread.start()

    def stop(self, patience: float = 30.0) -> None:
        """Begin nothing new, and put back what is not read within so many seconds."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(patience)
        self._tell(self._queue.release())

    @property
    def alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def work(self) -> int:
        """Do what there is to do now; return how many files were taken.

        Raises:
            SettingsError: the database cannot be used; what was taken is still held.
        """
        self._tell(self._queue.revive(self._clock.now()))
        done = 0
        while not self._stopping.is_set():
            group = self._queue.take(self._group, self._clock.now())
            if not group:
                break
            with self._holding():
                self._read(group)
            done += len(group)
        if not self._stopping.is_set():
            self._check()
        return done

    def tidy(self) -> None:
        """Delete what killed uploads and erasures left.

        Raises:
            SettingsError: the database or the folder of originals cannot be used.
        """
        self._vault.sweep(self._clock.now())
        erase_leftovers(self._database, self._vault)

    def _run(self) -> None:
        tidy = True
        while not self._stopping.is_set():
            self._wake.clear()
            pause = PATIENCE
            try:
                if tidy:
                    self.tidy()
                    tidy = False
                self.work()
            except ContractAIError as error:
                log().error("intake waits", code=error.code.value)
                pause = _PAUSE
                self._give_back()
            except Exception as error:  # noqa: BLE001 (the thread must go on; the lease ends what it held)
                log().error("intake failed", error=type(error).__name__, where=_place(error))
                pause = _PAUSE
            if pause == PATIENCE:
                self._wake.wait(pause)
            else:
                self._stopping.wait(pause)

    def _give_back(self) -> None:
        """Put back what is held: it was not the files' fault that they were not read."""
        try:
            self._tell(self._queue.release())
        except ContractAIError as error:  # not even that can be written: the lease runs out
            log().error("intake cannot give back", code=error.code.value)

    @contextmanager
    def _holding(self) -> Iterator[None]:
        """Renew the lease of what is held for as long as it takes."""
        over = threading.Event()

        def beat() -> None:
            while not over.wait(LEASE.total_seconds() / 4):
                try:
                    self._queue.renew(self._clock.now())
                except ContractAIError as error:
                    log().error("intake cannot renew", code=error.code.value)

        thread = threading.Thread(target=beat, name="intake lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _read(self, group: list[Taken]) -> None:
        for one in group:
            self._broker.tell(one.batch)
        sources: dict[Source, Taken] = {}
        for one in group:
            path = self._vault.original(one.sha256)
            if path is None:
                self._end(one, _missing(one))
            else:
                home = home_of(one.sha256)
                sources[Source(path, called=one.filed, home=home)] = one
        if not sources:
            return
        # One batch at a time is read: the trail says that its user added the documents.
        database = self._database.acting(group[0].actor)
        adder = Adder(database, self._reader, program=self._program, now=self._clock.now())
        left = dict(sources)

        def heard(source: Source, outcome: Outcome) -> None:
            if source in left and self._end(left[source], outcome):
                del left[source]

        added = adder.add(_folder(sources), QUIET, heard)
        for source, one in left.items():  # in use again only when all were read
            self._end(one, added.outcomes.get(source, _unheard(one)))

    def _end(self, one: Taken, outcome: Outcome) -> bool:
        """Write down what became of a file; False where its document is not in use yet."""
        now = self._clock.now()
        with self._database.write() as session:
            row = self._queue.held(session, one.item)
            if row is None:
                return True  # the lease ran out, and another worker has it
            if isinstance(outcome, DocumentError):
                state = ItemState.FAILED if outcome.code in _OURS else ItemState.REFUSED
                values = why(outcome)
                end_item(
                    session, row, state, now, **values | {"do": _DO.get(outcome.code, outcome.do)}
                )
            elif not _end_on_file(session, row, outcome, now):
                return False
        self._broker.tell(one.batch)
        return True

    def _check(self) -> None:
        batches = self._queue.take_checks(self._clock.now())
        if not batches:
            return
        with self._holding():
            if self._queue.brought(batches):
                as_of, now = self._clock.today(), self._clock.now()
                match_waiting(self._database, as_of=as_of, now=now, manner=self._manner)
                check(self._database, as_of=as_of, now=now, settings=self._manner.checks)
            self._queue.checked(batches, self._clock.now())
        self._tell(batches)

    def _tell(self, batches: list[int]) -> None:
        for batch in dict.fromkeys(batches):
            self._broker.tell(batch)


def _folder(sources: dict[Source, Taken]) -> Folder:
    def of(wanted: str) -> tuple[Source, ...]:
        return tuple(source for source, one in sources.items() if one.wanted == wanted)

    return Folder(
        "",
        contracts=of(store.CONTRACT),
        invoices=of(store.INVOICE),
        facts=of(store.FACTS),
        bank=of(store.BANK),
        unsorted=of(""),
    )


def _end_on_file(session: Session, row: UploadItemRow, key: store.Key, now: datetime) -> bool:
    """End a file whose document is in use: by this upload, or by another way before it."""
    same = (DocumentRow.kind == key[0], DocumentRow.sha256 == key[1])
    document = session.exec(
        select(DocumentRow).where(*same, col(DocumentRow.retired_at).is_(None))
    ).first()
    if document is None:
        return False
    other = select(UploadItemRow.id).where(
        UploadItemRow.document_id == document.id,
        UploadItemRow.state == ItemState.DONE,
        UploadItemRow.id != row.id,
    )
    before = document.added_at < row.received_at
    if before and (not is_upload(document.path) or session.exec(other).first() is not None):
        note = already_there(session, document, row.made_by)
        values: dict[str, object] = {"kind": key[0], "related_id": document.id, "note": note}
        end_item(session, row, ItemState.DUPLICATE, now, **values)
    else:
        values = {"kind": key[0], "document_id": document.id}
        if bank := bank_file_note(session, key[1]):
            values |= {"kind": store.BANK, "note": bank}
        end_item(session, row, ItemState.DONE, now, **values)
    return True


def _missing(one: Taken) -> DocumentError:
    what, do = "The original is not there any more.", "Upload it again."
    return DocumentError(ErrorCode.ORIGINAL_MISSING, what, where=one.filed, do=do)


def _unheard(one: Taken) -> DocumentError:
    what = "Nobody said what became of this file."
    do = "Upload it again; if it stays so, report it as a bug."
    return DocumentError(ErrorCode.READER_FAILED, what, where=one.filed, do=do)


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).stem}.{frame.name}:{frame.lineno}"
