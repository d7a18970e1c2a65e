"""The engine ``dask``: a scheduler that runs, or a cluster of our own."""

import os
from concurrent.futures import Executor
from importlib import import_module

from contract_ai.engines.address import Address, address_of
from contract_ai.engines.own import OwnCluster
from contract_ai.pool import limits_of
from contract_ai.settings import Settings
from models.errors import ErrorCode, SettingsError


class DaskEngine:
    """Opens executors on one cluster, which is there from the first use on.

    Raises:
        SettingsError: Dask is not installed, or a setting of the scheduler is wrong.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings, self._pid = settings, os.getpid()
        self._given = address_of(settings)
        self._own: OwnCluster | None = None
        _must_be_installed()

    def __call__(self) -> Executor:
        """Open an executor on the cluster.

        Raises:
            SettingsError: there is no cluster, or it runs another program.
        """
        from contract_ai.engines.dask_executor import DaskExecutor  # noqa: PLC0415 (slow to import)

        settings = self._settings
        return DaskExecutor(self._address(), limits_of(settings), self._own is not None)

    def ready(self) -> None:
        """Start our own cluster, and load what processes that are forked from here share."""
        import_module("contract_ai.engines.dask_executor")
        if self._given is None and self._own is None:
            self._own = OwnCluster(self._settings.worker_count)

    def close(self) -> None:
        """End our own cluster; one that was there before us stays."""
        if self._own is not None and os.getpid() == self._pid:
            self._own.close()
            self._own = None

    def _address(self) -> Address:
        if self._given is not None:
            return self._given
        self.ready()
        assert self._own is not None  # noqa: S101 (made by the line before)
        return self._own.address()


def _must_be_installed() -> None:
    from importlib.util import find_spec  # noqa: PLC0415 (only here)

    if find_spec("distributed") is None:
        what, do = "Dask is not installed.", "Install it: pip install 'contract-ai[dask]'."
        where = "--engine dask"
        raise SettingsError(ErrorCode.ENGINE_MISSING, what, where=where, do=do)
