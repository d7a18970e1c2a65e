"""What each service needs: where it is, how it lets us in, and which connector reads it."""

from dataclasses import dataclass

import httpx2

from contract_ai.accounts.secrets import Vault
from contract_ai.connectors import hubspot, quickbooks, salesforce, stripe, xero
from contract_ai.connectors.base import Connector
from contract_ai.connectors.client import Auth, Client, Limits
from contract_ai.connectors.clock import Clock
from contract_ai.connectors.connections import Connection, KeptTokens, Secrets
from contract_ai.connectors.oauth import Granter, Key, OAuth, Program, Provider
from contract_ai.storage.engine import Database
from models.ledgers import Service

PROVIDERS = {
    Service.QUICKBOOKS: Provider(
        authorize="https://appcenter.intuit.com/connect/oauth2",
        token="https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",  # noqa: S106 (an address)
        scopes="com.intuit.quickbooks.accounting",
    ),
    Service.XERO: Provider(
        authorize="https://login.xero.com/identity/connect/authorize",
        token="https://identity.xero.com/connect/token",  # noqa: S106 (an address)
        scopes="offline_access accounting.transactions.read accounting.contacts.read",
    ),
    Service.HUBSPOT: Provider(
        authorize="https://app.hubspot.com/oauth/authorize",
        token="https://api.hubapi.com/oauth/v1/token",  # noqa: S106 (an address)
        scopes="oauth crm.objects.deals.read crm.objects.companies.read",
        basic=False,
    ),
    Service.SALESFORCE: Provider(
        authorize="https://login.salesforce.com/services/oauth2/authorize",
        token="https://login.salesforce.com/services/oauth2/token",  # noqa: S106 (an address)
        scopes="api refresh_token",
        basic=False,
    ),
}
WITH_KEY = frozenset({Service.STRIPE, Service.HUBSPOT})
"""Services that give a key for reading."""
_BASES = {
    Service.STRIPE: stripe.BASE,
    Service.QUICKBOOKS: quickbooks.BASE,
    Service.XERO: xero.BASE,
    Service.HUBSPOT: hubspot.BASE,
}
_LIMITS: dict[Service, Limits] = {
    Service.STRIPE: stripe.LIMITS,
    Service.QUICKBOOKS: quickbooks.LIMITS,
    Service.XERO: xero.LIMITS,
    Service.HUBSPOT: hubspot.LIMITS,
    Service.SALESFORCE: salesforce.LIMITS,
}


@dataclass(frozen=True, slots=True)
class Means:
    """Where connections lie, what opens their secrets, the clock, and the way out."""

    database: Database
    vault: Vault
    clock: Clock
    transport: httpx2.BaseTransport | None = None


def granter(service: Service, secrets: Secrets, means: Means) -> Granter:
    """Return what asks a service for tokens."""
    secret = secrets.client_secret.get_secret_value()
    program = Program(secrets.client_id, secret, secrets.back)
    return Granter(service, PROVIDERS[service], program, means.clock, means.transport)


def client_for(connection: Connection, means: Means, auth: Auth | None = None) -> Client:
    """Return what speaks with a service, let in with what is kept, or with ``auth``.

    Raises:
        ServiceError: its address is not encrypted.
    """
    service, secrets = connection.service, connection.secrets
    if auth is None and secrets.way == "key":
        auth = Key(secrets.key.get_secret_value())
    elif auth is None:
        store = KeptTokens(means.database, means.vault, service)
        auth = OAuth(granter(service, secrets, means), store, means.clock)
    base = secrets.address or _BASES.get(service, "")
    return Client(service, base, auth, means.clock, _LIMITS[service], transport=means.transport)


def connector_for(connection: Connection, means: Means, page_size: int | None = None) -> Connector:
    """Return what reads a service; ``page_size`` None asks for its largest sensible pages.

    Raises:
        ServiceError: its address is not encrypted.
    """
    client, mapping = client_for(connection, means), connection.mapping
    account, currency = connection.account, connection.secrets.currency
    match connection.service:
        case Service.STRIPE:
            return stripe.Stripe(client, mapping, page_size or stripe.PAGE)
        case Service.QUICKBOOKS:
            size = page_size or quickbooks.PAGE
            return quickbooks.QuickBooks(client, account, currency, mapping, size)
        case Service.XERO:
            return xero.Xero(client, account, mapping, page_size or xero.PAGE)
        case Service.HUBSPOT:
            return hubspot.HubSpot(client, currency, mapping, page_size or hubspot.PAGE)
        case Service.SALESFORCE:
            size = page_size or salesforce.PAGE
            return salesforce.Salesforce(client, currency, mapping, size)
