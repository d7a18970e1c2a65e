"""``contract-ai``: finds the command, runs it, and turns every end into an exit code.

0 done, 1 findings at or above --fail-on, 2 wrong usage, 3 some input could not be read,
4 internal error.  Command modules are imported only when they are called, so that help is quick.
"""

import atexit
import gc
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import cast

import click

from contract_ai.garbage import held_back
from contract_ai.names import printable
from models.errors import ContractAIError

atexit.register(gc.freeze)  # the end of the program frees all: nobody looks for garbage in it

WRONG_USAGE = 2
INTERNAL = 4
INTERRUPTED = 130

# name: (module, attribute, short help); the short help stands here so that no module is imported.
COMMANDS = {
    "run": ("run", "Check every invoice of a folder and write the report."),
    "extract": ("extract", "Read contracts and print their terms."),
    "invoice": ("invoice", "Read invoices and print what they say."),
    "add": ("add", "Put contracts, invoices and facts into the database."),
    "batch": ("batch", "Read what is new in an inbox, check and report: the nightly job."),
    "reread": (
        "reread",
        "List what newer extractors read in another way; read again, accept, keep.",
    ),
    "contracts": ("contracts", "List the contracts in the database."),
    "invoices": ("invoices", "List the invoices in the database."),
    "teach": ("teach", "Correct a printed invoice, for this and the supplier's next ones."),
    "terms": ("terms", "List terms; confirm, correct or reject them."),
    "payments": ("payments", "Take files of banks in, and match payments to invoices."),
    "receivables": ("receivables", "List what customers owe, and how late they pay."),
    "findings": ("findings", "List findings; say how far they have come."),
    "check": ("check", "Run the checks on the database."),
    "checks": ("checks", "List the catalogue of checks, or explain one."),
    "report": ("report", "Write the discrepancy report from the database."),
    "usage": ("usage", "Take usage events in, and list what they come to by month."),
    "bill": ("bill", "List what should be billed in a month, and what is on no invoice."),
    "invoice-files": (
        "invoice_files",
        "Write our invoices as PDF, UBL, or CSV for QuickBooks and Xero.",
    ),
    "connect": ("connect", "Give this program leave to read an accounting or sales system."),
    "connections": ("connections", "List what is connected, and how far it was read."),
    "sync": ("sync", "Read what changed in the systems that are connected."),
    "reconcile": ("reconcile", "Compare our invoices with other systems' records of them."),
    "remind": ("remind", "Remind customers of what is open, each once for each step."),
    "serve": ("serve", "Start the web application."),
    "demo": ("demo", "Start the web application on the sample company, to try it."),
    "audit": ("audit", "Look at the audit trail, and prove that nobody changed it."),
    "user": ("user", "Manage who may sign in, and as what."),
    "erase": ("erase", "Erase a contract for good, and keep a record that it was."),
    "retention": ("retention", "Erase the contracts that were kept as long as the rule says."),
    "db": ("db", "Look after the database."),
    "doctor": ("doctor", "Look at machine, folders and database, and say what helps."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Name all commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        with held_back():  # what is imported stays: looking for garbage takes a sixth of the time
            module = import_module(f"contract_ai.cli.{COMMANDS[cmd_name][0]}")
            gc.freeze()  # and counts as old from here on
        return cast("click.Command", module.command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's signature)
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001 (click's signature)
    if value and not ctx.resilient_parsing:
        click.echo(f"contract-ai {program_version()}")
        ctx.exit()


def program_version() -> str:
    """Return the installed version."""
    try:
        return version("contract-ai")
    except PackageNotFoundError:
        return "unknown"


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: contract-ai run sample_contracts --as-of 2026-06-30",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and stop.",
)
def cli() -> None:
    """Check every invoice against what the signed contract says, and prove each finding."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = cli.main(
            args=given,
            prog_name="contract-ai",
            standalone_mode=False,
        )
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("Interrupted.")
        return INTERRUPTED
    except ContractAIError as error:
        _say(str(error))
        return WRONG_USAGE
    except SystemExit:
        # So click ends when the reader of our output has gone.
        return 0
    except Exception as error:  # noqa: BLE001 (the last resort: one line instead of a traceback)
        return _internal(error, verbose="--verbose" in given)
    return code if isinstance(code, int) else 0


def _internal(error: Exception, *, verbose: bool) -> int:
    if verbose:
        traceback.print_exception(error)
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "unknown place"
    do = "This is a bug: run again with --verbose and report what it prints."
    _say(f"Internal error: {type(error).__name__} at {where}. {do}")
    return INTERNAL


def _say(text: str) -> None:
    sys.stderr.write(printable(text) + "\n")
