"""Several stand-ins at once, each at an address of its own, as a company has them."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

import httpx2

from contract_ai.accounts.secrets import Vault
from contract_ai.connectors.connections import save_connection
from contract_ai.connectors.services import PROVIDERS
from contract_ai.storage.engine import Database
from models.ledgers import Service
from tests.contract_ai.connectors.worlds import CONNECTIONS
from tests.fakes.service import Fake, Time


def together(fakes: Mapping[Service, Fake]) -> httpx2.MockTransport:
    """Answer for each service at its address (`connect`), and at the one that gives its tokens."""
    hosts = {_host(_address(service)): fake for service, fake in fakes.items()}
    for service, provider in PROVIDERS.items():
        if service in fakes:
            hosts[_host(provider.token)] = fakes[service]
    return httpx2.MockTransport(lambda request: hosts[request.url.host].handle(request))


def connect(database: Database, vault: Vault, time: Time, *services: Service) -> None:
    """Connect services as `together` answers for them."""
    with database.write() as session:
        for service in services:
            made = CONNECTIONS[service]
            secrets = made.secrets.model_copy(update={"address": _address(service)})
            save_connection(session, vault, replace(made, secrets=secrets), time.now())


def _address(service: Service) -> str:
    return f"https://{service}.example"


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""
