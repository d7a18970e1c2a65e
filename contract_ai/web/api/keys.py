"""``Idempotency-Key``: the name a program gives to one change, so that it is done once."""

from fastapi import Request

from models.errors import ErrorCode, RequestError
from models.tables.api import KEY as LONGEST

HEADER = "idempotency-key"


def must_have_key(request: Request) -> str:
    """Return the key of a change.

    Raises:
        RequestError: there is none, or one that cannot be kept.
    """
    key = request.headers.get(HEADER, "").strip()
    if key and len(key) <= LONGEST and key.isascii() and key.isprintable():
        return key
    what = (
        "The key is too long, or not plain text."
        if key
        else "A change needs the header Idempotency-Key."
    )
    do = f"Send a new random text, such as a UUID, with each new change: 1 to {LONGEST} characters."
    raise RequestError(ErrorCode.KEY_MISSING, what, where="Idempotency-Key", do=do)
