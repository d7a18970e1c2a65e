"""What the tests of the pages of findings share: the sample company's findings, and people."""

import re
from html import unescape

from sqlmodel import select

from contract_ai.accounts import invitations, users
from contract_ai.accounts.invitations import Offer
from contract_ai.accounts.means import Means
from contract_ai.accounts.users import Newcomer
from contract_ai.storage.deciding import numbers
from contract_ai.web.site import Site
from models.accounts import Role, User
from models.tables.findings import FindingRow
from tests.contract_ai.web.sites import Browser

RATE = "PR101"  # 210 an hour billed, 185 agreed: TA-1003, SOW-2025-014-larchmont
TAX = "TX101"  # underbilled
ROW = re.compile(r'type="checkbox" name="finding" value="([0-9a-f]{16})\.(\d+)"')


def mark(site: Site, code: str) -> str:
    """Return the fingerprint of the sample company's finding of a code."""
    with site.database.read() as session:
        query = select(FindingRow.fingerprint).where(FindingRow.code == code)
        return session.exec(query).one()


def latest(site: Site, fingerprint: str) -> str:
    """Return the number of the latest decision, as a page carries it."""
    with site.database.read() as session:
        return str(numbers(session, [fingerprint])[fingerprint])


def state(site: Site, fingerprint: str) -> str:
    """Return the state of a finding."""
    with site.database.read() as session:
        query = select(FindingRow.state).where(FindingRow.fingerprint == fingerprint)
        return session.exec(query).one()


def newcomer(site: Site, name: str, contracts: tuple[str, ...] = ("*",)) -> Browser:
    """Return the browser of one more person of finance, who sees these contracts."""
    return Browser(site, a_person(site, name, contracts))


def a_person(
    site: Site, name: str, contracts: tuple[str, ...] = ("*",), full_name: str = ""
) -> User:
    """Make one more person of finance, who sees these contracts."""
    means = Means(site.clock(), site.vault)
    with site.database.write() as session:
        token = invitations.invite(session, Offer(Role.FINANCE, contracts, name), means)
        full = Newcomer(name, full_name or name.capitalize(), "quarry-lantern-orchard-basin")
        return users.accept(session, token, full, means)


def listed(text: str) -> list[str]:
    """Return the fingerprints of a list's rows, in order."""
    return [found[0] for found in ROW.findall(text)]


def pictures(text: str) -> list[str]:
    """Return the addresses of a page's pictures of words."""
    return [unescape(one) for one in re.findall(r'src="(/documents/[^"]+)"', text)]
