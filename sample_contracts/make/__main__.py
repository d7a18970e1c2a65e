"""``python -m sample_contracts.make [FOLDER]``: writes contracts, invoices, facts and answers."""

import sys
from collections.abc import Callable
from pathlib import Path

from sample_contracts.make import cash, facts, papers, printed, structured
from sample_contracts.make.answers import answers, scan_terms
from sample_contracts.make.contracts import PAPERS, Paper
from sample_contracts.make.spec import Bill
from sample_contracts.make.story import all_bills

_PAPERS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "pdf": (".pdf", papers.pdf),
    "docx": (".docx", papers.word),
    "scan": (".pdf", papers.scan),
}
_BILLS: dict[str, tuple[str, Callable[[Bill], bytes]]] = {
    "pdf": (".pdf", printed.pdf),
    "docx": (".docx", printed.word),
    "ubl": (".xml", structured.ubl),
    "cii": (".xml", structured.cii),
    "facturx": (".pdf", structured.facturx),
}


def documents() -> dict[str, bytes]:
    """Return every file of the folder by its path."""
    bills = all_bills()
    files = {
        f"contracts/{paper.stem}{_PAPERS[paper.form][0]}": _PAPERS[paper.form][1](paper)
        for paper in PAPERS
    }
    seen: set[str] = set()
    for bill in bills:
        if bill.form in _BILLS:
            suffix, write = _BILLS[bill.form]
            name = bill.number.replace(" ", "-")
            name = f"{name}-{bill.issued:%Y%m}" if name in seen else name
            seen.add(name)
            files[f"invoices/{name}{suffix}"] = write(bill)
    files["invoices/usage-2025.csv"] = structured.sheet_csv(b for b in bills if b.form == "csv")
    files["invoices/billing-run.xlsx"] = structured.sheet_xlsx(b for b in bills if b.form == "xlsx")
    files["facts/timesheets.csv"] = facts.timesheets()
    files["facts/usage.csv"] = facts.usage()
    files["facts/acceptances.csv"] = facts.acceptances()
    files["facts/purchase_orders.csv"] = facts.purchase_orders()
    files["facts/payments.csv"] = facts.payments(bills)
    files["cash/bank.xml"] = cash.bank(bills)
    files["cash/quickbooks.json"] = cash.ledger(bills)
    files["cash/deals.csv"] = cash.deals()
    files["cash/company.toml"] = cash.company()
    files["terms/SUP-2025-030-calder.json"] = scan_terms()
    files["ANSWERS.md"] = answers()
    return files


def main(folder: Path) -> None:
    """Write the files below ``folder``."""
    for name, data in documents().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    print(f"{len(documents())} files in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1])
