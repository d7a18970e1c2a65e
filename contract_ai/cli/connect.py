"""``contract-ai connect``: let this program read a system, with a key or with a person's leave."""

from dataclasses import dataclass, replace

import click
from pydantic import SecretStr

from contract_ai.cli.common import DATABASE, Session, put, session_command
from contract_ai.connectors.connections import (
    Connection,
    Secrets,
    connection,
    forget_connection,
    save_connection,
    save_notices,
)
from contract_ai.connectors.granting import begin, finish, places
from contract_ai.connectors.opening import means_for
from contract_ai.connectors.quickbooks import SANDBOX
from contract_ai.connectors.services import WITH_KEY, Means
from contract_ai.connectors.trouble import NAMES
from models.ledgers import Service

_BACK = "http://localhost:8000/connections/back"


@dataclass(frozen=True, slots=True)
class Given:
    """What the options say."""

    service: Service
    account: str
    client_id: str
    back: str
    currency: str | None
    mapping: dict[str, str]
    sandbox: bool
    notices: bool

    @property
    def with_key(self) -> bool:
        """Whether a key lets us in: where the service has one, and no program is named."""
        return self.service in WITH_KEY and not self.client_id


def _pairs(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Read OURS=THEIRS, several times."""
    pairs = [one.partition("=") for one in given]
    for ours, equals, theirs in pairs:
        if not (ours and equals and theirs):
            message = "write OURS=THEIRS, for example contract=metadata.contract"
            raise click.BadParameter(message)
    return {ours: theirs for ours, _, theirs in pairs}


@click.command(epilog="Example: contract-ai connect stripe --map contract=metadata.contract")
@click.argument("service", type=click.Choice([str(one) for one in Service]))
@click.option("--client-id", default="", help="The program's id at the service, for OAuth.")
@click.option("--account", default="", help="The company or organisation there.  [default: asked]")
@click.option("--back", default=_BACK, show_default=True, help="Redirect address of the program.")
@click.option("--currency", metavar="CODE", help="Currency of records that name none.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="OURS=THEIRS",
    callback=_pairs,
    help="Take over one of their fields; may be given several times.",
)
@click.option("--sandbox", is_flag=True, help="The test company of QuickBooks Online.")
@click.option("--notices", is_flag=True, help="Ask for the secret that signs their notices.")
@click.option("--only-notices", is_flag=True, help="Ask for that secret alone; all else stays.")
@click.option("--forget", is_flag=True, help="Disconnect: forget key and tokens, keep the records.")
@DATABASE
@session_command
def command(
    session: Session,
    *,
    service: str,
    forget: bool,
    only_notices: bool,
    database: str | None,
    **options: object,
) -> int:
    """Give this program leave to read SERVICE; it changes nothing there.

    Stripe and HubSpot give a key.  The others, and HubSpot if you like, want a program registered
    with them: its id is an option, its secret is asked for.  Open the address that is printed, say
    yes, and paste the address that the browser was sent to; that the page there cannot be shown
    is no matter.  Secrets are asked for, never given as options, and kept encrypted.
    docs/connectors.md shows each service step by step.
    """
    one = Service(service)
    with session.database(database) as opened:
        means = means_for(session.settings, opened)
        if forget:
            with opened.write() as writing:
                forget_connection(writing, one, means.clock.now())
            session.note(f"{NAMES[one]} is disconnected. What was read is still here.")
            return 0
        if only_notices:
            with opened.read() as reading:
                connection(reading, means.vault, one)  # told before anything is asked
            secret = _asked("Secret for notices", empty="")
            with opened.write() as writing:
                save_notices(writing, means.vault, one, secret, means.clock.now())
            session.note(f"Notices of {NAMES[one]} are taken at /webhooks/{service}.")
            return 0
        given = Given(service=one, **options)  # type: ignore[arg-type]  # the options above
        made = _with_key(given) if given.with_key else _with_leave(given, means)
        with opened.write() as writing:
            save_connection(writing, means.vault, made, means.clock.now())
    session.note(f"{NAMES[one]} is connected. Read it: contract-ai sync {service}")
    return 0


def _with_key(given: Given) -> Connection:
    key = _asked(f"Key of {NAMES[given.service]}")
    secrets = Secrets(way="key", key=key, currency=given.currency, notices=_notices(given))
    return Connection(given.service, given.account, secrets, given.mapping)


def _with_leave(given: Given, means: Means) -> Connection:
    if not given.client_id:
        message = f"{NAMES[given.service]} wants --client-id."
        raise click.UsageError(message)
    quickbooks = given.service is Service.QUICKBOOKS
    secrets = Secrets(
        way="oauth",
        client_id=given.client_id,
        client_secret=_asked("Secret of the program"),
        back=given.back,
        address=SANDBOX if quickbooks and given.sandbox else "",
        currency=given.currency,
        notices=_notices(given),
    )
    begun = begin(given.service, secrets, means)
    put(begun.url)
    came_back = click.prompt("Open this address, then paste the one you were sent to", err=True)
    asked = Connection(given.service, given.account, secrets, given.mapping)
    made = finish(asked, begun, came_back, means)
    if given.service is Service.XERO and not made.account:
        made = replace(made, account=_chosen(made, means))
    if quickbooks and not made.account:
        message = "QuickBooks named no company: give --account."
        raise click.UsageError(message)
    return made


def _chosen(made: Connection, means: Means) -> str:
    """Return the organisation: the only one, else the one that a person picks."""
    found = places(made, means)
    if not found:
        message = "No organisation was let in: try again and choose one there."
        raise click.UsageError(message)
    if len(found) == 1:
        return found[0].account
    names = click.Choice([one.name for one in found])
    name = click.prompt("Organisation", type=names, err=True)
    return next(one.account for one in found if one.name == name)


def _notices(given: Given) -> SecretStr:
    return _asked("Secret for notices") if given.notices else SecretStr("")


def _asked(what: str, empty: str | None = None) -> SecretStr:
    """Ask for a secret, which shows nowhere; without ``empty`` until there is one."""
    said = click.prompt(what, hide_input=True, err=True, default=empty, show_default=False)
    return SecretStr(str(said).strip())
