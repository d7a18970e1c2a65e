"""Alembic migrations, run by `contract_ai.storage.upgrade`."""
