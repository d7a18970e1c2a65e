"""The sample company with the file that says who it is and whom it bills."""

from dataclasses import replace
from pathlib import Path

from contract_ai.web.site import Site

COMPANY = """
[company]
name = "Tidewater Analytics, Inc."
address = { lines = ["12 Wharf Street"], city = "Boston", region = "MA", postal_code = "02110", country = "US" }
vat_id = "GB123456789"
registration = "EIN 12-3456789"
account = "000123456789"

[[customers]]
name = "Quillfeather Publishing Limited"
address = { lines = ["4 Paper Lane"], postal_code = "EC1A 1BB", city = "London", country = "GB" }

[[customers]]
name = "Calder Freight Lines, Inc."
address = { lines = ["9 Yard Road"], city = "Austin", region = "TX", country = "US" }
tax_category = "Z"

[quickbooks]
dates = "month_first"
item = "Services"
taxes = { "20" = "20.0% S", "Z" = "Zero", "0" = "Zero" }

[xero]
dates = "month_first"
account = "200"
taxes = { "20" = "20% (VAT on Income)", "Z" = "Zero Rated Income", "0" = "Zero Rated Income" }
"""


def with_company(site: Site, text: str = COMPANY) -> Site:
    """Give a site a file of the company."""
    file = Path(site.data) / "company.toml"
    file.write_text(text, "utf-8")
    return replace(site, settings=site.settings.model_copy(update={"issuing": file}))
