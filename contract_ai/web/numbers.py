"""Numbers in addresses: what no row can have is not there, before any database is asked."""

from fastapi import HTTPException, Request
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

LARGEST = 2**31 - 1
"""What a column of numbers holds."""


def must_fit(request: Request, route: BaseRoute) -> None:
    """Make sure that every number in an address can be one of a row.

    Raises:
        HTTPException: 404, it cannot.
    """
    if not isinstance(route, APIRoute):
        return
    for one in route.dependant.path_params:
        given = str(request.path_params.get(one.alias, ""))
        if one.field_info.annotation is int and _is_too_large(given):
            raise HTTPException(404)


def _is_too_large(text: str) -> bool:
    """Whether a text is a number beyond what a column holds.

    >>> _is_too_large("2147483648"), _is_too_large("-2147483648"), _is_too_large("2147483647")
    (True, True, False)
    """
    digits = text.strip().lstrip("+-").replace("_", "").lstrip("0")
    if not digits.isdecimal():
        return False
    return len(digits) > len(str(LARGEST)) or int(digits) > LARGEST
