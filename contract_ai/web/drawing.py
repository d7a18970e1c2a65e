"""Pages of documents for the web: drawn once, kept in the site's folder, at most so many at a time."""

from pathlib import Path

from fastapi import Request

from contract_ai.desk import documents
from contract_ai.intake.places import source_of
from contract_ai.intake.vault import Vault
from contract_ai.pagework.cache import DiskCache
from contract_ai.pagework.pages import Pages
from contract_ai.web.site import Site

_FOLDER, _ORIGINALS = "pages", "originals"


def pages_of(site: Site) -> Pages:
    """Make what draws the pages of a site's documents."""
    vault = Vault(site.data / _ORIGINALS)

    def original(sha256: str) -> Path | None:
        with site.database.read() as session:
            found = documents.place_of(session, sha256)
        source = source_of(found.place, sha256, found.file, vault) if found else None
        return source.path if source else None

    cache, at_once = DiskCache(site.data / _FOLDER), site.settings.worker_count
    return Pages(site.open_reader(), original, cache, at_once)


def pages(request: Request) -> Pages:
    """Return what draws the pages of this application's documents."""
    made: Pages = request.app.state.pages
    return made
