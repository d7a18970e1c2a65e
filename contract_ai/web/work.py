"""What a process of the server does beside answering.

It reads uploads, runs ordered checks, and reads systems that gave notice of a change.

Several servers may work on one database: the queues are in it, and each thing is taken once.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from contract_ai.intake.receiving import Intake
from contract_ai.intake.worker import Clock, Worker
from contract_ai.paying import Manner
from contract_ai.web.due_syncs import DueSyncs
from contract_ai.web.ordered import OrderedChecks
from contract_ai.web.originals import originals_of
from contract_ai.web.site import Site


def intake_of(site: Site) -> Intake:
    """Return what takes files in, for all requests of this process."""
    return Intake(site.database, originals_of(site), site.settings)


def worker_of(site: Site, intake: Intake) -> Worker:
    """Return what reads them; it tells the intake's broker."""
    return Worker(
        site.database,
        originals_of(site),
        site.open_reader(),
        Clock(site.clock, site.today),
        intake.broker,
        manner=Manner.of(site.settings),
    )


@asynccontextmanager
async def working(app: FastAPI) -> AsyncIterator[None]:
    """Read uploads, run ordered checks and due syncs from the start of the server to its end.

    What is begun then is put back.
    """
    worker = worker_of(app.state.site, app.state.intake)
    worker.start()
    app.state.worker = worker
    ordered: OrderedChecks = app.state.ordered
    ordered.start()
    due: DueSyncs = app.state.due_syncs
    due.start()
    try:
        yield
    finally:
        await run_in_threadpool(worker.stop)
        await run_in_threadpool(ordered.stop)
        await run_in_threadpool(due.stop)
