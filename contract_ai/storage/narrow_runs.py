"""A run that is narrowed to one contract: its part is new, the others are those of the last whole run."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from contract_ai.audit.trail import record
from contract_ai.storage.findings import run_form, run_of_parts
from contract_ai.storage.invoices import GoneError
from contract_ai.storage.marks import mark_findings
from models.tables.runs import RunRow


def renew_run(session: Session, as_of: date, stem: str, at: datetime) -> RunRow:
    """Say that the part of one contract was checked again, beside the others of the last run.

    The moment at which that ended stays: what came since then may still have to be checked.

    Raises:
        GoneError: no run is whole, or it is one of another day.
    """
    last = session.exec(select(RunRow).order_by(col(RunRow.id).desc())).first()
    if last is None or last.as_of != as_of:
        raise GoneError
    before, sums = run_form(last), run_of_parts(session, as_of, last.finished_at)
    last.findings, last.tests, last.crashes = sums.findings, sums.tests, sums.crashes
    session.add(last)
    session.flush()
    mark_findings(session, as_of)
    record(
        session,
        action="checks.narrow_run",
        object=f"checks as of {as_of.isoformat()}: {last.findings} findings, {last.tests} tests",
        contract=stem,
        before=before,
        after=run_form(last),
        at=at,
    )
    return last
