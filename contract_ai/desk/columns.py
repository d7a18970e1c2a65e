"""The columns that lists are read from, without the objects that rows are made into."""

from sqlalchemy import Table

from models.tables import METADATA


def _table(name: str) -> Table:
    return METADATA.tables[name]


CONTRACTS, DOCUMENTS, FINDINGS = _table("contract"), _table("document"), _table("finding")
INVOICES, TERMS, TESTED, TESTS = map(_table, ("invoice", "term", "tested", "test"))
DECISIONS, LIVES, RUNS = _table("decision"), _table("life"), _table("run")
UPLOAD = _table("upload_item").c
CONTRACT, DOCUMENT, FINDING = CONTRACTS.c, DOCUMENTS.c, FINDINGS.c
INVOICE, TERM, TESTED_ON, TEST = INVOICES.c, TERMS.c, TESTED.c, TESTS.c
DECISION, LIFE, RUN = DECISIONS.c, LIVES.c, RUNS.c
