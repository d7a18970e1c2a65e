"""Evidence as the command line and the pages ask for it: for the last run, with its pictures."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlmodel import Session, col, select

from contract_ai import pipeline
from contract_ai.crops import Kind
from contract_ai.desk import documents
from contract_ai.desk.scope import Scope
from contract_ai.fieldwork.deriving import NothingChecked
from contract_ai.fieldwork.evidence import Made, Order, note_evidence, write_evidence
from contract_ai.fieldwork.selections import About
from contract_ai.intake.vault import Vault
from contract_ai.progress import QUIET, Progress
from contract_ai.reading import Reader
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database
from models.tables.runs import RunRow
from reports.inputs import ReportInput


def order_of(session: Session, settings: Settings, about: About, scope: Scope) -> Order:
    """Say what to put into a folder, as of the last run.

    Raises:
        NothingChecked: there is no whole run.
    """
    run = session.exec(select(RunRow).order_by(col(RunRow.id).desc())).first()
    if run is None:
        raise NothingChecked
    return Order(
        about,
        scope,
        run.as_of,
        settings.for_checks,
        settings.audit_anchors,
        settings.audit_public_key,
    )


def take_away(  # noqa: PLR0913 (where from, what reads, what, whose originals, where to)
    database: Database,
    reader: Reader,
    order: Order,
    *,
    vault: Vault | None,
    target: Path,
    progress: Progress = QUIET,
) -> Made:
    """Write the folder, and leave an event that it was taken away.

    Raises:
        NothingThere: there is nothing to put into it.
        SettingsError: the anchors cannot be read, or the database not be used.
    """

    def pictures(data: ReportInput, kind: Kind) -> ReportInput:
        return pipeline.with_pictures(database, reader, data, progress, kind)

    def places(hashes: Iterable[str]) -> Mapping[str, Path]:
        if vault is None:
            return {}
        with database.read() as session:
            found = documents.sources(session, hashes, vault)
        return {sha256: source.path for sha256, source in found.items()}

    made = write_evidence(database, order, pictures, places, target)
    with database.write() as session:
        note_evidence(session, order, made)
    return made
