from tests.contract_ai.storage.conftest import database

__all__ = ["database"]
