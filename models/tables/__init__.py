"""SQLModel rows and column types, one module a subject; importing this registers every table."""

from sqlmodel import SQLModel

from models.tables import (
    accounts,
    api,
    audit,
    batch,
    casework,
    check_orders,
    contracts,
    documents,
    facts,
    fieldwork,
    findings,
    intake,
    invoice_lines,
    invoices,
    lessons,
    matching,
    retention,
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
    "batch",
    "casework",
    "check_orders",
    "contracts",
    "documents",
    "facts",
    "fieldwork",
    "findings",
    "intake",
    "invoice_lines",
    "invoices",
    "lessons",
    "matching",
    "retention",
    "runs",
    "scans",
    "sendings",
    "terms",
    "tests",
]
