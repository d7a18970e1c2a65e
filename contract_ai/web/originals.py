"""Documents of a site to draw from: where they lie, and their pages kept on disk."""

from pathlib import Path

from fastapi import Request

from contract_ai.desk import proof_documents
from contract_ai.intake.vault import Vault
from contract_ai.pagework.cache import DiskCache
from contract_ai.pagework.pages import Pages
from contract_ai.web.site import Site


def pages_of(request: Request) -> Pages:
    """Return the pages of the application's documents; making them anew looks at every program file."""
    state = request.app.state
    if not hasattr(state, "proof_pages"):
        state.proof_pages = _pages(state.site)
    made: Pages = state.proof_pages
    return made


def _pages(site: Site) -> Pages:
    def original(sha256: str) -> Path | None:
        return places_of(site, [sha256]).get(sha256)

    return Pages(site.open_reader(), original, DiskCache(site.data / "pages"))


def places_of(site: Site, hashes: list[str]) -> dict[str, Path]:
    """Return where documents lie, by hash; those that are gone are left out."""
    vault = Vault(site.data / "originals")
    with site.database.read() as session:
        found = proof_documents.sources(session, hashes, vault)
    return {sha256: source.path for sha256, source in found.items()}
