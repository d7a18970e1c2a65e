"""Starting the application: what a site is made of on this machine, and the server around it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from socket import socket
from threading import Event
from zoneinfo import ZoneInfo

import uvicorn
from fastapi import FastAPI

from contract_ai.accounts.means import Means
from contract_ai.accounts.secrets import vault_of
from contract_ai.accounts.users import first_administrator
from contract_ai.desk.held.shelf import keep_shelf
from contract_ai.intake.places import data_folder
from contract_ai.pool import open_pool
from contract_ai.reading import Reader
from contract_ai.recognition import Recognition
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database
from contract_ai.storage.scans import DatabaseStore
from contract_ai.web.app import create_app
from contract_ai.web.last_resort import LastResort
from contract_ai.web.patience import PatientProtocol
from contract_ai.web.processes import Processes
from contract_ai.web.site import Site
from contract_ai.web.warming import warm_lists

MOST_CONNECTIONS = 1000
"""Whoever comes beyond them is told to come again (503)."""


def make_site(
    settings: Settings, database: Database, address: str, day: date | None = None
) -> Site:
    """Put a site together; ``day`` is taken for today for ever, as demonstrations need it.

    Raises:
        SettingsError: the folder for files or the key cannot be used.
    """
    data = data_folder(settings, database)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    zone = ZoneInfo(settings.time_zone) if settings.time_zone else None

    def today() -> date:
        return day or datetime.now(zone).date()

    return Site(
        database=database,
        settings=settings,
        clock=lambda: datetime.now(UTC),
        today=today,
        data=data,
        vault=vault_of(settings, database.engine.url),
        address=settings.public_url if "public_url" in settings.model_fields_set else address,
        open_reader=lambda: reader_of(settings, database),
    )


def reader_of(settings: Settings, database: Database) -> Reader:
    """Return what reads files for the pages; scanned pages are kept in the database."""
    recognition = Recognition(wanted=settings.ocr != "off", store=DatabaseStore(database))
    return Reader(lambda: open_pool(settings), settings, recognition)


def first_link(site: Site) -> str | None:
    """Return the one-time link that makes the first administrator; None where there is one."""
    with site.database.write() as session:
        token = first_administrator(session, Means(site.clock(), site.vault))
    return None if token is None else f"{site.address}/welcome/{token}"


def serve(
    site: Site,
    host: str,
    port: int,
    processes: int = 1,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Answer requests until the process is told to end, with so many processes.

    ``ready`` is called when whoever opens the address is answered, or waits no more than a moment.
    """
    if processes > 1:
        site = replace(site, settings=_shared_out(site.settings, processes))
    app = create_app(site)
    app.state.pages.warm()  # before there are threads: children are forked with all of it loaded
    lists = warm_lists(site)
    config = config_of(site, app, host, port)

    def answer(listening: socket | None = None) -> None:
        told = ready if listening is None else lambda: None
        _Server(config, app.state.stopping, told).run(None if listening is None else [listening])

    def answer_apart(listening: socket) -> None:
        site.database.engine.dispose(close=False)  # connections are the parent's
        if lists is not None:
            keep_shelf(site.database.engine, lists)
        answer(listening)

    if processes == 1:
        answer()
        return
    listening = config.bind_socket()
    ready()
    site.database.engine.dispose()
    Processes(processes, listening, answer_apart).run()


def _shared_out(settings: Settings, processes: int) -> Settings:
    """Let all processes together read as many files at once as one would."""
    workers = max(1, settings.worker_count // processes)
    return settings.model_copy(update={"workers": workers})


def config_of(site: Site, app: FastAPI, host: str, port: int) -> uvicorn.Config:
    """Say how the server listens, how long it waits, and whom it believes."""
    proxies = site.settings.proxies
    return uvicorn.Config(
        LastResort(app),
        host=host,
        port=port,
        log_config=None,
        access_log=False,  # paths may hold one-time links
        server_header=False,
        timeout_graceful_shutdown=10,
        ws="none",
        http=PatientProtocol,
        limit_concurrency=MOST_CONNECTIONS,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
    )


class _Server(uvicorn.Server):
    """Says when it answers, and ends the streams of events before it waits for all answers."""

    def __init__(self, config: uvicorn.Config, stopping: Event, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._stopping, self._ready = stopping, ready

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Stop answering."""
        self._stopping.set()
        await super().shutdown(sockets)
