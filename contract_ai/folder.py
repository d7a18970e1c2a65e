"""What the folder of a run holds: contracts, invoices, facts and confirmed terms.

Folders named contracts/, invoices/ and facts/ say what their files are; a flat folder leaves it
to the content.  Links, hidden files and folders further down are not read, and said so.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from contract_ai.names import printable
from contract_ai.sources import Source
from models.errors import ErrorCode, SettingsError

SECTIONS = ("contracts", "invoices", "facts")
TERMS = "terms"
# Notes beside the documents.  Any other file is read, or named as one that could not be.
BYSTANDERS = frozenset(
    ".txt .md .rst .ini .log .db .yaml .yml .toml .py .sh .lnk .url .part".split()
)
_DOCUMENTS = frozenset(".pdf .docx .xml .csv .xlsx .json".split())


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a folder, each list by name; ``unsorted`` are those of a flat folder.

    ``terms`` maps the stem of a contract to the file a person confirmed; ``notices`` say what
    was left out and why.
    """

    name: str
    contracts: tuple[Source, ...] = ()
    invoices: tuple[Source, ...] = ()
    facts: tuple[Source, ...] = ()
    unsorted: tuple[Source, ...] = ()
    bank: tuple[Source, ...] = ()
    terms: tuple[Source, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many documents there are to read."""
        kinds = self.contracts, self.invoices, self.facts, self.unsorted, self.bank
        return sum(map(len, kinds))


def survey(root: Path, output: Path) -> Folder:
    """Look at a folder; the folder for results is never read.

    Raises:
        SettingsError: it is no folder, may not be read, or results would be written into it.
    """
    if not root.is_dir():
        what, do = "This is no folder.", "Give the folder that holds contracts/ and invoices/."
        raise SettingsError(ErrorCode.SETTINGS_INVALID, what, where=printable(root), do=do)
    _must_lie_apart(root, output)
    notices: list[str] = []
    beside: list[str] = []
    try:
        names = [name for name in SECTIONS if (root / name).is_dir()]
        found = {name: _files(root / name, notices) for name in names}
        terms = _files(root / TERMS, notices) if (root / TERMS).is_dir() else ()
        loose = _files(root, beside, apart={*SECTIONS, TERMS, output.resolve().name})
    except OSError as error:
        what, do = f"The folder cannot be read ({error.strerror}).", "Check who may read it."
        where = printable(str(error.filename))
        raise SettingsError(ErrorCode.SETTINGS_INVALID, what, where=where, do=do) from error
    if not found:
        notices += beside
    else:
        notices += [
            f"{source.shown}: not read, as it lies beside {', '.join(names)}."
            for source in loose
            if source.path.suffix.lower() in _DOCUMENTS
        ]
        loose = ()
    return Folder(
        name=printable(root.resolve().name),
        contracts=found.get("contracts", ()),
        invoices=found.get("invoices", ()),
        facts=found.get("facts", ()),
        unsorted=loose,
        terms=terms,
        notices=tuple(notices),
    )


def _must_lie_apart(root: Path, output: Path) -> None:
    inputs = {root.resolve(), *((root / name).resolve() for name in (*SECTIONS, TERMS))}
    if output.resolve() in inputs:
        what = "Results would be written among the documents."
        do = "Give another --output; FOLDER/report is the default."
        raise SettingsError(ErrorCode.OUTPUT_UNWRITABLE, what, where=printable(output), do=do)


def _files(
    folder: Path, notices: list[str], apart: set[str] | frozenset[str] = frozenset()
) -> tuple[Source, ...]:
    found = []
    for entry in _entries(folder):
        if entry.name in apart:
            continue
        reason = _left_out(entry)
        if reason:
            notices.append(f"{printable(entry.path)}: {reason}")
        elif Path(entry.name).suffix.lower() not in BYSTANDERS:
            found.append(Source(Path(entry.path)))
    return tuple(found)


def _entries(folder: Path) -> Iterator["os.DirEntry[str]"]:
    with os.scandir(folder) as entries:
        yield from sorted(entries, key=lambda entry: os.fsencode(entry.name))


def _left_out(entry: "os.DirEntry[str]") -> str:
    if entry.name.startswith((".", "~$")):
        return "not read, as it is a hidden or temporary file."
    if entry.is_symlink():
        return "not read, as it is a link."
    if entry.is_dir():
        return "not read, as it is a folder inside the folder."
    return "" if entry.is_file() else "not read, as it is no regular file."
