"""Moving originals out of the inbox, once what became of them is committed.

A file is moved by its name, and looked at after: one that was replaced between its reading and
its moving goes back to where it lay, as it was never read.
"""

import errno
import os
from dataclasses import dataclass
from pathlib import Path

from contract_ai.batch.inbox import DONE, QUARANTINE, REFUSED, Found, Mark, mark_of
from contract_ai.batch.states import FileState
from contract_ai.files import sweep, sync_folder, write_atomically
from contract_ai.names import printable
from models.errors import ErrorCode, SettingsError

FOLDERS = {
    FileState.DONE: DONE,
    FileState.DUPLICATE: DONE,
    FileState.REFUSED: REFUSED,
    FileState.QUARANTINED: QUARANTINE,
}
_LONGEST = 255  # bytes of a name on every file system here
_NOTE = ".txt"


@dataclass(frozen=True, slots=True)
class Move:
    """A file that is to go to the folder of its state; the reason stands beside it where given."""

    found: Found
    state: FileState
    code: str = ""
    what: str = ""
    do: str = ""


class Mover:
    """Moves the files of one night; ``day`` is the folder inside done/, refused/ and quarantine/."""

    def __init__(self, inbox: Path, day: str) -> None:
        self._inbox, self._day = inbox, day
        self._touched: set[Path] = set()
        self._made: set[Path] = set()

    def move(self, one: Move) -> bool:
        """Move one file; False where it is no longer the one that was read.

        Raises:
            SettingsError: it cannot be moved: no permission, no space.
        """
        source = one.found.path
        try:
            if not _is(source, one.found.mark):
                return False
            folder = self._inbox / FOLDERS[one.state] / self._day / one.found.inside.parent
            self._make(folder)
            target = _free(folder / _short(source.name))
            if one.code:
                write_atomically(note_beside(target), _reason(one))
            os.rename(source, target)  # noqa: PTH104 (never through a link, and nothing lies there)
            self._touched |= {source.parent, folder}
            if not _is(target, one.found.mark, renamed=True):
                os.rename(target, _free(source))  # noqa: PTH104 (another file took its place)
                return False
        except FileNotFoundError:
            return False
        except OSError as error:
            raise _immovable(source, error) from error
        return True

    def close(self) -> None:
        """Put on the disk that files were moved.

        Raises:
            SettingsError: the disk does not take it.
        """
        for folder in sorted(self._touched):
            try:
                sync_folder(folder)
            except OSError as error:
                raise _immovable(folder, error) from error
        self._touched.clear()

    def _make(self, folder: Path) -> None:
        """Make a folder inside the inbox; a link in its place would lead out of it."""
        if folder in self._made or folder == self._inbox:
            return
        self._make(folder.parent)
        if folder.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(folder))
        if not folder.is_dir():
            folder.mkdir()
            self._touched.add(folder.parent)
        sweep(folder)  # a night is alone here; one before it may have been killed while it wrote
        self._made.add(folder)


def _is(path: Path, mark: Mark, *, renamed: bool = False) -> bool:
    """Whether the file here is the one of this mark; renaming sets its time of change."""
    now = mark_of(path.lstat())
    if renamed:
        return (now.size, now.modified, now.inode) == (mark.size, mark.modified, mark.inode)
    return now == mark


def _free(path: Path) -> Path:
    """Return the path, or one with a number where something lies there."""
    free, number = path, 2
    while os.path.lexists(free):
        free = path.with_name(_short(f"{path.stem} ({number}){path.suffix}"))
        number += 1
    return free


def note_beside(path: Path) -> Path:
    """Return where the reason stands why a file was not read."""
    return path.with_name(path.name + _NOTE)


def _short(name: str) -> str:
    """Cut a name so that the ending of a note still fits behind it."""
    data, longest = os.fsencode(name), _LONGEST - len(_NOTE)
    if len(data) <= longest:
        return name
    ending = os.fsencode(Path(name).suffix)[:20]
    return os.fsdecode(data[: longest - len(ending)] + ending)


def _reason(one: Move) -> bytes:
    lines = [one.found.shown, "", f"[{one.code}] {one.what}", f"What to do: {one.do}", ""]
    if one.state is FileState.QUARANTINED:
        lines += ["To have it read once more: contract-ai batch INBOX --retry-quarantined", ""]
    return "\n".join(lines).encode("utf-8", "replace")


def _immovable(path: Path, error: OSError) -> SettingsError:
    what = f"A file cannot be moved ({error.strerror})."
    do = "Correct the permissions of the inbox, or run with --keep; the next run goes on from here."
    where = printable(path)
    return SettingsError(ErrorCode.OUTPUT_UNWRITABLE, what, where=where, do=do)
