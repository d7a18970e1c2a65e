"""Documents of a site to draw from: where they lie, and their pages, drawn once and kept on disk."""

from collections.abc import Iterable
from pathlib import Path

from fastapi import Request

from contract_ai.desk import documents
from contract_ai.intake.places import vault_in
from contract_ai.intake.vault import Vault
from contract_ai.pagework.cache import cache_in
from contract_ai.pagework.pages import Pages
from contract_ai.web.site import Site


def pages_of(site: Site) -> Pages:
    """Make what draws the pages of a site's documents, at most so many at a time."""

    def original(sha256: str) -> Path | None:
        return places_of(site, [sha256]).get(sha256)

    cache, at_once = cache_in(site.data), site.settings.worker_count
    return Pages(site.open_reader(), original, cache, at_once)


def pages(request: Request) -> Pages:
    """Return what draws the pages of this application's documents."""
    made: Pages = request.app.state.pages
    return made


def vault_of(site: Site) -> Vault:
    """Open the originals of a site."""
    return vault_in(site.settings, site.data)


def places_of(site: Site, hashes: Iterable[str]) -> dict[str, Path]:
    """Return where documents lie, by hash; those that are gone are left out."""
    vault = vault_of(site)
    with site.database.read() as session:
        found = documents.sources(session, hashes, vault)
    return {sha256: source.path for sha256, source in found.items()}
