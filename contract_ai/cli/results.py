"""How the stateless commands give their results: printed, or one JSON file a document."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from contract_ai.cli.common import Session, put, put_list
from contract_ai.files import make_folder, write_atomically
from contract_ai.names import OutputNames
from contract_ai.reading import Job, Read
from contract_ai.sources import Source
from models.forms import Json, json_text

T = TypeVar("T")


class FileCommand(click.Command):
    """A command that takes files, also those whose names begin with a dash."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let what names a file and no option be a file."""
        options = {name for param in self.get_params(ctx) for name in param.opts}
        return super().parse_args(ctx, [_as_path(arg, options) for arg in args])


OUTPUT = click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write STEM.json for each file into this folder instead of printing.",
)


@dataclass(frozen=True, slots=True)
class Result:
    """What one file gave: its JSON form (one object or a list) and the same as a table."""

    file: str
    form: Json
    text: str


def jobs(files: Iterable[str]) -> Iterator[Job]:
    """Make one job a file."""
    return (Job(Source(Path(file))) for file in files)


def answers(session: Session, reads: Iterable[Read[T]], total: int) -> Iterator[tuple[Read[T], T]]:
    """Give each file that was read with its value; name the others on stderr."""
    for read in session.progress.over("Reading files", reads, total):
        if read.error is not None:
            session.problem(read.error)
        elif read.value is not None:
            yield read, read.value


def present(
    session: Session, results: Iterator[Result], output: Path | None, form: str, *, lone: bool
) -> None:
    """Write or print results as they come; ``lone`` prints one document without a list."""
    if output is not None:
        _save(session, results, make_folder(output))
    elif form == "text":
        for result in results:
            put(result.text)
    elif lone:
        for result in results:
            put(json_text(result.form))
    else:
        put_list(_members(results))


def _as_path(argument: str, options: set[str]) -> str:
    if not argument.startswith("-") or argument in {"-", "--"} or argument in options:
        return argument
    return f"./{argument}" if os.path.lexists(argument) else argument


def _save(session: Session, results: Iterator[Result], folder: Path) -> None:
    names, written = OutputNames(), 0
    for result in results:
        written += 1
        data = json_text(result.form).encode("utf-8", "replace") + b"\n"
        write_atomically(folder / names.take(result.file), data)
    if written > 1:
        session.note(f"{written} results written to {folder}.")


def _members(results: Iterator[Result]) -> Iterator[Json]:
    for result in results:
        if isinstance(result.form, list):
            yield from result.form
        else:
            yield result.form
