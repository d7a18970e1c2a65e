"""Filling templates: one environment, the report's own way of writing figures and dates."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from contract_ai.versions import program_version
from contract_ai.web.assets import assets
from contract_ai.web.routes import navigation
from contract_ai.web.said import take_said
from contract_ai.web.visit import Visit
from reports.templating import template_environment
from reports.wording import (
    DIRECTION_SIGNS,
    DIRECTION_WORDS,
    RESULT_WORDS,
    SEVERITY_WORDS,
    check_name,
    clean,
    money,
    plain,
    quantity,
)


def page(
    request: Request,
    visit: Visit,
    template: str,
    shown: Mapping[str, object] | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Answer with a page; ``shown`` is what its template needs beside the frame.

    Raises:
        KeyError: a name is one of the frame's, which would show on the page what is not for it.
    """
    user = visit.user
    frame: dict[str, object] = {
        "visit": visit,
        "user": user,
        "csrf": visit.csrf,
        "address": request.url.path,
        "bar": [nav for nav in navigation() if user and user.role in nav.roles],
        "said": take_said(request, visit.site),
        "today": visit.site.today(),
        "version": program_version(),
    }
    if taken := frame.keys() & (shown or {}).keys():
        raise KeyError(*taken)
    text = _for_whole_pages().get_template(template).render({**frame, **(shown or {})})
    answer = HTMLResponse(clean(text), status)
    visit.leave(answer)
    return answer


def compile_templates(names: Iterable[str]) -> None:
    """Make templates of pages ready, which the first page of each would wait for."""
    for name in names:
        _for_whole_pages().get_template(name)


@cache
def environment() -> Environment:
    """Return the environment of parts of pages, which takes every value through `clean`."""
    made = template_environment("contract_ai.web")
    made.filters.update(
        capital=_capital,
        check_name=check_name,
        day=_day,
        moment=_moment,
        plain=plain,
        plain_money=money,
        quantity=quantity,
        query=urlencode,
    )
    made.globals.update(
        asset=lambda name: assets()[name].address,
        DIRECTION_SIGNS=DIRECTION_SIGNS,
        DIRECTION_WORDS=DIRECTION_WORDS,
        RESULT_WORDS=RESULT_WORDS,
        SEVERITY_WORDS=SEVERITY_WORDS,
    )
    return made


@cache
def _for_whole_pages() -> Environment:
    """Return an environment that leaves it to `page` to clean all of a page at once.

    A page has thousands of values, and to look at each of them takes as long as to write it.
    """
    return environment().overlay(finalize=None)


def _capital(text: str) -> str:
    """Begin a sentence with a capital letter, and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def _day(value: date | None) -> str:
    """Write a day for a table; that of a moment where one is given."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if value else ""


def _moment(value: datetime | None) -> str:
    """Write a moment for a table, in UTC."""
    return f"{value:%Y-%m-%d %H:%M} UTC" if value else ""
