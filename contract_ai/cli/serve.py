"""``contract-ai serve``: the web application."""

from contextlib import nullcontext

import click

from contract_ai.cli.common import DATABASE, Session, reading_command
from contract_ai.logs import logging_to
from contract_ai.loopback import is_loopback
from contract_ai.metrics.together import counted_together
from contract_ai.settings import Settings, checked_proxies
from models.errors import ErrorCode, SettingsError

PORT = 8000


@click.command(epilog="Example: contract-ai serve --database books.db")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--behind-proxy",
    metavar="ADDRESSES",
    callback=lambda _context, _option, given: _proxies(given),
    help="Servers in front of it that say whom they speak for.  [default: CONTRACT_AI_PROXIES]",
)
@click.option(
    "--processes",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="How many processes answer; as many as cores where many people read at once.",
)
@DATABASE
@reading_command
def command(  # noqa: PLR0913 (every option is given by name)
    session: Session,
    *,
    host: str,
    port: int,
    behind_proxy: str | None,
    processes: int,
    database: str | None,
) -> int:
    """Start the web application and answer until Ctrl-C.

    The first start prints a one-time link that makes the first administrator.  For others than
    this machine put it behind a server that speaks https, and set CONTRACT_AI_PUBLIC_URL.
    """
    settings = session.settings
    _must_be_safe(host, settings)
    if behind_proxy is not None:
        settings = settings.model_copy(update={"proxies": behind_proxy})
    logging = logging_to(verbose=session.verbose, file=settings.log_file, warnings=True)
    counting = counted_together() if processes > 1 else nullcontext()
    with logging, counting, session.database(database) as opened:
        from contract_ai.web.serving import first_link, make_site, serve  # noqa: PLC0415 (help needs no web framework)

        site = make_site(settings, opened, f"http://{_shown(host)}:{port}")
        if link := first_link(site):
            session.note(f"Make the first administrator (once, within 48 hours): {link}")
        said = f"Contract AI answers at {site.address} (Ctrl-C ends it)."
        serve(site, host, port, processes, lambda: session.note(said))
    return 0


def _must_be_safe(host: str, settings: Settings) -> None:
    """Refuse to listen where others reach it: it speaks http, and they would send passwords."""
    if settings.serve_allow_plain or is_loopback(host):
        return
    what = "Others would reach the program in the clear at this address."
    do = (
        "Listen at 127.0.0.1 and have a server in front of it end TLS (docs/security.md), or set "
        "CONTRACT_AI_SERVE_ALLOW_PLAIN=1 if such a server comes over a network that is yours alone."
    )
    raise SettingsError(ErrorCode.SETTINGS_INVALID, what, where=f"--host {host}", do=do)


def _proxies(given: str | None) -> str | None:
    try:
        return None if given is None else checked_proxies(given)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _shown(host: str) -> str:
    """Say how this machine's own browser calls it."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 (compared, not bound)
        return "localhost"
    return f"[{host}]" if ":" in host else host
