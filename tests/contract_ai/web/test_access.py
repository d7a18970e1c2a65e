"""Who may call which route: every route has a rule, and the guard keeps to it.

Routes of programs stand in the same table; `tests.contract_ai.web.api.test_callers` calls them with
tokens, and `tests.contract_ai.web.test_webhooks` the one of notices with signatures.

`access.txt` is the table as text.  A change of rules shows as a change of that file; write it anew
with ``python -m tests.contract_ai.web.test_access``.
"""

import re
from functools import partial
from pathlib import Path

import pytest

from contract_ai.web.app import create_app
from contract_ai.web.headers import HEADERS
from contract_ai.web.matrix import Row, matrix
from contract_ai.web.routes.people import ROLE_WORDS
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.sites import Browser, browser, person

SNAPSHOT = Path(__file__).with_name("access.txt")
MONEY = {"billing", "drafts", "payments", "receivables", "reminders", "reconciliation"}
"""The first parts of addresses that finance and auditors share with no administrator."""
_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
_SIGN_IN, _REFUSED, _NO_TOKEN = 303, 403, 401
_API = "/api/"
_WAYS_TO_SEND: tuple[dict[str, object], ...] = (
    {"data": {"a": "b"}},
    {"json": {}},
    {"files": {"file": ("a.txt", b"a")}},
)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return fresh_site(tmp_path)


def rows(site: Site) -> list[Row]:
    return matrix(create_app(site))


def address(row: Row) -> str:
    """Fill in numbers and names of nothing."""
    return re.sub(r"\{[^}]+\}", "0", row.path)


def lines(site: Site) -> str:
    return "".join(f"{row.line}\n" for row in rows(site))


def test_every_route_says_who_may_call_it(site: Site) -> None:
    assert [row.line for row in rows(site) if row.roles is None] == []


def test_the_table_of_rules_is_the_one_that_was_agreed_on(site: Site) -> None:
    assert lines(site) == SNAPSHOT.read_text("utf-8")


def test_who_makes_accounts_has_no_part_in_money(site: Site) -> None:
    """As the page People and docs/security.md say it: these pages and no others."""
    of_finance = {
        row.path.removeprefix("/api/v1").split("/")[1]
        for row in rows(site)
        if row.may(Role.FINANCE) and not row.may(Role.ADMINISTRATOR) and not row.anybody
    }
    assert of_finance == MONEY
    parts = [(row.path.removeprefix("/api/v1").split("/")[1], row) for row in rows(site)]
    assert [row.line for part, row in parts if part in MONEY and row.may(Role.ADMINISTRATOR)] == []
    assert "not with billing and payments" in ROLE_WORDS[Role.ADMINISTRATOR]


@pytest.mark.parametrize("role", [*Role, None], ids=lambda role: role or "not signed in")
def test_the_guard_keeps_to_the_table(site: Site, role: Role | None) -> None:
    app = create_app(site)
    caller = partial(Browser, site, None if role is None else person(site, role), app)
    who, token = caller(), ""
    for row in rows(site):
        token = token or who.csrf("/sign-in" if role is None else "/account")
        answer = who.request(row.method, address(row), headers={"X-CSRF-Token": token})
        allowed = row.anybody if role is None else row.may(role)
        if allowed and row.method in _UNSAFE:  # what was done may have ended the session
            who, token = caller(), ""
        if row.signed:  # a cookie opens nothing, and there is no such system
            assert (answer.status_code, answer.content) == (404, b""), row.line
        elif row.token:  # a cookie is nothing to routes of programs
            assert answer.status_code == _NO_TOKEN, row.line
        elif allowed:
            assert answer.status_code < 500, row.line
            assert answer.status_code != _REFUSED, row.line
        elif role is not None:
            assert answer.status_code == _REFUSED, row.line
        else:
            assert answer.status_code == _SIGN_IN, row.line
            assert "/sign-in?then=" in answer.headers["location"], row.line


def test_no_change_is_taken_without_the_token_of_our_page(site: Site) -> None:
    tried, callers = 0, {role: browser(site, role) for role in Role}
    for row in rows(site):
        if row.method not in _UNSAFE or row.path.startswith(_API) or row.signed:
            continue
        who = callers[min(row.roles or Role)]
        for headers in ({}, {"X-CSRF-Token": "0" * 43}):
            for send in _WAYS_TO_SEND:
                answer = who.request(row.method, address(row), headers=headers, **send)  # type: ignore[arg-type]  # one of its ways to send
                assert answer.status_code == _REFUSED, row.line
                tried += 1
    assert tried


def test_no_change_is_taken_from_another_site_even_with_the_token(site: Site) -> None:
    callers = {role: browser(site, role) for role in Role}
    for row in rows(site):
        if row.method not in _UNSAFE or row.path.startswith(_API) or row.signed:
            continue
        who = callers[min(row.roles or Role)]
        headers = {"X-CSRF-Token": who.csrf(), "Sec-Fetch-Site": "cross-site"}
        answer = who.request(row.method, address(row), headers=headers)
        assert answer.status_code == _REFUSED, row.line


def test_every_answer_has_the_headers(site: Site) -> None:
    who = browser(site, Role.ADMINISTRATOR)
    addresses = [address(row) for row in rows(site) if row.method == "GET"]
    for one in [*addresses, "/nowhere"]:
        answer = who.get(one)
        for name, value in HEADERS.items():
            assert answer.headers.get(name) == value, (one, name)
        assert answer.headers["cache-control"], one


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        SNAPSHOT.write_text(lines(fresh_site(Path(folder))), "utf-8")
