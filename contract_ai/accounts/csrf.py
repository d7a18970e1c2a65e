"""Forms come from our own pages: each session has a secret that every change must carry."""

import hmac


def genuine(secret: str, given: str | None) -> bool:
    """Whether a request carries its session's secret; compared in constant time."""
    return hmac.compare_digest(secret.encode(), (given or "").encode("utf-8", "replace"))
