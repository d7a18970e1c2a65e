"""The clauses of ``clauses/*.yaml``, and a short contract around each."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import yaml

CLAUSES = Path(__file__).with_name("clauses")
_PAIRS = (  # who is paid, who pays
    ("Provider", "Client"),
    ("Vendor", "Customer"),
    ("Supplier", "Purchaser"),
    ("Contractor", "Owner"),
    ("Licensor", "Licensee"),
    ("Consultant", "Company"),
    ("Provider", "Customer"),
    ("Supplier", "Customer"),
    ("Vendor", "Client"),
    ("Consultant", "Client"),
    ("Contractor", "Company"),
    ("Representative", "Company"),
    ("Agency", "Client"),
)
_PREAMBLE = (
    'This Services Agreement (the "Agreement") is made as of March 3, 2025 (the "Effective Date") '
    'between Alder Bridge Systems, Inc., a Delaware corporation ("{provider}", "we"), and Corvid '
    'Freight LLC, a Texas limited liability company ("{customer}", "you").'
)


def entries() -> Iterator[dict[str, Any]]:
    """Yield the clauses with their terms, file by file."""
    for path in sorted(CLAUSES.glob("*.yaml")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8"))


def kind_of(entry: Mapping[str, Any]) -> str:
    """Return the kind that a clause was written for, by its name: ``KIND-NN``, or ``SET-KIND-NN``."""
    return str(entry["id"]).rpartition("-")[0].rpartition("-")[2]


def paper(heading: str, clause: str) -> bytes:
    """Make a short signed contract around one clause, as DOCX."""
    provider, customer = next(
        (pair for pair in _PAIRS if all(name in clause for name in pair)),
        next((pair for pair in _PAIRS if any(name in clause for name in pair)), _PAIRS[0]),
    )
    document = docx.Document()
    document.add_heading("Services Agreement", 0)
    for text in (
        _PREAMBLE.format(provider=provider, customer=customer),
        "1. Services",
        f"1.1 {provider} shall perform the services set out in this Agreement with due skill.",
        f"2. {heading}",
        f"2.1 {clause}",
        "3. Confidentiality",
        "3.1 Each party keeps the other's information secret for three (3) years after it ends.",
        "4. Notices",
        "4.1 Notices are in writing and take effect five (5) days after they were sent.",
        "5. Governing Law",
        "5.1 This Agreement is governed by the laws of the State of New York.",
        f"{provider}: Alder Bridge Systems, Inc.",
        "By: /s/ Ruth Calder   Name: Ruth Calder   Date: March 3, 2025",
        f"{customer}: Corvid Freight LLC",
        "By: /s/ Omar Lindqvist   Name: Omar Lindqvist   Date: March 3, 2025",
    ):
        document.add_paragraph(text)
    made = BytesIO()
    document.save(made)
    return made.getvalue()
