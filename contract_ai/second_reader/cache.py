"""Keeps answers, so that the same text is not sent twice to the same model.

An answer holds quotes of the contract: files are readable by their owner alone.
"""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from contract_ai.logs import log
from contract_ai.second_reader.endpoint import Endpoint
from contract_ai.second_reader.prompt import VERSION
from models.forms import Form


class Cache:
    """A folder of answers; None keeps nothing."""

    def __init__(self, folder: Path | None, endpoint: Endpoint) -> None:
        self._folder = folder
        self._endpoint = endpoint

    def get(self, file: str, text: str) -> Form | None:
        """Return the answer to a text, where there is one."""
        if self._folder is None:
            return None
        try:
            kept = json.loads(self._path(self._folder, file, text).read_bytes())
        except (OSError, ValueError):
            return None
        return kept if isinstance(kept, dict) else None

    def put(self, file: str, text: str, form: Form) -> None:
        """Keep an answer; a folder that cannot be written costs only the next run's requests."""
        if self._folder is None:
            return
        path = self._path(self._folder, file, text)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(prefix=".", dir=path.parent)  # 0600
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as out:
                    json.dump(form, out, ensure_ascii=True)
                Path(temporary).replace(path)
            except BaseException:
                with contextlib.suppress(OSError):
                    Path(temporary).unlink()
                raise
        except OSError as error:
            log().warning("second reader: answer not kept", reason=error.strerror)

    def _path(self, folder: Path, file: str, text: str) -> Path:
        one = self._endpoint
        parts = (one.shown, one.protocol, one.model, VERSION, file, text)
        digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
        return folder / digest[:2] / f"{digest}.json"


def user_folder(environment: Mapping[str, str], variable: str, otherwise: str) -> Path:
    """Return this program's folder among the user's own, as XDG says."""
    return Path(environment.get(variable) or otherwise).expanduser() / "contract-ai"
