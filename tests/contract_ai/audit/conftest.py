"""The trail is tested on every kind of database that the storage is tested on."""

from tests.contract_ai.storage.conftest import database

__all__ = ["database"]
