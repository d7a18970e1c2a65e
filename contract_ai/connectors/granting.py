"""How a person lets us in with OAuth: an address to open, and the address they come back with."""

import hmac
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit

from contract_ai.accounts.means import Secret, new_secret
from contract_ai.connectors.client import NotThere, NotUnderstood
from contract_ai.connectors.connections import Connection, Secrets
from contract_ai.connectors.oauth import Key
from contract_ai.connectors.raw import Unexpected, listed, needed, text
from contract_ai.connectors.services import Means, client_for, granter
from contract_ai.connectors.trouble import not_granted, wrong_answer
from models.ledgers import Service


@dataclass(frozen=True, slots=True)
class Begun:
    """Where a person goes, and what ties their answer to the question."""

    url: str = field(repr=False)
    state: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """A company or organisation that a person let us into."""

    account: str
    name: str


def begin(service: Service, secrets: Secrets, means: Means, secret: Secret = new_secret) -> Begun:
    """Return the address at which a person lets us in."""
    state, verifier = secret(), secret()
    return Begun(granter(service, secrets, means).address(state, verifier), state, verifier)


def finish(known: Connection, begun: Begun, came_back: str, means: Means) -> Connection:
    """Turn the address that a person came back to into a connection with tokens.

    Raises:
        ServiceError: the person refused, the address is not the answer to our question, or the
            service does not take the code.
    """
    query = parse_qs(urlsplit(came_back.strip()).query)
    given = {name: values[0] for name, values in query.items()}
    state = given.get("state", "").encode("utf-8", "replace")
    if not given.get("code") or not hmac.compare_digest(state, begun.state.encode()):
        raise not_granted(known.service)
    tokens = granter(known.service, known.secrets, means).exchange(given["code"], begun.verifier)
    account = known.account or given.get("realmId", "")
    return replace(known, account=account, secrets=known.secrets.with_tokens(tokens))


def places(known: Connection, means: Means) -> list[Place]:
    """Return the organisations of Xero that a person let us into; others name theirs themselves.

    Raises:
        ServiceError: the service does not answer.
    """
    if known.service is not Service.XERO:
        return []
    client = client_for(known, means, Key(known.secrets.access.get_secret_value()))
    try:
        rows = listed({"list": client.get("/connections").json()}, "list")
        return [Place(needed(row, "tenantId"), text(row, "tenantName") or "") for row in rows]
    except (Unexpected, NotThere, NotUnderstood) as error:
        raise wrong_answer(known.service, "It names no organisation.") from error
    finally:
        client.close()
