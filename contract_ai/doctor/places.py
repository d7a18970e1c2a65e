"""The places where things lie: space on the disk, and who may read what is kept."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from contract_ai.accounts.secrets import key_file
from contract_ai.doctor.told import Told, limited, well, wrong
from contract_ai.intake.places import find_vault
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database, file_of

_SCARCE, _NONE = 5 << 30, 200 << 20  # bytes
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def look_at_places(settings: Settings, database: Database) -> Iterator[Told]:
    """Look at the folders of a database, its key and its originals."""
    file = file_of(database)
    vault = find_vault(settings, database)
    folders = [file.parent] if file else []
    folders += [vault.root] if vault else []
    for folder in dict.fromkeys(map(_there, folders)):
        yield _space(folder)
    yield _key(settings, file)
    if vault is None:
        do = "Set CONTRACT_AI_DATA to a folder that only this program uses."
        yield limited("originals", "There is no folder for uploaded files.", do)
    elif vault.root.is_dir():
        yield _folder(vault.root)
    else:
        yield well("originals", "Nothing was uploaded yet.")


def _there(folder: Path) -> Path:
    """Return a folder, or the one above that is there already."""
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    return folder


def _space(folder: Path) -> Told:
    free = shutil.disk_usage(folder).free
    what = f"{free / (1 << 30):,.1f} GB are free where {folder} lies."
    if free < _NONE:
        return wrong("space", what, "Free space: nothing more can be kept.")
    if free < _SCARCE:
        return limited("space", what, "Free space before the next import.")
    return well("space", what)


def _key(settings: Settings, file: Path | None) -> Told:
    if settings.secret_key is not None:
        return well("key", "The application's key comes from the settings.")
    place = key_file(settings, file)
    if place is None:
        do = "Set CONTRACT_AI_SECRET_KEY_FILE to a file; contract-ai serve needs it."
        return limited("key", "No key is set for this database.", do)
    if not place.exists():
        return well("key", f"{place} is made when the web application starts first.")
    if place.stat().st_mode & _OTHERS:
        return wrong("key", f"Others than its owner can read {place}.", f"Run chmod 600 {place}.")
    return well("key", f"Only its owner can read {place}.")


def _folder(root: Path) -> Told:
    if root.stat().st_mode & _OTHERS:
        what = f"Others than its owner can look into {root}."
        return wrong("originals", what, f"Run chmod 700 {root}.")
    if not os.access(root, os.W_OK):
        do = "Run the program as the owner of the folder, or change the owner."
        return wrong("originals", f"{root} cannot be written.", do)
    return well("originals", f"Only its owner can look into {root}.")
