"""Lists come in pages: by their cursors each item comes exactly once, in the order of the list."""

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from contract_ai.desk.finding_filter import SORTS
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.web.api.programs import Program, program

STEM = "MSA-2025-011-larchmont"
LISTS = {
    "/contracts": "stem",
    "/invoices": "id",
    f"/contracts/{STEM}/terms": "number",
    "/audit/events": "seq",
}
"""Each list, and what names an item of it."""


PLACES: tuple[object, ...] = (
    *(-1, 0, 1 << 80, "x", True),
    *([], [1, 2], ["x", "y"], ["NaN", "y"], ["1E+99", "y"], {}),
)
"""Places in no list."""


def walked(caller: Program, path: str, key: str, limit: int, **query: str) -> list[object]:
    return [one[key] for one in caller.all(path, limit=limit, **query)]


def test_by_the_cursors_each_item_comes_once_and_in_order(site: Site) -> None:
    caller = program(site, Role.ADMINISTRATOR)
    lists: list[tuple[str, str, dict[str, str]]] = [(path, key, {}) for path, key in LISTS.items()]
    orders = [name for one in SORTS for name in (one, f"-{one}")]
    lists += [("/findings", "fingerprint", {"sort": name}) for name in orders]
    for path, key, query in lists:
        whole = walked(caller, path, key, 200, **query)
        assert len(whole) > 5, path
        assert len(set(whole)) == len(whole), (path, query)
        for limit in (5, len(whole) - 1, len(whole)):
            again = walked(caller, path, key, min(limit, 200), **query)
            assert again == whole, (path, query, limit)


def test_a_decision_meanwhile_moves_no_page(finance: Program) -> None:
    whole = walked(finance, "/findings", "fingerprint", 200, state="open")
    first = finance.read("/findings", state="open", limit=5).json()
    for mark in whole[1:4]:
        body = {"verb": "accept", "reason": "it is so", "version": 0}
        assert finance.change(f"/findings/{mark}/decisions", body).status_code == 200
    seen = [one["fingerprint"] for one in first["items"]]
    query = {"state": "open", "cursor": first["next"]}
    seen += walked(finance, "/findings", "fingerprint", 5, **query)
    assert seen == whole


def test_the_next_page_is_linked(finance: Program) -> None:
    first = finance.read("/findings", severity="high", limit=2)
    address, _, relation = first.headers["link"].partition(">; ")
    assert relation == 'rel="next"'
    asked = parse_qs(urlsplit(address).query)
    assert asked == {"severity": ["high"], "limit": ["2"], "cursor": [first.json()["next"]]}
    assert finance.get(address.removeprefix("<")).status_code == 200


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/findings", {"limit": 0}),
        ("/findings", {"limit": 201}),
        ("/findings", {"limit": "many"}),
        ("/findings", {"cursor": "guessed"}),
        ("/findings", {"cursor": "\u00fc"}),
        ("/findings", {"sort": "colour"}),
        ("/findings", {"colour": "red"}),
        ("/invoices", {"match": "magic"}),
        ("/contracts", {"expires_by": "soon"}),
    ],
)
def test_what_cannot_be_asked_is_refused(
    finance: Program, path: str, query: dict[str, object]
) -> None:
    answer = finance.read(path, **query)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "REQUEST_INVALID"


def test_a_cursor_is_of_one_list_and_place(site: Site) -> None:
    caller = program(site, Role.ADMINISTRATOR)
    for path in ("/findings", "/contracts", "/invoices", "/audit/events"):
        cursor = caller.read(path, limit=2).json()["next"]
        assert caller.read(path, limit=2, cursor=cursor).status_code == 200
        assert caller.read(path, limit=3, cursor=cursor).status_code == 400, path
        name, _ = json.loads(base64.urlsafe_b64decode(cursor))
        for place in PLACES:
            text = base64.urlsafe_b64encode(json.dumps([name, place]).encode()).decode()
            assert caller.read(path, limit=2, cursor=text).status_code == 400, (path, place)
