"""Looking at an inbox: which files lie there, which are still being written, which are none.

A file counts as whole when it was not changed for `SETTLE` seconds.  One that was changed later,
or that says it will be (clocks go wrong), is looked at twice, so many seconds apart, and is whole
when nothing of it changed meanwhile.  Links are never followed.
"""

import os
import stat
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from contract_ai.folder import BYSTANDERS, TERMS
from contract_ai.names import printable
from contract_ai.storage import documents as store
from models.errors import DocumentError, ErrorCode, SettingsError

SETTLE = 5.0
DONE, REFUSED, QUARANTINE = "done", "refused", "quarantine"
OWN = frozenset({DONE, REFUSED, QUARANTINE})
"""Folders of the inbox that originals are moved to; they are never read."""

HINTS = {
    "contracts": store.CONTRACT,
    "invoices": store.INVOICE,
    "facts": store.FACTS,
    TERMS: TERMS,
}
_COMING = frozenset(".part .partial .tmp .temp .crdownload .filepart .download .swp".split())
_GIGA = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells without reading that a file is still the one it was; times in nanoseconds."""

    size: int
    modified: int
    changed: int
    inode: int


@dataclass(frozen=True, slots=True)
class Found:
    """A regular file; ``inside`` is its path in the inbox, ``wanted`` the kind its folder says."""

    path: Path
    inside: Path
    wanted: str
    mark: Mark

    @property
    def shown(self) -> str:
        """The path inside the inbox, printable."""
        return printable(self.inside)


@dataclass(frozen=True, slots=True)
class Strange:
    """Something that is no file which may be read, and why."""

    found: Found
    error: DocumentError


@dataclass(frozen=True, slots=True)
class Left:
    """A file that is left where it is, and why."""

    shown: str
    why: str


@dataclass(frozen=True, slots=True)
class Look:
    """What lies in an inbox, each list in the order of the paths."""

    found: tuple[Found, ...] = ()
    strange: tuple[Strange, ...] = ()
    left: tuple[Left, ...] = ()


def look(root: Path, apart: AbstractSet[Path] = frozenset()) -> Look:
    """List the files of an inbox and its folders; those ``apart`` are not looked into.

    Raises:
        SettingsError: the inbox is no folder or may not be read.
    """
    if not root.is_dir():
        what, do = "The inbox is no folder.", "Give the folder that new documents are put into."
        raise SettingsError(ErrorCode.SETTINGS_INVALID, what, where=printable(root), do=do)
    found: list[Found] = []
    strange: list[Strange] = []
    left: list[Left] = []
    for entry, hint in _entries(root, root, "", apart, left):
        inside = Path(entry.path).relative_to(root)
        why = _left_out(entry)
        if why:
            left.append(Left(printable(inside), why))
            continue
        try:
            status = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue  # taken away meanwhile
        one = Found(Path(entry.path), inside, hint, mark_of(status))
        if stat.S_ISREG(status.st_mode):
            found.append(one)
        else:
            strange.append(Strange(one, _no_file(one, status)))
    return Look(tuple(found), tuple(strange), tuple(left))


def mark_of(status: os.stat_result) -> Mark:
    """Return the mark of a file."""
    return Mark(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def whole(seen: Look, now: float, sleep: Callable[[float], None], settle: float = SETTLE) -> Look:
    """Leave out what is still being written; waits ``settle`` seconds where that must be found out.

    ``now`` is the time in seconds since 1970.
    """
    settled = (now - settle) * _GIGA
    fresh = {one for one in seen.found if one.mark.modified > settled}
    if fresh and settle > 0:
        sleep(settle)
    writing = {one for one in fresh if not _unchanged(one)}
    gone = {one for one in writing if not os.path.lexists(one.path)}
    left = [
        Left(one.shown, "It is still being written.") for one in seen.found if one in writing - gone
    ]
    return Look(
        tuple(one for one in seen.found if one not in writing), seen.strange, (*seen.left, *left)
    )


def _unchanged(one: Found) -> bool:
    try:
        return mark_of(one.path.lstat()) == one.mark
    except OSError:
        return False


def _entries(
    root: Path, folder: Path, hint: str, apart: AbstractSet[Path], left: list[Left]
) -> Iterator[tuple["os.DirEntry[str]", str]]:
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        if folder == root:
            what, do = f"The inbox cannot be read ({error.strerror}).", "Check who may read it."
            where = printable(root)
            raise SettingsError(ErrorCode.SETTINGS_INVALID, what, where=where, do=do) from error
        why = f"The folder cannot be read ({error.strerror})."
        left.append(Left(printable(folder.relative_to(root)), why))
        return
    for entry in listed:
        if folder == root and entry.name in OWN:
            continue
        if not entry.is_dir(follow_symlinks=False):
            yield entry, hint
        elif Path(entry.path) not in apart and not entry.name.startswith("."):
            named = HINTS.get(entry.name.lower(), hint)
            yield from _entries(root, Path(entry.path), named, apart, left)


def _left_out(entry: "os.DirEntry[str]") -> str:
    """Say why a file is not looked at; empty where it is."""
    ending = Path(entry.name).suffix.lower()
    if entry.name.startswith((".", "~$")) or ending in _COMING:
        return "It is a hidden or temporary file."
    if ending in BYSTANDERS or entry.name.endswith((".db-wal", ".db-shm", ".db-journal")):
        return "It is a note beside the documents."
    return ""


def _no_file(one: Found, status: os.stat_result) -> DocumentError:
    link = stat.S_ISLNK(status.st_mode)
    what = "This is a link, which is never followed." if link else "This is no regular file."
    do = "Put the document itself into the inbox."
    return DocumentError(ErrorCode.FILE_NOT_REGULAR, what, where=one.shown, do=do)
