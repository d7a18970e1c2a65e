"""A site without documents: people of each role, nothing else."""

from pathlib import Path

from contract_ai.storage.upgrade import open_database
from contract_ai.web import demo
from contract_ai.web.site import Site
from tests.contract_ai.web.sites import Clock, make_site


def fresh_site(folder: Path, clock: Clock | None = None) -> Site:
    """Return a site of people named finance, auditor and admin, and no document."""
    site = make_site(open_database(folder / "books.db"), folder / "books.files", clock)
    demo.people(site)
    return site
