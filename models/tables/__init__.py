"""SQLModel rows and column types, one module a subject; importing this registers every table."""

from sqlmodel import SQLModel

from models.tables import (
    accounts,
    api,
    audit,
    casework,
    contracts,
    documents,
    facts,
    findings,
    intake,
    invoice_lines,
    invoices,
    lessons,
    runs,
    scans,
    sendings,
    terms,
    tests,
)

METADATA = SQLModel.metadata

__all__ = [
    "METADATA",
    "accounts",
    "api",
    "audit",
    "casework",
    "contracts",
    "documents",
    "facts",
    "findings",
    "intake",
    "invoice_lines",
    "invoices",
    "lessons",
    "runs",
    "scans",
    "sendings",
    "terms",
    "tests",
]
