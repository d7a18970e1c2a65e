"""Saved lists: private unless shared, replaced by name, deleted by who saved them."""

import re
from pathlib import Path

import pytest

from models.accounts import Role
from tests.contract_ai.web.casework import newcomer
from tests.contract_ai.web.sites import browser, sample_site


def test_a_saved_list_is_its_owners_unless_shared(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    finance, other = browser(site, Role.FINANCE), newcomer(site, "anna")
    query = "currency=EUR&direction=overbilled&page=3"
    done = finance.submit("/findings/views", name=" Euro  too much ", query=query)
    assert done.headers["location"] == "/findings?direction=overbilled&currency=EUR"
    assert "Euro too much" in finance.get("/findings").text
    assert "Euro too much" not in other.get("/findings").text
    finance.submit("/findings/views", name="Euro too much", query=query, shared="yes")
    page = other.get("/findings").text
    assert page.count("Euro too much") == 1
    assert 'href="/findings?direction=overbilled&amp;currency=EUR"' in page
    assert "Euro too much" in browser(site, Role.AUDITOR).get("/findings").text


def test_a_shared_list_tells_nobody_of_contracts_that_are_not_theirs(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    narrow = newcomer(site, "nora", ("SUB-*",))
    for name in ("SOW-2025-014-larchmont", "SUB-2025-007-quillfeather"):
        query = f"contract={name}"
        browser(site, Role.FINANCE).submit("/findings/views", name=name, query=query, shared="yes")
    page = narrow.get("/findings").text
    assert "SUB-2025-007-quillfeather <span" in page
    assert "larchmont" not in page


def test_only_the_owner_deletes_it(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    finance, other = browser(site, Role.FINANCE), newcomer(site, "anna")
    finance.submit("/findings/views", name="Mine", query="", shared="yes")
    found = re.search(r"/findings/views/(\d+)/delete", finance.get("/findings").text)
    assert found is not None
    assert "/delete" not in other.get("/findings").text
    assert other.submit(found[0]).status_code == 404
    assert "Mine is deleted." in finance.get(finance.submit(found[0]).headers["location"]).text
    assert "Mine</a>" not in finance.get("/findings").text


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_name_is_needed(tmp_path: Path, name: str) -> None:
    finance = browser(sample_site(tmp_path), Role.FINANCE)
    assert finance.submit("/findings/views", name=name, query="").status_code == 400


def test_a_query_that_is_none_is_not_saved(tmp_path: Path) -> None:
    finance = browser(sample_site(tmp_path), Role.FINANCE)
    answer = finance.submit("/findings/views", name="x", query="next=https://elsewhere.example")
    assert answer.status_code == 400


def test_auditors_save_nothing(tmp_path: Path) -> None:
    auditor = browser(sample_site(tmp_path), Role.AUDITOR)
    assert auditor.submit("/findings/views", name="x", query="").status_code == 403
