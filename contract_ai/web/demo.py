"""The sample company as a site: its documents read and checked, and one person of each role."""

import secrets
import shutil
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

from sqlmodel import Session

from contract_ai import pipeline
from contract_ai.accounts import changing_passwords, invitations, users
from contract_ai.accounts.invitations import Offer
from contract_ai.accounts.means import Means
from contract_ai.accounts.people import row_named, user_of
from contract_ai.accounts.users import Newcomer
from contract_ai.folder import SECTIONS, TERMS, survey
from contract_ai.progress import QUIET, Progress
from contract_ai.web import demo_cash
from contract_ai.web.site import Site
from models.accounts import EVERY_CONTRACT, Role, User

TODAY = date(2026, 6, 30)
PEOPLE = (
    ("finance", "Fiona Ames", Role.FINANCE),
    ("auditor", "Anton Beck", Role.AUDITOR),
    ("admin", "Ada Corvin", Role.ADMINISTRATOR),
)
_WORDS = (
    "amber basin cedar delta ember fjord grove harbor inlet juniper kettle lagoon maple nectar "
    "orchard pebble quarry river saddle timber umber valley willow yonder zephyr anchor bramble"
).split()


def copied(folder: Path) -> Path:
    """Copy the sample company into a folder, and return where it lies there."""
    company = folder / "company"
    for name in (*SECTIONS, TERMS, demo_cash.CASH):
        with as_file(files("sample_contracts") / name) as source:
            shutil.copytree(source, company / name, dirs_exist_ok=True)
    return company


def load(site: Site, folder: Path, progress: Progress = QUIET, *, cash: bool = False) -> None:
    """Copy the sample company into a folder, read it, and check it as of the story's last day.

    With ``cash`` the bank says what was paid, QuickBooks what was booked, and drafts wait.  A
    folder that was used before keeps what was done there.
    """
    company = copied(folder)
    reader = site.open_reader()
    now = site.clock()
    held = survey(company, folder / "report")
    if cash:
        held = demo_cash.with_cash(held, company)
    pipeline.add(site.database, reader, held, now=now, progress=progress)
    if cash:
        demo_cash.settle(site, company, TODAY, now)
    pipeline.check(site.database, as_of=TODAY, now=now, settings=site.settings.for_checks)
    if cash:
        demo_cash.draft(site, now)


def people(site: Site) -> list[tuple[User, str]]:
    """Make one person of each role and return them with their passwords, which are new each time."""
    made = []
    for name, full_name, role in PEOPLE:
        password = "-".join(secrets.choice(_WORDS) for _ in range(5))
        with site.database.write() as session:
            made.append(
                (_person(session, site, Newcomer(name, full_name, password), role), password)
            )
    return made


def _person(session: Session, site: Site, newcomer: Newcomer, role: Role) -> User:
    """Make an account; in a folder that was used before, give it its new password."""
    means = Means(site.clock(), site.vault)
    there = row_named(session, newcomer.name)
    if there is not None:
        token = invitations.offer_reset(session, user_of(there), means)
        return changing_passwords.reset_password(session, token, newcomer.password, means)
    token = invitations.invite(session, Offer(role, EVERY_CONTRACT, newcomer.name), means)
    return users.accept(session, token, newcomer, means)
