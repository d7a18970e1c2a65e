"""``contract-ai demo``: the web application on a loaded copy of the sample company."""

import tempfile
from pathlib import Path

import click

from contract_ai.cli.common import Session, put, reading_command
from contract_ai.cli.serve import PORT
from contract_ai.files import make_folder
from contract_ai.logs import logging_to


@click.command(epilog="Example: contract-ai demo")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to work in; what you do there stays.  [default: a new one, gone at the end]",
)
@reading_command
def command(session: Session, port: int, folder: Path | None) -> int:
    """Start the web application on a copy of the sample company, with one person of each role.

    Nothing of it touches your own data.  The day is 30 June 2026, on which the story ends.
    """
    with tempfile.TemporaryDirectory(prefix="contract-ai-demo-") as passing:
        _demo(session, port, make_folder(folder or Path(passing)))
    return 0


def _demo(session: Session, port: int, folder: Path) -> None:
    from contract_ai.web import demo, demo_cash, serving  # noqa: PLC0415 (help needs no web framework)

    session.note("Reading the sample company (half a minute) ...")
    with session.database(str(folder / "demo.db")) as opened:
        address = f"http://127.0.0.1:{port}"
        settings = demo_cash.with_company(session.settings, folder, demo.copied(folder))
        site = serving.make_site(settings, opened, address, demo.TODAY)
        demo.load(site, folder, session.progress, cash=True)
        people = demo.people(site)

        def ready() -> None:
            put(f"Contract AI answers at {address} (Ctrl-C ends it). Sign in as one of these:\n")
            for user, password in people:
                put(f"  {user.name:<14} {password}    {user.role.value}")
            put("")

        file = session.settings.log_file
        with logging_to(verbose=session.verbose, file=file, warnings=True):
            serving.serve(site, "127.0.0.1", port, ready=ready)
