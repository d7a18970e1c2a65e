"""What commands share: options, the session they run in, and how they speak to a person.

Data goes to stdout, everything else to stderr.  A name from disk is always made printable.
"""

import getpass
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from contract_ai.engines.choice import ENGINES
from contract_ai.engines.handing import Engine
from contract_ai.logs import logging_to
from contract_ai.progress import QUIET, Progress
from contract_ai.reading import Reader
from contract_ai.recognition import FolderStore, PageStore, Recognition, cache_folder
from contract_ai.settings import Settings, load_settings
from contract_ai.tracing import tracing_to
from models.accounts import Actor
from models.errors import ContractAIError, ErrorCode, SettingsError
from models.forms import Json, json_text

if TYPE_CHECKING:
    from contract_ai.second_reader.record import Record
    from contract_ai.storage.engine import Database

UNREADABLE = 3
DATABASE_FILE = "contract-ai.db"
_SETTINGS = (
    "workers",
    "second_reader",
    "engine",
    "scheduler",
    "scheduler_ca",
    "scheduler_cert",
    "scheduler_key",
)
"""Options of commands that are settings."""
C = TypeVar("C", bound=Callable[..., object])


@dataclass
class Session:
    """One run of a command: its settings, its progress, and how many inputs failed."""

    settings: Settings
    engine: Engine
    quiet: bool = False
    verbose: bool = False
    progress: Progress = QUIET
    problems: list[ContractAIError] = field(default_factory=list)

    @contextmanager
    def database(self, place: str | None) -> "Iterator[Database]":
        """Open the database: the option, else the setting, else a file in this folder."""
        from contract_ai.storage.upgrade import open_database  # noqa: PLC0415 (extract and invoice need no database)

        where = place or self.settings.database or DATABASE_FILE
        opened = open_database(where, self.actor, plain=self.settings.database_allow_plain)
        try:
            yield opened
        finally:
            opened.close()

    def reader(
        self,
        store: PageStore | None = None,
        record: "Record | None" = None,
    ) -> Reader:
        """Return what reads files, where the engine has them read.

        ``store`` keeps what was read on scanned pages; without one a folder does.  ``record`` is
        where what is sent to a second reader is noted.

        Raises:
            SettingsError: a second reader is wanted and its settings are wrong.
        """
        settings = self.settings
        if store is None:
            store = FolderStore(cache_folder(settings.ocr_cache, os.environ))
        recognition = Recognition(wanted=settings.ocr != "off", store=store)
        second = None
        if settings.second_reader:
            from contract_ai.second_reader.reader import second_reader  # noqa: PLC0415 (off unless asked for)

            second = second_reader(settings, os.environ, record)
        return Reader(self.engine, settings, recognition, self.progress, second)

    def problem(self, error: ContractAIError) -> None:
        """Name an input that could not be used, in one line on stderr."""
        self.problems.append(error)
        complain(str(error))

    def note(self, text: str) -> None:
        """Say something a person should know; --quiet leaves it out."""
        if not self.quiet:
            complain(text)

    @property
    def actor(self) -> Actor:
        """Who runs the command: the setting, else the login."""
        return Actor(self.settings.user or _login(), "command line")

    @property
    def exit_code(self) -> int:
        """3 where an input could not be read, else 0."""
        return UNREADABLE if self.problems else 0


def reading_command(function: Callable[..., int]) -> Callable[..., int]:
    """Give a command ``--workers``, ``--quiet`` and ``--verbose``, and a session made of them."""
    workers = click.option(
        "--workers",
        type=click.IntRange(1, 256),
        help="Child processes that read files.  [default: one a core]",
    )
    return workers(session_command(function))


def second_reading_command(function: Callable[..., int]) -> Callable[..., int]:
    """Give a command that reads contracts ``--second-reader`` besides."""
    option = click.option(
        "--second-reader/--no-second-reader",
        default=None,
        help="Ask a language model as well (docs/second-reader.md).  [default: its setting, else no]",
    )
    return option(reading_command(function))


