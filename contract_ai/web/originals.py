"""Where the originals of a site are kept."""

from contract_ai.intake.places import open_vault
from contract_ai.intake.vault import Vault
from contract_ai.web.site import Site


def originals_of(site: Site) -> Vault:
    """Return where the originals of uploads, and the answers of other systems, are kept."""
    return open_vault(site.settings.model_copy(update={"data": site.data}), site.database)
