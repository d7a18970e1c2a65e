"""Notices of services (webhooks): whether they come from there.  They only say that a sync is due.

What a notice tells is never used: notices come late, twice and in any order, and some of them
name no more than an id.  A sync reads what is true now.

Source: docs.stripe.com/webhooks/signature, developer.intuit.com (webhooks), developer.xero.com
(webhooks), developers.hubspot.com (validating requests, version 3).
"""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import unquote

from contract_ai.connectors.raw import Unexpected, from_epoch
from contract_ai.connectors.trouble import forged
from models.ledgers import Service

OLD = timedelta(minutes=5)
"""How old a notice may be where it says when it was sent, and how far ahead its clock."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A request that came in; names of ``headers`` in small letters, ``address`` as it was asked."""

    headers: Mapping[str, str]
    body: bytes
    address: str = ""
    method: str = "POST"


def verify(service: Service, notice: Notice, secret: str, now: datetime) -> None:
    """Check that a notice was signed by the service, and lately where it says when.

    Raises:
        ServiceError: it was not, nothing is known to check it with, or the service sends none.
    """
    check = _CHECKS.get(service)
    if check is None or not secret or not check(notice, secret.encode(), now):
        raise forged(service)


def _stripe(notice: Notice, secret: bytes, now: datetime) -> bool:
    parts = [one.partition("=") for one in notice.headers.get("stripe-signature", "").split(",")]
    sent = next((value for name, _, value in parts if name.strip() == "t"), "")
    given = [value.strip() for name, _, value in parts if name.strip() == "v1"]
    if not _is_recent(sent, 1, now):
        return False
    wanted = hmac.new(secret, sent.encode() + b"." + notice.body, sha256).hexdigest()
    return any(_equal(one, wanted) for one in given)


def _xero(notice: Notice, secret: bytes, _: datetime) -> bool:
    return _equal(notice.headers.get("x-xero-signature", ""), _signed(secret, notice.body))


def _quickbooks(notice: Notice, secret: bytes, _: datetime) -> bool:
    return _equal(notice.headers.get("intuit-signature", ""), _signed(secret, notice.body))


def _hubspot(notice: Notice, secret: bytes, now: datetime) -> bool:
    sent = notice.headers.get("x-hubspot-request-timestamp", "")
    if not _is_recent(sent, 1000, now):
        return False
    address, _, query = notice.address.partition("?")
    asked = unquote(address) + (f"?{query}" if query else "")
    text = notice.method.encode() + asked.encode() + notice.body + sent.encode()
    return _equal(notice.headers.get("x-hubspot-signature-v3", ""), _signed(secret, text))


_CHECKS = {
    Service.STRIPE: _stripe,
    Service.XERO: _xero,
    Service.QUICKBOOKS: _quickbooks,
    Service.HUBSPOT: _hubspot,
}


def _signed(secret: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.new(secret, text, sha256).digest()).decode()


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


def _is_recent(written: str, per_second: int, now: datetime) -> bool:
    if not (written.isascii() and written.isdecimal()):
        return False
    try:
        sent = from_epoch({"at": written}, "at", per_second=per_second)
    except Unexpected:
        return False
    return sent is not None and abs(now - sent) <= OLD
