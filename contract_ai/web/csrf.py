"""A change is taken only from our own pages: the session's token must come with it.

Scripts send it as a header, forms as the field ``csrf``.  A browser that says the request comes
from elsewhere is refused before that.  Requests that carry an API token have no cookie that a
foreign page could use.
"""

from secrets import compare_digest

from fastapi import HTTPException, Request

from contract_ai.web.visit import Visit

HEADER = "x-csrf-token"
FIELD = "csrf"
_FORM = "application/x-www-form-urlencoded"


class NotOurPage(HTTPException):
    """A change that does not come from one of our pages, or from one that is too old."""

    def __init__(self) -> None:
        super().__init__(403, "This page is too old or not ours. Load it again and repeat.")


async def must_be_ours(request: Request, visit: Visit) -> None:
    """Refuse a change that no page of this session asked for.

    Raises:
        NotOurPage: the token is missing or another one, or the browser names another site.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise NotOurPage
    if visit.by_token:
        return
    given = request.headers.get(HEADER, "")
    if not given and request.headers.get("content-type", "").startswith(_FORM):
        field = (await request.form()).get(FIELD)
        given = field if isinstance(field, str) else ""
    if not visit.csrf or not compare_digest(given.encode(), visit.csrf.encode()):
        raise NotOurPage
