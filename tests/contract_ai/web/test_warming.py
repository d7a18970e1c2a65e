"""The lists are read before anybody asks, and say the same as if they had not been."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from contract_ai.desk.held import contracts, findings, invoices
from contract_ai.web.casework.list_query import ListQuery, read_query
from contract_ai.web.pages import environment
from contract_ai.web.site import Site
from contract_ai.web.warming import warm_lists
from models.accounts import Role
from models.tables.contracts import ContractRow
from reports.wording import clean
from tests.contract_ai.web.sites import browser, sample_site

LISTS = ("/", "/findings", "/contracts", "/invoices", "/review")
_MARKS = "\u202e\u2066\x0b\x7f"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = sample_site(tmp_path)
    yield made
    made.database.close()
    gc.unfreeze()


def test_nothing_is_read_by_the_first_reader(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert warm_lists(site) is not None

    def read_again(_: Session) -> None:
        raise AssertionError

    for module in (contracts, findings, invoices):
        monkeypatch.setattr(module, "load", read_again)
    web = browser(site, Role.AUDITOR)
    for address in LISTS:
        assert web.get(address).status_code == 200


def test_a_database_that_cannot_be_read_is_no_reason_not_to_start(site: Site) -> None:
    with site.database.engine.begin() as connection:
        connection.execute(text("DROP TABLE finding"))
    assert warm_lists(site) is None


def test_what_has_no_place_in_a_page_is_taken_out_of_whole_pages_and_of_parts(site: Site) -> None:
    with site.database.write() as session:
        session.get_one(ContractRow, 1).title = f"<b>Sig{_MARKS}ned"
    page = browser(site, Role.AUDITOR).get("/contracts").text
    assert f"&lt;b&gt;Sig{clean(_MARKS)}ned" in page
    assert not set(_MARKS) & set(page)
    part = environment().from_string("{{ words }}").render(words=f"<b>{_MARKS}")
    assert part == f"&lt;b&gt;{clean(_MARKS)}"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "state=any",
        "q=50%25+%26+more&page=3",
        "supplier=A%2BB&supplier=&sort=-code",
        "code=PR101",
    ],
)
def test_addresses_of_many_choices_are_those_of_each(query: str) -> None:
    asked = read_query(query)
    for key in ("contract", "supplier", "code", "age", "currency"):
        chosen = getattr(asked.wanted, key)
        more, alone = asked.addresses(key, chosen), asked.addresses(key)
        for value in ("0-30", "A & B/ü", "100%", "%00", ""):
            if value not in chosen:
                assert more(value) == asked.turned(key, value).address()
            only: ListQuery = asked.with_values(key, (value,))
            assert alone(value) == only.address()
