"""Secrets as files, one a secret: what a secret store's agent, Kubernetes or systemd puts into a folder.

So the store creates, hands out, renews and destroys them, and none stands in the environment,
which children inherit and crash reports show.
"""

from collections.abc import Collection
from pathlib import Path

from models.errors import ErrorCode, SettingsError

_LARGEST = 1 << 16
_ANYBODY = 0o007


def secrets_in(folder: Path, names: Collection[str]) -> dict[str, str]:
    """Read the files of a folder that are named like a setting; others are left alone.

    A line break at the end is no part of the secret.

    Raises:
        SettingsError: the folder or a file cannot be read, anybody on this machine can read it, or
            it is no text.
    """
    try:
        if not folder.is_dir():
            raise _wrong(folder, "The folder of secrets is not there.")
        there = (folder / name for name in names)
        return {path.name: text for path in there if path.is_file() and (text := _text(path))}
    except OSError as error:
        raise _wrong(folder, "The secrets cannot be read.") from error


def _text(path: Path) -> str:
    about = path.stat()
    if about.st_mode & _ANYBODY:
        raise _wrong(path, "Anybody on this machine can read this secret.", "Run chmod 440 on it.")
    if about.st_size > _LARGEST:
        raise _wrong(path, "This is too large for a secret.")
    try:
        return path.read_text("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        # "from None": the error of the decoder would carry the secret into a log.
        raise _wrong(path, "This secret is no text.") from None


def _wrong(
    path: Path, what: str, do: str = "Correct CONTRACT_AI_SECRETS, or the file."
) -> SettingsError:
    return SettingsError(ErrorCode.SETTINGS_INVALID, what, where=str(path), do=do)
