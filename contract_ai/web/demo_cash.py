"""The sample company's cash in the demonstration: drafts, payments, QuickBooks' records, deals.

The bank's statements take the place of facts/payments.csv, which is what a book-keeper made of
them: no payment counts twice.
"""

from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter

from checks.reconciliation.three_way import Span
from contract_ai.audit.keys import make_key
from contract_ai.billing.drafting import Drafting, keep, loading
from contract_ai.folder import Folder
from contract_ai.paying import Manner, match_waiting
from contract_ai.settings import Settings
from contract_ai.sources import Source
from contract_ai.storage.ledgers import Read, save_records
from contract_ai.web.site import Site
from models.ledgers import LedgerInvoice, RecordKind, Service

CASH = "cash"
NEXT_MONTH = Span(date(2026, 7, 1), date(2026, 7, 31))
_RECORDS = TypeAdapter(list[LedgerInvoice])


def with_company(settings: Settings, folder: Path, company: Path) -> Settings:
    """Say who issues the invoices, and give a key to close months with, where nothing does."""
    key = folder / "closing.pem"
    if settings.closing_key is None and not key.exists():
        make_key(key)
    return settings.model_copy(
        update={
            "issuing": settings.issuing or company / CASH / "company.toml",
            "closing_key": settings.closing_key or key,
        }
    )


def with_cash(held: Folder, company: Path) -> Folder:
    """Read the bank's statements instead of the file of payments, and the deals."""
    facts = tuple(one for one in held.facts if one.name != "payments.csv")
    return replace(
        held,
        facts=(*facts, Source(company / CASH / "deals.csv")),
        bank=(Source(company / CASH / "bank.xml"),),
    )


def settle(site: Site, company: Path, today: date, now: datetime) -> None:
    """Match the payments, and take QuickBooks' records in, before the checks run."""
    match_waiting(site.database, as_of=today, now=now, manner=Manner.of(site.settings))
    data = (company / CASH / "quickbooks.json").read_bytes()
    answer = sha256(data).hexdigest()
    read = [Read(one, answer, answer) for one in _RECORDS.validate_json(data)]
    with site.database.write() as session:
        save_records(session, Service.QUICKBOOKS, RecordKind.INVOICE, read, now)


def draft(site: Site, now: datetime) -> None:
    """Keep what is to be billed in the month that begins, for a person to approve."""
    keep(Drafting(site.database, NEXT_MONTH, loading(site.settings, NEXT_MONTH)), now)
