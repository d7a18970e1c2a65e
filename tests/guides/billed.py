"""The sample company in the middle of a month's billing: a draft approved, payments in, letters written."""

from pathlib import Path

from contract_ai.storage.drafts import drafts
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.bank_files import BANK
from tests.contract_ai.web.issuing import with_company
from tests.contract_ai.web.ledgered import with_ledgers, with_letters
from tests.contract_ai.web.sending import Sender
from tests.contract_ai.web.sites import browser, sample_site

MONTH = "2026-07"


def billed_site(folder: Path) -> Site:
    """Return the site; its first draft is approved, the second waits."""
    site = with_company(sample_site(folder))
    Sender(browser(site, Role.FINANCE)).all({"june.csv": BANK.encode()})
    site = with_letters(with_ledgers(site))
    finance = browser(site, Role.FINANCE)
    finance.submit("/billing/keep", period=MONTH)
    with site.database.read() as session:
        first = drafts(session)[0]
    finance.submit(f"/billing/{first.id}/approve", seen=first.content)
    return site
