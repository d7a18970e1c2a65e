"""Changed readings on pages: what differs, what it would change, accepting, keeping, who sees what."""

import re
from pathlib import Path

import pytest
from sqlmodel import col, select

from contract_ai.accounts import users
from contract_ai.accounts.means import Means
from contract_ai.rereading.book import RereadState
from contract_ai.storage.terms import CONFIRMED
from contract_ai.web.site import Site
from models.accounts import Role
from models.tables.audit import AuditEventRow
from models.tables.contracts import ContractRow
from models.tables.rereading import RereadRow
from models.tables.terms import TermRow
from tests.contract_ai.web.newer_readings import ORDER, OTHER, dearer, fail, read_anew, retitled
from tests.contract_ai.web.sites import Browser, browser, person, sample_site

LIST = "/rereadings"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return sample_site(tmp_path)


def state(site: Site, number: int) -> str:
    with site.database.read() as session:
        return session.get_one(RereadRow, number).state


def test_where_nothing_changed_the_page_says_what_it_is_for(site: Site) -> None:
    auditor = browser(site, Role.AUDITOR)
    assert "No reading changed" in auditor.get(LIST).text
    assert f'href="{LIST}"' not in auditor.get("/").text + auditor.get("/review").text


def test_both_readings_stand_side_by_side_with_quotes_pages_and_findings(site: Site) -> None:
    number = read_anew(site, ORDER)
    finance = browser(site, Role.FINANCE)
    for address in ("/", "/review"):
        assert f'href="{LIST}"' in finance.get(address).text
    row = finance.get(LIST).text
    assert f'href="{LIST}/{number}"' in row
    assert "Rate (" in row
    text = finance.get(f"{LIST}/{number}").text
    assert "<h2>Rate: Senior Data Engineer" in text
    now, newer = ("185.00", "195.00")
    assert f'now">{now}</td><td data-label="Newer reading">{newer}</td>' in text
    assert "#page=2" in text
    assert "<q>" in text
    # Billed 210.00 an hour, agreed 185.00 or, as it is read now, 195.00, for 49 hours.
    assert re.search(r">change</td>\s*<td[^>]*>[^<]*1,225\.00[^<]*</td><td[^>]*>[^<]*735\.00", text)


def test_accepting_lets_it_count_and_checks_again(site: Site) -> None:
    number = read_anew(site, ORDER)
    finance = browser(site, Role.FINANCE)
    done = finance.submit(f"{LIST}/{number}", decision="accept")
    assert done.headers["location"] == LIST
    said = finance.get(LIST).text
    assert f"{ORDER}.pdf: Accepted. Checked again:" in said
    assert "of another sum" in said
    assert state(site, number) == RereadState.ACCEPTED
    with site.database.read() as session:
        event = session.exec(
            select(AuditEventRow).where(AuditEventRow.action == "reading.accepted")
        ).one()
    assert event.actor == person(site, Role.FINANCE).name
    again = finance.submit(f"{LIST}/{number}", decision="keep")
    assert again.headers["location"] == LIST
    assert "Nothing waits there any more" in finance.get(LIST).text


def test_keeping_leaves_what_counts(site: Site) -> None:
    number = read_anew(site, ORDER)
    finance = browser(site, Role.FINANCE)
    finance.submit(f"{LIST}/{number}", decision="keep")
    assert "Kept as it was." in finance.get(LIST).text
    assert state(site, number) == RereadState.KEPT
    assert finance.get(f"{LIST}/{number}").status_code == 404


def test_accepting_all_leaves_what_a_person_decided_about(site: Site) -> None:
    touched = read_anew(site, ORDER)
    free = read_anew(site, OTHER, retitled)
    with site.database.write() as session:
        own = col(ContractRow.document_id) == session.get_one(RereadRow, touched).document_id
        rates = select(TermRow).join(ContractRow).where(own, TermRow.kind == "rate")
        term = session.exec(rates).all()[0]
        term.state = CONFIRMED
        session.add(term)
    finance = browser(site, Role.FINANCE)
    assert ">yes</td>" in finance.get(LIST).text
    finance.submit(f"{LIST}/accept")
    assert "1 document accepted. Checked again:" in finance.get(LIST).text
    assert (state(site, touched), state(site, free)) == (RereadState.OPEN, RereadState.ACCEPTED)


def test_what_could_not_be_read_says_why(site: Site) -> None:
    fail(site, ORDER)
    text = browser(site, Role.AUDITOR).get(LIST).text
    assert "The original is not there any more." in text
    assert "Put the file back where it lay." in text


def test_an_auditor_reads_and_does_not_decide(site: Site) -> None:
    number = read_anew(site, ORDER)
    auditor = browser(site, Role.AUDITOR)
    text = auditor.get(LIST).text + auditor.get(f"{LIST}/{number}").text
    assert "<form" not in text.partition("<main")[2].partition("</main>")[0]
    for address in (f"{LIST}/{number}", f"{LIST}/accept"):
        assert auditor.submit(address, decision="accept").status_code == 403
    assert state(site, number) == RereadState.OPEN


def test_nothing_of_another_contract_is_shown_or_changed(site: Site) -> None:
    hidden = read_anew(site, ORDER, dearer)
    fail(site, "FPA-2025-021-ostrava")
    with site.database.write() as session:
        users.set_contracts(
            session, person(site, Role.FINANCE), (OTHER,), Means(site.clock(), site.vault)
        )
    finance: Browser = browser(site, Role.FINANCE)
    assert "No reading changed" in finance.get(LIST).text
    assert finance.get(f"{LIST}/{hidden}").status_code == 404
    finance.submit(f"{LIST}/{hidden}", decision="accept")
    finance.submit(f"{LIST}/accept")
    assert state(site, hidden) == RereadState.OPEN
