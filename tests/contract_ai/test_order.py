"""The same files give the same findings, byte for byte, in whatever order they came."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from contract_ai import pipeline
from contract_ai.cli.main import main
from contract_ai.fact_tables import FactTable
from contract_ai.storage import documents as store
from contract_ai.storage.contracts import load_contracts, save_contract
from contract_ai.storage.engine import Database
from contract_ai.storage.facts import load_facts, save_facts
from contract_ai.storage.invoices import load_invoices, save_invoices
from contract_ai.storage.upgrade import open_database
from models.contracts import Contract
from models.facts import Fact
from models.invoices import Invoice
from reports.findings_json import findings_json

SAMPLES = Path(__file__).parents[2] / "sample_contracts"
TODAY = date(2026, 6, 30)
NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
Paper = tuple[store.NewDocument, Contract | list[Invoice] | FactTable]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Paper]:
    """All documents of the sample company, read once."""
    folder = tmp_path_factory.mktemp("read")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTRACT_AI_OCR", "off")
        assert main(["run", str(SAMPLES), "--as-of", str(TODAY), "--output", str(folder)]) == 0
    database = open_database(str(folder / "contract-ai.db"))
    with database.read() as session:
        found = list(_papers(session))
    database.close()
    return found


def _papers(session: Session) -> Iterator[Paper]:
    contracts = {one.document.sha256: one for one in load_contracts(session)}
    invoices: dict[str, list[Invoice]] = {}
    for invoice in load_invoices(session):
        invoices.setdefault(invoice.document.sha256, []).append(invoice)
    facts: dict[str, list[Fact]] = {}
    for kind in ("usage", "timesheets", "acceptances", "payments", "purchase_orders", "expenses"):
        for fact in getattr(load_facts(session), kind) or ():
            facts.setdefault(fact.evidence.sha256, []).append(fact)
    for row in store.documents(session):
        new = store.NewDocument(row.sha256, row.kind, row.file, row.path, row.stamp, row.detail)
        if row.kind == store.CONTRACT:
            yield new, contracts[row.sha256]
        elif row.kind == store.INVOICE:
            yield new, invoices[row.sha256]
        else:
            yield new, FactTable(str(row.detail["kind"]), tuple(facts.get(row.sha256, ())))


def _put(database: Database, paper: Paper) -> None:
    new, value = paper
    with database.write() as session:
        document = store.put_document(session, new, NOW)
        if isinstance(value, Contract):
            save_contract(session, document, value, NOW)
        elif isinstance(value, FactTable):
            save_facts(session, document, value)
        else:
            save_invoices(session, document, value)


def _findings(place: Path, papers: list[Paper], *, at_once: bool = True) -> str:
    """Put the papers on file in this order, check them at the end (or half way as well)."""
    database = open_database(str(place))
    for number, paper in enumerate(papers):
        _put(database, paper)
        if not at_once and number == len(papers) // 2:
            pipeline.check(database, as_of=TODAY, now=NOW)
    pipeline.check(database, as_of=TODAY, now=NOW)
    data = pipeline.report(database)
    database.close()
    return findings_json(data if at_once else replace(data, changes=None))


def test_the_order_of_files_changes_nothing(papers: list[Paper], tmp_path: Path) -> None:
    expected = _findings(tmp_path / "sorted.db", papers)
    assert expected.count('"code"') > len(papers)
    for seed in range(2):
        mixed = random.Random(seed).sample(papers, len(papers))  # noqa: S311 (made order, no secret)
        assert _findings(tmp_path / f"{seed}.db", mixed) == expected


def test_what_came_half_way_through_changes_nothing(papers: list[Paper], tmp_path: Path) -> None:
    expected = _findings(tmp_path / "sorted.db", papers)
    mixed = random.Random(7).sample(papers, len(papers))  # noqa: S311 (made order, no secret)
    assert _findings(tmp_path / "mixed.db", mixed, at_once=False) == expected
