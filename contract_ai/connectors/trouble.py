"""What can go wrong with a service, in words; its own words may hold what is secret."""

from datetime import datetime

from models.errors import ErrorCode, ServiceError
from models.ledgers import Service

NAMES = {
    Service.STRIPE: "Stripe",
    Service.QUICKBOOKS: "QuickBooks Online",
    Service.XERO: "Xero",
    Service.HUBSPOT: "HubSpot",
    Service.SALESFORCE: "Salesforce",
}
_AGAIN = "Run the sync again later; it goes on where it stopped."


def unreachable(service: Service, why: str) -> ServiceError:
    """Say that no whole answer came, after every try."""
    what = f"No whole answer came from {NAMES[service]} ({why})."
    return _error(ErrorCode.SERVICE_UNREACHABLE, service, what, _AGAIN)


def failing(service: Service, status: int) -> ServiceError:
    """Say that the service has a fault of its own."""
    what = f"{NAMES[service]} has a fault of its own (status {status})."
    return _error(ErrorCode.SERVICE_UNREACHABLE, service, what, _AGAIN)


def busy(service: Service, until: datetime) -> ServiceError:
    """Say that we asked too often."""
    what = f"{NAMES[service]} takes no more requests before {until:%Y-%m-%d %H:%M} UTC."
    return _error(ErrorCode.SERVICE_BUSY, service, what, _AGAIN)


def refused(service: Service, status: int) -> ServiceError:
    """Say that we are not let in."""
    what = f"{NAMES[service]} does not let us read (status {status})."
    do = f"Give access again: contract-ai connect {service}."
    return _error(ErrorCode.SERVICE_REFUSED, service, what, do)


def wrong_answer(service: Service, why: str) -> ServiceError:
    """Say that an answer cannot be used."""
    what = f"An answer of {NAMES[service]} cannot be used. {why}"
    do = "Tell us what it says; nothing of this answer was stored."
    return _error(ErrorCode.SERVICE_ANSWER, service, what, do)


def not_connected(service: Service) -> ServiceError:
    """Say that the service was never connected."""
    what = f"{NAMES[service]} is not connected."
    do = f"Connect it first: contract-ai connect {service}."
    return _error(ErrorCode.SERVICE_NOT_CONNECTED, service, what, do)


def running(service: Service, until: datetime) -> ServiceError:
    """Say that another sync of the service is at work."""
    what = f"{NAMES[service]} is being read already."
    do = f"Wait for it; if it was killed, run it again after {until:%H:%M} UTC."
    return _error(ErrorCode.SYNC_RUNNING, service, what, do)


def not_granted(service: Service) -> ServiceError:
    """Say that a person did not let us in."""
    what = f"The address is not the one that {NAMES[service]} sends a browser back to."
    do = f"Run contract-ai connect {service} again, and paste the whole address."
    return _error(ErrorCode.SERVICE_REFUSED, service, what, do)


def forged(service: Service) -> ServiceError:
    """Say that a notice does not come from the service."""
    what = f"The notice is not signed by {NAMES[service]}, or is too old."
    do = "If notices stay away, give the secret for notices again."
    return _error(ErrorCode.NOTICE_FORGED, service, what, do)


def _error(code: ErrorCode, service: Service, what: str, do: str) -> ServiceError:
    return ServiceError(code, what, where=str(service), do=do)
