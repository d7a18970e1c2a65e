"""``contract-ai retention``: erase the contracts that were kept long enough."""

from datetime import UTC, date, datetime

import click

from contract_ai.cli.common import DATABASE, Session, put, reading_command
from contract_ai.cli.dates import AS_OF, today
from contract_ai.intake.ending import Ended, ended
from contract_ai.intake.expiry import Place, erase_ended
from contract_ai.intake.places import find_vault
from contract_ai.intake.retention import Rule, rule
from contract_ai.pagework.cache import cache_in
from contract_ai.storage.engine import Database
from reports.wording import count


@click.command(epilog="Example: contract-ai retention --dry-run --database books.db")
@click.option("--dry-run", is_flag=True, help="Only say what would be erased.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@AS_OF
@DATABASE
@reading_command
def command(
    session: Session, *, dry_run: bool, yes: bool, as_of: date | None, database: str | None
) -> int:
    """Erase the contracts that were kept as long as the rule says.

    An administrator sets the rule, and puts contracts on legal hold, on the page Retention of
    the web application.  Each contract that is erased leaves an event in the audit trail.
    """
    day = as_of or today()
    with session.database(database) as opened:
        with opened.read() as reading:
            set_ = rule(reading)
            found = ended(reading, set_, day) if set_ else ()
        if set_ is None:
            session.note(
                "There is no rule: contracts are kept for ever. Set one on the page Retention."
            )
            return 0
        due = [one for one in found if not one.held]
        _tell(session, set_, found)
        if not due or dry_run:
            return 0
        if not yes:
            question = f"Erase {count(len(due), 'contract')} for good?"
            click.confirm(question, abort=True, err=True)
        _erase(session, opened, due, day)
    session.note("Run contract-ai check: findings are told without these contracts then.")
    return 0


def _tell(session: Session, set_: Rule, found: tuple[Ended, ...]) -> None:
    if not found:
        session.note(f"No contract was kept {count(set_.months, 'month')} after its end.")
    for one in found:
        kept = f"; kept: {one.held} is on hold" if one.held else ""
        put(f"{one.contract}: {one.basis} {one.ended_on}, due since {one.due_on}{kept}")


def _erase(session: Session, opened: Database, due: list[Ended], day: date) -> None:
    vault = find_vault(session.settings, opened)
    drawn = () if vault is None else (cache_in(vault.root.parent).forget,)
    place = Place(opened, vault, session.reader(), drawn)
    for gone in erase_ended(place, {one.contract for one in due}, day, datetime.now(UTC)):
        put(f"Erased document {gone.document_id} ({gone.sha256}).")
        if gone.elsewhere:
            session.note(f"Your own file stays: {gone.elsewhere}")
