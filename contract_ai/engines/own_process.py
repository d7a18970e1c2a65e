"""The process of a cluster of our own: ``python -m contract_ai.engines.own_process FOLDER WORKERS``."""

import json
import os
import signal
import sys
from pathlib import Path

import dask
from distributed import LocalCluster, Security

from contract_ai.engines.own import ADDRESS

_CONFIG = {
    "distributed.scheduler.allowed-failures": 1,  # the second death of a task is its last
    # Who restarts a worker is its nanny.  After this time the cluster would end the nanny of a worker
    # that is gone, or gone again, and put nothing in its place.
    "distributed.deploy.lost-worker-timeout": "365 days",
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,  # children have their own limits
    "distributed.admin.large-graph-warning-threshold": "1GB",
    "distributed.admin.tick.limit": "1h",
    "distributed.logging.distributed": "error",
    # What a cluster watches of itself for its dashboard, which ours has not.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.interval": "10s",
}

_PEM = {"ca": "ca_file", "cert": "client_cert", "key": "client_key"}


def main() -> None:
    """Serve until standard input ends."""
    folder, workers = Path(sys.argv[1]), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command is told, and ends us
    dask.config.set(_CONFIG)
    security = Security.temporary()
    with LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        protocol="tls://",
        security=security,
        dashboard_address=None,
        worker_dashboard_address=None,
        memory_limit=0,
        local_directory=str(folder),
    ) as cluster:
        _publish(folder, cluster.scheduler_address, security)
        while os.read(0, 1024):
            pass


def _publish(folder: Path, url: str, security: Security) -> None:
    """Write where we listen, whole or not at all."""
    pem = {name: getattr(security, f"tls_{of}") for name, of in _PEM.items()}
    coming = folder / "coming"
    coming.write_text(json.dumps({"url": url, **pem}), encoding="utf-8")
    coming.rename(folder / ADDRESS)


if __name__ == "__main__":
    main()
