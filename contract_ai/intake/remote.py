"""Originals in an S3-compatible store, with a folder of copies that were needed here lately.

An original is in the store before anything says that it is kept.  The folder is a vault of its own,
so that whoever reads an original finds a file whose content was compared with its hash.  Copies
go a day after they were last used, and at once where the original is gone from the store.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from contract_ai.intake.bucket import Bucket
from contract_ai.intake.vault import Incoming, Misfit, Vault

_SHA256 = re.compile(r"[0-9a-f]{64}")
_KEPT = timedelta(hours=24)
_DAMAGED = "The content is not what it was when it was kept."


class RemoteVault(Vault):
    """The originals of a store; ``root`` is the folder of copies."""

    def __init__(self, root: Path, bucket: Bucket) -> None:
        super().__init__(root)
        self._bucket, self._copies = bucket, Vault(root)

    def keep(self, coming: Incoming) -> Path:
        """Put a file that came into the store, and return its copy here.

        What the store holds already is looked at: it is used where it is whole, else replaced.

        Raises:
            SettingsError: it cannot be written, here or there.
        """
        sha256 = coming.sha256
        coming.flush()
        if self._bucket.size(_name(sha256)) != coming.size or self._whole(sha256) is None:
            self._bucket.put(_name(sha256), coming.path.read_bytes())
        return self._copies.keep(coming)

    def original(self, sha256: str) -> Path | None:
        """Return a copy of the original of this hash; None where the store does not have it whole.

        Raises:
            SettingsError: the store cannot be used, or there is no space for the copy.
        """
        if _SHA256.fullmatch(sha256) is None:
            return None
        copy = self._copies.original(sha256)
        size = self._bucket.size(_name(sha256))
        if size is None:
            self._copies.remove(sha256)
            return None
        if copy is not None and copy.stat().st_size == size:
            os.utime(copy)
            return copy
        return self._fetch(sha256)

    def remove(self, sha256: str) -> bool:
        """Delete an original for good, there and here; False where it was not kept.

        Raises:
            SettingsError: it cannot be deleted.
        """
        if _SHA256.fullmatch(sha256) is None:
            return False
        there = self._bucket.size(_name(sha256)) is not None
        self._bucket.delete(_name(sha256))
        self._copies.remove(sha256)
        return there

    def misfits(self) -> Iterator[Misfit]:
        """Name every object of the store that is not what its name says, or does not belong there.

        Raises:
            SettingsError: the store cannot be used.
        """
        for name in self._bucket.names():
            sha256, place = name.rpartition("/")[2], f"{self._bucket.url}/{name}"
            if _SHA256.fullmatch(sha256) is None or name != _name(sha256):
                yield Misfit(place, "This file does not belong here.")
            elif self._whole(sha256) is None:
                yield Misfit(place, _DAMAGED)

    def sweep(self, now: datetime) -> int:
        """Delete what uploads that were cut off left, and copies not used for a day."""
        oldest = (now - _KEPT).timestamp()
        for copy in self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            with suppress(FileNotFoundError):  # another process was faster
                if copy.lstat().st_mtime < oldest:
                    copy.unlink()
        return self._copies.sweep(now)

    def _fetch(self, sha256: str) -> Path | None:
        data = self._whole(sha256)
        if data is None:
            return None
        with self.incoming() as coming:
            coming.write(data)
            return self._copies.keep(coming)

    def _whole(self, sha256: str) -> bytes | None:
        """Return what the store holds under a hash, if it has that hash."""
        data = self._bucket.get(_name(sha256))
        if data is None or hashlib.sha256(data).hexdigest() != sha256:
            return None
        return data


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
