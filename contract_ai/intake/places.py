"""Where uploads lie: in a folder beside the database, under a place that no other file has.

A document is known in the database by the place it lay at, and another file at that place takes
its own.  An upload lies at ``upload:`` and its hash: no file on disk has such a place, no other
upload has the same, and the folder may move with its database.
"""

from pathlib import Path

from contract_ai.intake.vault import Vault
from contract_ai.settings import Settings
from contract_ai.sources import Source
from contract_ai.storage.engine import Database, file_of
from models.errors import ErrorCode, SettingsError

_PREFIX = "upload:"


def home_of(sha256: str) -> str:
    """Return the place by which the database knows an upload."""
    return _PREFIX + sha256


def is_upload(place: str) -> bool:
    """Whether a document's place says that it was uploaded."""
    return place.startswith(_PREFIX)


def data_folder(settings: Settings, database: Database) -> Path:
    """Return the folder for uploads: the setting, else one beside the database file.

    Raises:
        SettingsError: nothing is set, and the database is no file.
    """
    if settings.data is not None:
        return settings.data
    file = file_of(database)
    if file is not None:
        return file.with_name(f"{file.stem}.files")
    what = "There is no folder for uploaded files, as the database is no file."
    do = "Set CONTRACT_AI_DATA to a folder that only this program uses."
    where = "CONTRACT_AI_DATA"
    raise SettingsError(ErrorCode.SETTINGS_INVALID, what, where=where, do=do)


def open_vault(settings: Settings, database: Database) -> Vault:
    """Open the originals of a database.

    Raises:
        SettingsError: there is no folder for them, or the address of their store is wrong.
    """
    return vault_in(settings, data_folder(settings, database))


def vault_in(settings: Settings, data: Path) -> Vault:
    """Open the originals: in the data folder, or in the store that is set, with copies there.

    Raises:
        SettingsError: the address of the store is wrong.
    """
    if settings.files is None:
        return Vault(data / "originals")
    from contract_ai.intake.bucket import Bucket, place_in  # noqa: PLC0415 (an extra)
    from contract_ai.intake.remote import RemoteVault  # noqa: PLC0415

    place = place_in(settings)
    assert place is not None  # noqa: S101 (it is set)
    return RemoteVault(data / "copies", Bucket(place))


def find_vault(settings: Settings, database: Database) -> Vault | None:
    """Open the originals of a database; None where it has no folder for them.

    Raises:
        SettingsError: the address of their store is wrong.
    """
    try:
        data = data_folder(settings, database)
    except SettingsError:
        return None
    return vault_in(settings, data)


def source_of(place: str, sha256: str, file: str, vault: Vault | None) -> Source | None:
    """Return where a document on file can be read; None where its original is gone."""
    lay = None if is_upload(place) else Path(place)
    if lay is not None and (vault is None or _is_file(lay)):
        return Source(lay)
    # A restored database has all originals here, wherever they lay before.
    if vault is not None and (path := vault.original(sha256)) is not None:
        return Source(path, called=file, home=place)
    return Source(lay) if lay is not None else None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that no file system here can hold
        return False
