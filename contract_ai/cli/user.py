"""``contract-ai user``: who may sign in, and as what.  Whoever can run it may do anything here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps

import click
from sqlmodel import Session as DatabaseSession

from contract_ai.accounts import invitations, people, totp, users
from contract_ai.accounts.means import Means
from contract_ai.accounts.secrets import vault_of
from contract_ai.cli.common import DATABASE, Session, put, session_command
from contract_ai.cli.tables import table
from contract_ai.connectors import connections
from models.accounts import EVERY_CONTRACT, Role, User
from reports.wording import count

LINK = "{url}/welcome/{token}"
_HOURS = invitations.HOLDS.total_seconds() / 3600


@dataclass(frozen=True)
class Work:
    """What a command works with."""

    session: DatabaseSession
    means: Means
    url: str

    def user(self, name: str) -> User:
        """Look a person up."""
        return people.named(self.session, name)

    def put_link(self, token: str, what: str) -> None:
        """Print a one-time link."""
        put(f"{what}. The link opens once, within {_HOURS:.0f} hours:")
        put(LINK.format(url=self.url, token=token))


def _working(function: Callable[..., None]) -> Callable[..., int]:
    """Give a command ``--database`` and a transaction to work in."""

    @DATABASE
    @session_command
    @wraps(function)
    def command(session: Session, database: str | None, **arguments: object) -> int:
        with _work(session, database) as work:
            function(work, **arguments)
        return 0

    return command


@contextmanager
def _work(session: Session, database: str | None) -> Iterator[Work]:
    with session.database(database) as opened:
        vault = vault_of(session.settings, opened.engine.url)
        means = Means(datetime.now(UTC), vault)
        with opened.write() as writing:
            yield Work(writing, means, session.settings.public_url)


_NAME = click.argument("name")
_ROLE = click.Choice([role.value for role in Role])


@click.group(epilog="Example: contract-ai user add anna@example.com --role finance")
def command() -> None:
    """Manage who may sign in, and as what."""


@command.command(epilog="Example: contract-ai user add anna@example.com --role finance")
@_NAME
@click.option("--role", type=_ROLE, default=Role.FINANCE.value, show_default=True, help="What for.")
@click.option(
    "--contracts",
    default=",".join(EVERY_CONTRACT),
    show_default=True,
    help="Names of contracts they see, with * and ?, separated by commas.",
)
@_working
def add(work: Work, name: str, role: str, contracts: str) -> None:
    """Invite somebody: print a one-time link with which they set a password."""
    patterns = tuple(contracts.split(","))
    email = name if "@" in name else None
    offer = invitations.Offer(Role(role), patterns, name, email)
    token = invitations.invite(work.session, offer, work.means)
    work.put_link(token, f"{people.folded(name)} is invited as {role}")


@command.command("list", epilog="Example: contract-ai user list")
@_working
def list_(work: Work) -> None:
    """List everybody with an account, and open invitations."""
    rows = [
        [
            user.name,
            user.full_name,
            user.role.value,
            ",".join(user.contracts),
            "disabled" if user.disabled_at else "",
            "yes" if user.has_totp else "no",
        ]
        for user in people.all_people(work.session)
    ]
    for one in invitations.open_invitations(work.session, work.means.now):
        if one.user_id is None:
            name, contracts = one.offer.name or one.offer.email, ",".join(one.offer.contracts)
            rows.append([name or "", "", one.offer.role.value, contracts, "invited", ""])
    put(table(["name", "full name", "role", "contracts", "state", "authenticator"], rows))


@command.command(epilog="Example: contract-ai user disable anna@example.com")
@_NAME
@click.option("--reason", default="", help="Why; kept in the audit trail.")
@_working
def disable(work: Work, name: str, reason: str) -> None:
    """Shut an account: its sessions, tokens and links end at once."""
    user = users.disable(work.session, work.user(name), work.means, reason)
    put(f"{user.name} is disabled.")


@command.command(epilog="Example: contract-ai user enable anna@example.com")
@_NAME
@_working
def enable(work: Work, name: str) -> None:
    """Open a disabled account again."""
    user = users.enable(work.session, work.user(name), work.means)
    put(f"{user.name} is enabled.")


@command.command(epilog="Example: contract-ai user role anna@example.com auditor")
@_NAME
@click.argument("role", type=_ROLE)
@_working
def role(work: Work, name: str, role: str) -> None:
    """Give somebody another role; their sessions end."""
    user = users.set_role(work.session, work.user(name), Role(role), work.means)
    put(f"{user.name} has the role {user.role.value}.")


@command.command(epilog="Example: contract-ai user contracts anna@example.com 'MSA-*,NDA-2026'")
@_NAME
@click.argument("patterns")
@_working
def contracts(work: Work, name: str, patterns: str) -> None:
    """Say which contracts somebody sees; their sessions end."""
    given = tuple(patterns.split(","))
    user = users.set_contracts(work.session, work.user(name), given, work.means)
    put(f"{user.name} sees {','.join(user.contracts)}.")


@command.command(epilog="Example: contract-ai user reset anna@example.com")
@_NAME
@click.option("--authenticator", is_flag=True, help="Remove their authenticator as well.")
@_working
def reset(work: Work, name: str, authenticator: bool) -> None:  # noqa: FBT001 (a flag of click)
    """Print a one-time link with which somebody sets a new password."""
    user = work.user(name)
    if authenticator:
        users.remove_totp(work.session, user, work.means, "reset")
    token = invitations.offer_reset(work.session, user, work.means)
    work.put_link(token, f"{user.name} may set a new password")


@command.command(epilog="Example: contract-ai user reseal")
@_working
def reseal(work: Work) -> None:
    """Encrypt what is kept of authenticators and connections under the new key of the application.

    Give the key of before in CONTRACT_AI_OLD_SECRET_KEYS; after this it is not needed any more.
    """
    devices = totp.reseal(work.session, work.means)
    services = connections.reseal(work.session, work.means.vault, work.means.now)
    done = f"{count(devices, 'authenticator')} and {count(services, 'connection')}"
    put(f"{done} sealed under the key that counts now.")
