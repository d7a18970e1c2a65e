"""A folder whose contracts are unsound in themselves, from the files to the findings and reports."""

import json
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle
from reportlab.platypus.flowables import Flowable, Spacer

from tests.contract_ai.cli.invoke import Program
from tests.contract_ai.papers import pdf

Rows = list[list[str]]
AS_OF = ("--as-of", "2026-06-30")
SIDES = "is made as of January 1, 2026 between Tidewater Ltd (the Provider) and Larchmont Inc. (the Customer)."
SIGNED = (
    "IN WITNESS WHEREOF, the parties have signed this Agreement.",
    "Tidewater Ltd: /s/ Ann Lee, January 1, 2026. Larchmont Inc.: /s/ Bob Ray, January 1, 2026.",
)
MASTER = (
    "MASTER SERVICES AGREEMENT",
    "Agreement No. MSA-2026-01",
    f"This Master Services Agreement {SIDES}",
    "1. Fees. The fees for the services of each order are set forth in Exhibit B.",
    "2. Payment. The Customer shall pay each invoice within thirty (45) days after receipt of the invoice.",
    "3. Retainer. The Customer shall pay the Provider a monthly retainer of $[***], in advance.",
    *SIGNED,
)
PROJECT = (
    "FIXED PRICE PROJECT AGREEMENT",
    "Agreement No. FPA-2026-02",
    f"This Fixed Price Project Agreement {SIDES}",
    "1. Milestones. The Customer shall pay the milestones of this schedule upon acceptance.",
)
STAGES: Rows = [
    ["Milestone", "Amount"],
    ["Design", "$10,000.00"],
    ["Build", "$25,000.00"],
    ["Launch", "$15,000.00"],
    ["Total", "$55,000.00"],
]
USAGE = (
    "USAGE AGREEMENT",
    "Agreement No. USG-2026-03",
    f"This Usage Agreement {SIDES}",
    "1. Prices. The Customer shall pay for API calls of each month by this price table.",
)
TIERS: Rows = [
    ["API calls per month", "Price per call"],
    ["1 to 10,000", "$0.10"],
    ["15,001 to 50,000", "$0.08"],
    ["Over 50,000", "$0.06"],
]
GERMAN = (
    "RAHMENVERTRAG Nr. RV-2026-04",
    "zwischen der Tidewater GmbH (Auftragnehmer) und der Larchmont AG (Auftraggeber).",
    "1. Der Auftraggeber zahlt die Rechnung innerhalb von 30 Tagen nach dem Eingang der Rechnung.",
    "2. Die monatliche Vergütung beträgt 5.000 EUR und wird im Voraus in Rechnung gestellt.",
    "3. Bei Verzug sind Zinsen in Höhe von 9 % über dem Basiszinssatz zu zahlen.",
    "4. Der Vertrag kann von jeder Partei mit einer Frist von drei Monaten gekündigt werden.",
)
INVOICE = (
    "invoice_number,issue_date,due_date,supplier,customer,currency,contract,line,description,"
    "quantity,unit_price,amount,net_amount,tax_amount,total\n"
    "RE-1,2026-03-31,2026-04-30,Tidewater GmbH,Larchmont AG,EUR,RV-2026-04,1,Vergütung März 2026,"
    "1,5000.00,5000.00,5000.00,0.00,5000.00\n"
)


def _paper(path: Path, texts: tuple[str, ...], table: Rows | None = None) -> None:
    body = getSampleStyleSheet()["BodyText"]
    flow: list[Flowable] = [Paragraph(text, body) for text in texts]
    if table:
        ruled = Table(table)
        ruled.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
        flow += [Spacer(1, 8), ruled, Spacer(1, 8), *(Paragraph(text, body) for text in SIGNED)]
    SimpleDocTemplate(str(path), pagesize=A4, invariant=1).build(flow)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("set") / "company"
    contracts, invoices = root / "contracts", root / "invoices"
    contracts.mkdir(parents=True)
    invoices.mkdir()
    _paper(contracts / "msa.pdf", MASTER)
    _paper(contracts / "msa-signed-copy.pdf", (*MASTER, "Scanned on January 5, 2026."))
    _paper(contracts / "project.pdf", PROJECT, STAGES)
    _paper(contracts / "usage.pdf", USAGE, TIERS)
    (contracts / "RV-2026-04.pdf").write_bytes(pdf(*GERMAN))
    (invoices / "billing.csv").write_text(INVOICE, encoding="utf-8")
    return root


def test_the_set_is_found_unsound(program: Program, folder: Path, tmp_path: Path) -> None:
    done = program("run", folder, *AS_OF, "--output", tmp_path / "out")
    assert done.code == 0, done.err
    form = json.loads((tmp_path / "out" / "findings.json").read_text("utf-8"))
    found = {(one["code"], one["contract"]): one for one in form["findings"] if "contract" in one}
    used = "msa-signed-copy" if ("CT104", "msa-signed-copy") in found else "msa"
    assert {key for key in found if key[0].startswith("CT")} == {
        ("CT101", used),
        ("CT103", "project"),
        ("CT104", used),
    }
    assert found["CT103", "project"]["amount"] == "5000.00"
    assert found["CT104", used]["expected"] == "Exhibit B"
    assert all(
        one["evidence"][0]["page"] == 1 for key, one in found.items() if key[0].startswith("CT")
    )
    results = {(t["code"], t.get("invoice")): t for t in form["tests"]}
    (tiers,) = (t for t in form["tests"] if (t["code"], t.get("contract")) == ("CT105", "usage"))
    assert "confirm them" in tiers["reason"]
    assert results["PR102", "RE-1"]["result"] == "cannot_tell"
    assert "written in German" in results["PR102", "RE-1"]["reason"]
    _holds_what_was_looked_for(tmp_path / "out", used)


def _holds_what_was_looked_for(output: Path, used: str) -> None:
    page = (output / "report.html").read_text("utf-8")
    assert "The amount of a fee is blank or redacted on page 1." in page
    assert "This document is written in German, which is not read" in page
    assert f"This is a copy of {used}" in page
    assert "none states a late charge." in page or "No passage speaks of the subject" in page
    terms: dict[str, Any] = json.loads((output / "terms" / f"{used}.json").read_text("utf-8"))
    coverage = {one["kind"]: one for one in terms["coverage"]}
    assert coverage["payment_term"]["status"] == "found"
    assert coverage["fee"]["status"] == "blank"
    assert coverage["retainage"] == {
        "kind": "retainage",
        "status": "not_found",
        "subject": "sums held back",
        "found": 0,
    }
    german = json.loads((output / "terms" / "RV-2026-04.json").read_text("utf-8"))
    assert german["terms"] == []
    assert german["document"]["unread_language"] == "German"


def test_terms_say_what_was_not_found(program: Program, folder: Path, tmp_path: Path) -> None:
    books = ("--database", tmp_path / "books.db")
    assert program("add", folder, *books).code == 0
    listed = program("terms", "--contract", "usage", *books).out
    assert "late_charge" in listed
    assert "not found" in listed
    assert "No passage speaks of expenses or costs." in listed
    assert "looked for" not in program("terms", "--review", *books).out