def engine_command(function: Callable[..., int]) -> Callable[..., int]:
    """Give a command ``--engine`` and what says where a scheduler is."""
    file = click.Path(path_type=Path)
    for name, kind, text in (
        ("key", file, "Our private key."),
        ("cert", file, "Our certificate."),
        ("ca", file, "Certificate that the scheduler's must come from (for tls://)."),
    ):
        option = click.option(f"--scheduler-{name}", type=kind, metavar="FILE", help=text)
        function = option(function)
    scheduler = click.option(
        "--scheduler",
        metavar="URL",
        help="A Dask scheduler that runs: tls://host:8786.  [default: one of our own]",
    )
    engine = click.option(
        "--engine",
        type=click.Choice(list(ENGINES)),
        help="Where files are read (docs/operations.md).  [default: its setting, else local]",
    )
    return engine(scheduler(function))


def session_command(function: Callable[..., int]) -> Callable[..., int]:
    """Give a command ``--quiet`` and ``--verbose``, and a session made of them."""

    @click.option("--quiet", is_flag=True, help="Print results and errors only.")
    @click.option("--verbose", is_flag=True, help="Write structured log lines to stderr.")
    @wraps(function)
    def command(
        *,
        quiet: bool,
        verbose: bool,
        **arguments: object,
    ) -> int:
        changed = {name: arguments.pop(name) for name in _SETTINGS if name in arguments}
        with open_session(changed, quiet=quiet, verbose=verbose) as session:
            return function(session, **arguments)

    return command


@contextmanager
def open_session(
    changed: Mapping[str, object], *, quiet: bool = False, verbose: bool = False
) -> Iterator[Session]:
    """Read the settings and log for as long as the session lasts.

    ``changed`` are settings that options give; None leaves a setting as it is.

    Raises:
        SettingsError: a setting is wrong, the log file cannot be written, or what sends traces is
            not installed.
    """
    given = {name: value for name, value in changed.items() if value is not None}
    settings = load_settings(os.environ).model_copy(update=given)
    progress = QUIET if quiet or verbose else Progress(sys.stderr)
    with ExitStack() as stack:
        try:
            stack.enter_context(logging_to(verbose=verbose, file=settings.log_file))
        except OSError as error:
            what, do = "The log file cannot be written.", "Correct CONTRACT_AI_LOG_FILE."
            where = str(settings.log_file)
            raise SettingsError(ErrorCode.SETTINGS_INVALID, what, where=where, do=do) from error
        stack.enter_context(tracing_to(os.environ))
        engine = stack.enter_context(closing(ENGINES[settings.engine](settings)))
        yield Session(settings, engine, quiet, verbose, progress)


DATABASE = click.option(
    "--database",
    metavar="URL",
    help="Database file or URL.  [default: DATABASE_URL, else contract-ai.db in this folder]",
)


def format_option(default: str) -> Callable[[C], C]:
    """Give a command ``--format text|json``."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default=default,
        show_default=True,
        help="How results are printed.",
    )


def put(text: str) -> None:
    """Print data on stdout as UTF-8, whatever the terminal's own encoding is."""
    out = sys.stdout.buffer
    out.write(text.encode("utf-8", "replace") + b"\n")
    out.flush()


def put_list(forms: Iterable[Json]) -> None:
    """Print a JSON list, one member after the other as they come."""
    first = True
    for form in forms:
        put(("[\n" if first else ",\n") + json_text(form))
        first = False
    put("[]" if first else "]")


def complain(text: str) -> None:
    """Print one line on stderr, over a progress bar where there is one."""
    line = "".join(char if char.isprintable() else "?" for char in text)
    wipe = "\r\x1b[2K" if sys.stderr.isatty() else ""
    sys.stderr.write(f"{wipe}{line}\n")
    sys.stderr.flush()


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return f"user {os.getuid()}"
