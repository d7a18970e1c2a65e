"""Cookies: each is for this very host, over https where people reach it so, and for no script."""

from fastapi.responses import Response

from contract_ai.web.site import Site


def cookie_name(site: Site, name: str) -> str:
    """Name a cookie; over https browsers then hold it to this very host."""
    return f"__Host-contract-ai-{name}" if site.secure else f"contract-ai-{name}"


def set_cookie(
    answer: Response, site: Site, name: str, value: str, *, seconds: int | None = None
) -> None:
    """Let the browser keep a value for so long, or until it is closed; no script can read it."""
    answer.set_cookie(
        cookie_name(site, name),
        value,
        max_age=seconds,
        httponly=True,
        secure=site.secure,
        samesite="lax",
        path="/",
    )


def drop_cookie(answer: Response, site: Site, name: str) -> None:
    """Let the browser forget a value."""
    answer.delete_cookie(
        cookie_name(site, name), httponly=True, secure=site.secure, samesite="lax", path="/"
    )
