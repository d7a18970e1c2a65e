"""The dashboard's figures beside the money: the last run, the last import, the reading, the chart."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from contract_ai.batch.figures import Figures
from contract_ai.desk.scope import EVERYTHING
from contract_ai.desk.tests_passed import check_counts
from contract_ai.intake.batches import ItemState
from contract_ai.storage.terms import CONFIRMED, correct, decide, stored_terms
from contract_ai.web.site import Site
from models.accounts import Role
from models.tables.batch import InboxFileRow, NightRow
from models.tables.intake import UploadBatchRow, UploadItemRow
from models.terms import Fee
from tests.contract_ai.web.sites import NOW, browser, sample_site
from tests.contract_ai.web.test_ledger import narrowed

LATER = datetime(2100, 1, 1, tzinfo=UTC)  # the sample is read at the moment of the test


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return sample_site(tmp_path)


def _decide_about_two(site: Site) -> None:
    with site.database.write() as session:
        first, second = [one for one in stored_terms(session) if isinstance(one.term, Fee)][:2]
        decide(session, first.number, CONFIRMED, NOW)
        correct(session, second.number, {"amount": "17.00"}, NOW)


@pytest.mark.parametrize("role", Role)
def test_the_last_run_and_the_last_import_are_told(site: Site, role: Role) -> None:
    page = browser(site, role).get("/").text
    assert "9 contracts, 38 invoices, 5 files of facts" in page
    assert "<dt>Could not be read</dt><dd>none</dd>" in page
    with site.database.read() as session:
        counts = check_counts(session, EVERYTHING)
    tests = sum(one.done + one.not_applicable for one in counts)
    assert tests > 2_000
    assert f'href="/quality#checked">{tests:,} tests</a>' in page


def test_sums_of_all_contracts_are_not_for_who_sees_some(site: Site) -> None:
    assert "Documents came" not in narrowed(site, "RET-*").get("/").text


def test_uploads_that_failed_are_counted(site: Site) -> None:
    with site.database.write() as session:
        batch = UploadBatchRow(made_by="ann", role="finance", made_at=LATER, last_at=LATER)
        session.add(batch)
        session.flush()
        session.add(
            UploadItemRow(
                batch_id=batch.id or 0,
                made_by="ann",
                name="a.pdf",
                filed="a.pdf",
                sha256="",
                size=1,
                state=ItemState.FAILED,
                received_at=LATER,
            )
        )
    page = browser(site, Role.FINANCE).get("/").text
    assert '<a href="/uploads">1 file</a>' in page


def test_the_chart_shows_the_money_of_each_currency(site: Site) -> None:
    page = browser(site, Role.FINANCE).get("/").text
    for currency in ("EUR", "GBP", "USD"):
        assert f'aria-label="Money at stake by days since found, {currency}"' in page
    assert "At stake by days since found</caption>" in page  # the same as a table


def test_what_people_did_with_terms_is_counted_by_kind_and_month(site: Site) -> None:
    finance = browser(site, Role.FINANCE)
    assert "Nobody has looked at terms yet" in finance.get("/quality").text
    _decide_about_two(site)
    page = finance.get("/quality").text
    assert "Of 2 terms that people looked at, 1 (50 %) was confirmed as read, 1 corrected" in page
    assert '<th scope="row">2026-06</th>' in page
    assert "50 % of 2 terms</a>" in finance.get("/").text


def test_every_check_says_what_it_passed(site: Site) -> None:
    page = browser(site, Role.AUDITOR).get("/quality").text
    assert "1,004 of 1,077 tests that applied passed, as of 30 June 2026." in page
    assert 'code=PR101">1</a>' in page


def _night(site: Site, ended: Figures | None = None) -> None:
    row = NightRow(
        inbox="/srv/inbox",
        made_by="batch",
        day=NOW.date(),
        as_of=NOW.date(),
        began_at=NOW,
        ended_at=NOW if ended else None,
        figures=ended.model_dump(mode="json") if ended else {},
    )
    with site.database.write() as session:
        session.add(row)
        session.flush()
        number = row.id or 0
        session.add(
            InboxFileRow(
                place=f"inbox/{number}",
                path="old/<b>scan.pdf",
                filed="scan.pdf",
                night_id=number,
                sha256="",
                size=1,
                modified=1,
                changed=1,
                inode=number,
                read_at=NOW,
                state="refused",
                code="FILE_BROKEN",
                what="It is cut off.",
                do="Send it again.",
            )
        )


def test_the_last_night_is_told_with_what_it_could_not_read(site: Site) -> None:
    assert "Last night" not in browser(site, Role.FINANCE).get("/").text
    _night(site)
    page = " ".join(browser(site, Role.FINANCE).get("/").text.split())
    assert "<b>not at its end</b>" in page
    assert "<summary>1 file not read</summary>" in page
    assert "<b>old/&lt;b&gt;scan.pdf</b>: It is cut off. Send it again." in page
    figures = Figures(
        night=2,
        as_of=NOW.date(),
        new={"contract": 2, "facts": 1},
        checked=True,
        findings=21,
        changes={"new": 3, "gone": 1},
    )
    _night(site, figures)
    page = " ".join(browser(site, Role.AUDITOR).get("/").text.split())
    assert "2 contracts, 1 file of facts read, 21 findings open (3 new, 1 closed)." in page
    assert "Last night" not in narrowed(site, "RET-*").get("/").text
