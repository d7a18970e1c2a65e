"""What the books hold, counted when somebody asks: uploads, findings, checks, nights, the trail."""

from collections.abc import Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func
from sqlmodel import Session, col, select

from contract_ai.batch.figures import Figures
from contract_ai.batch.states import UNREAD, FileState
from contract_ai.files import write_atomically
from contract_ai.intake.batches import OPEN, ItemState
from contract_ai.storage.engine import Database
from models.findings import Severity
from models.tables.audit import AuditEventRow
from models.tables.batch import InboxFileRow, NightRow
from models.tables.findings import FindingRow
from models.tables.intake import UploadItemRow
from models.tables.runs import RunRow

_PREFIX = "contract_ai_"


class BooksCollector(Collector):
    """Counts in one transaction, so that the figures are those of one moment."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[Metric]:
        """Yield every figure.

        Raises:
            SettingsError: the database cannot be used.
        """
        with self._database.read() as session:
            found = [*_uploads(session), _unread(session), _findings(session)]
            found += [*_checks(session), *_nights(session), _trail(session)]
        yield from found


def books_text(database: Database) -> bytes:
    """Return the figures of the books in the text format of Prometheus.

    Raises:
        SettingsError: the database cannot be used.
    """
    registry = CollectorRegistry()
    registry.register(BooksCollector(database))
    return generate_latest(registry)


def write_books(database: Database, file: Path) -> None:
    """Write them where the textfile collector of a node exporter finds them.

    Raises:
        SettingsError: the database cannot be used, or the file cannot be written.
    """
    write_atomically(file, books_text(database))


def _uploads(session: Session) -> Iterator[Metric]:
    grouped = select(UploadItemRow.state, func.count()).group_by(UploadItemRow.state)
    counts = dict(session.exec(grouped).all())
    by_state = _gauge("uploads", "Uploaded files by how far they have come.", "state")
    for state in ItemState:
        by_state.add_metric([state.value], counts.get(state.value, 0))
    yield by_state
    waiting = select(func.min(UploadItemRow.received_at)).where(col(UploadItemRow.state).in_(OPEN))
    oldest = session.exec(waiting).one()
    since = _gauge("uploads_oldest_open_timestamp_seconds", "When the oldest open upload came.")
    if oldest is not None:
        since.add_metric([], oldest.timestamp())
    yield since


def _unread(session: Session) -> Metric:
    made = _gauge("unread_files", "Files that were not read, by error code.", "source", "code")
    for source, table, states in (
        ("upload", UploadItemRow, (ItemState.REFUSED, ItemState.FAILED)),
        ("inbox", InboxFileRow, UNREAD),
    ):
        grouped = select(table.code, func.count()).where(col(table.state).in_(states))
        for code, count in session.exec(grouped.group_by(table.code).order_by(table.code)):
            made.add_metric([source, code], count)
    return made


def _findings(session: Session) -> Metric:
    grouped = select(FindingRow.state, FindingRow.severity, func.count())
    rows = session.exec(grouped.group_by(FindingRow.state, FindingRow.severity)).all()
    counts = {(state, severity): count for state, severity, count in rows}
    made = _gauge("findings", "Findings of the last run.", "state", "severity")
    for state in sorted({"open", *(state for state, _ in counts)}):
        for severity in Severity:
            made.add_metric([state, severity.value], counts.get((state, severity.value), 0))
    return made


def _checks(session: Session) -> Iterator[Metric]:
    ended = _gauge("check_last_end_timestamp_seconds", "When the last run of the checks ended.")
    tests = _gauge("check_tests", "Tests of the last run.")
    crashes = _gauge("check_crashes", "Checks that did not run to their end: bugs of ours.")
    run = session.exec(select(RunRow).order_by(col(RunRow.id).desc()).limit(1)).first()
    if run is not None:
        ended.add_metric([], run.finished_at.timestamp())
        tests.add_metric([], run.tests)
        crashes.add_metric([], len(run.crashes))
    yield from (ended, tests, crashes)


def _nights(session: Session) -> Iterator[Metric]:
    began = _gauge("night_last_begin_timestamp_seconds", "When the newest night began.")
    ended = _gauge("night_last_end_timestamp_seconds", "When the newest night that ended did so.")
    took = _gauge("night_last_duration_seconds", "What the newest night that ended took.")
    files = _gauge("night_last_files", "Files of that night by what became of them.", "outcome")
    newest = select(NightRow).order_by(col(NightRow.id).desc()).limit(1)
    night = session.exec(newest).first()
    if night is not None:
        began.add_metric([], night.began_at.timestamp())
    last = session.exec(newest.where(col(NightRow.ended_at).is_not(None))).first()
    if last is not None and last.ended_at is not None:
        ended.add_metric([], last.ended_at.timestamp())
        took.add_metric([], last.seconds)
        for outcome, count in _outcomes(Figures.model_validate(last.figures)).items():
            files.add_metric([outcome], count)
    yield from (began, ended, took, files)


def _outcomes(figures: Figures) -> dict[str, int]:
    return {
        FileState.DONE.value: sum(figures.new.values()),
        FileState.DUPLICATE.value: figures.already_there,
        FileState.REFUSED.value: sum(figures.refused.values()),
        FileState.QUARANTINED.value: figures.quarantined,
        FileState.LEFT.value: figures.left,
    }


def _trail(session: Session) -> Metric:
    made = _gauge("audit_events", "Events of the audit trail: its length.")
    made.add_metric([], session.exec(select(func.max(AuditEventRow.seq))).one() or 0)
    return made


def _gauge(name: str, what: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(_PREFIX + name, what, labels=labels)
