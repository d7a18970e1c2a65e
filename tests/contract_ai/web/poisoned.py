"""A company all of whose texts are hostile: each text field of the tables takes each payload.

What is read from documents is poisoned as a value of our models and then written as the program
writes it.  Of every other table a row is copied for each payload, with all of its texts put in
its place: a new column is poisoned without a word here, and a new table fails the test that asks
for it.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel
from sqlalchemy import Boolean, Column, Date, Float, Integer, Table, insert, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import AutoString

from contract_ai.audit.trail import record
from contract_ai.fact_tables import FactTable
from contract_ai.storage.contracts import load_contracts, save_contract
from contract_ai.storage.documents import CONTRACT, FACTS, INVOICE, NewDocument, put_document
from contract_ai.storage.facts import load_facts, save_facts
from contract_ai.storage.invoices import load_invoices, save_invoices
from contract_ai.web.site import Site
from models.accounts import Actor, Role
from models.contracts import Contract
from models.facts import Approval, Deal, Expense, Fact
from models.invoices import Invoice
from models.tables import METADATA
from models.tables.columns import ExactDecimal, JsonValue, UtcDateTime
from models.tables.contracts import ContractRow
from models.tables.facts import FACT_ROWS
from models.tables.invoices import InvoiceRow
from models.tables.terms import TermRow
from tests.contract_ai.web.sites import NOW, person, sample_site
from tests.reports.poison import poison

FIRST = 1_000_000  # ids of what is hostile
WRITTEN = frozenset(
    {"document", "contract", "term", "invoice", "invoice_line", "audit_event"}
    | {row.__tablename__ for row in FACT_ROWS.values()}
)
"""Tables that the program's own functions write here."""
UNSHOWN = frozenset(
    {"scanned_page", "sign_on", "login_attempt", "recovery_code", "matching", "run"}
) | frozenset(  # of commands only; or with one row a service (test_connections.py has hostile ones)
    "service_connection sync_position reminder usage_stream usage_batch usage_event "
    "usage_difference usage_rule".split()
)
"""Tables whose texts are hashes, sealed, or pages as JSON: nobody's words."""
CLOSED: dict[str, dict[str, object]] = {
    "account": {"role": "auditor"},
    "api_token": {"scopes": "read"},
    "bill_draft": {
        "state": "draft",
        "currency": "USD",
        "content": "0" * 64,
        "series": None,
        "number": None,
    },
    "bill_draft_line": {"charge_key": "0" * 64, "original": ""},
    "allocation": {"state": "proposed", "certainty": "likely", "currency": "USD"},
    "bank_file": {"format": "table"},
    "bank_line": {"currency": "USD"},
    "change": {"kind": "new"},
    "decision": {"state": "waived", "currency": "USD"},
    "ledger_record": {"service": "xero", "kind": "invoice", "status": "open"},
    "reminder_hold": {"kind": "customer"},
    "reminder_letter": {"state": "draft", "language": "en", "tone": "firm"},
    "reminder_policy": {"scope": "customer"},
    "finding": dict.fromkeys(
        ("code", "slug", "severity", "direction", "currency", "act_before", "state")
    ),
    "sample": {"method": "random"},
    "reread": {"state": "open"},
    "sample_item": {"result": "agreed", "currency": "USD"},
    "invitation": {"role": "auditor", "user_id": None, "used_at": None, "revoked_at": None},
    "life": dict.fromkeys(("code", "slug", "severity", "direction", "currency")),
    "test": dict.fromkeys(("code", "result")),
    "tested": {"place": None},
    "upload_batch": {"role": "finance"},
    "upload_item": {"wanted": "", "state": "done", "kind": "contract"},
}
"""Columns with words of the program's own, by table; None keeps what stands in the sample."""
_HELD = {
    "source": "text",
    "kind": "invoice",
    "id": "text",
    "number": "text",
    "on": "2026-06-10",
    "customer": "text",
    "currency": "text",
    "gross": "1.00",
}
_DIFFERENCE = dict.fromkeys(("number", "record", "ours", "theirs", "currency", "words"), "text")
SHAPES: dict[str, dict[str, object]] = {
    "bill_draft": {
        "body": {
            "schema": "invoice/1",
            "document": {"file": "text"},
            "supplier": {"name": "text"},
            "customer": {"name": "text"},
            "corrects": "text",
            "lines": [{"number": 1, "description": "text"}],
        },
    },
    "bill_draft_line": {
        "proofs": [{"role": "contract", "evidence": {"quote": "text", "file": "text"}}],
    },
    "bank_line": {
        "body": {
            "booked_on": NOW.date().isoformat(),
            "amount": "1",
            "counterparty": "text",
            "counterparty_account": "text",
            "text": "text",
            "reference": "text",
            "end_to_end_id": "text",
            "bank_id": "text",
            "evidence": {"quote": "text", "file": "text", "anchor": "text"},
        },
    },
    "closed_period": {
        "reopened_at": NOW,
        "statement": {
            "form": "closed-period/1",
            "starts_on": "2026-05-01",
            "ends_on": "2026-05-31",
            **dict.fromkeys(("closed_by", "role", "closed_at", "note", "key"), "text"),
            "figures": [],
            "open_differences": 1,
            **dict.fromkeys(("held_sha256", "differences_sha256", "event_hash"), "0" * 64),
            "event": 1,
        },
        "held": [_HELD],
        "differences": [{"kind": "amount", "service": "xero", "amount": None, **_DIFFERENCE}],
    },
    "ledger_record": {
        "value": {
            "service": "xero",
            "kind": "invoice",
            "id": "text",
            "number": "text",
            "customer": "text",
            "issued_on": "2026-06-10",
        }
    },
    "reminder_letter": {
        "receivers": ["text"],
        "items": [
            {
                **dict.fromkeys(("item", "step", "invoice", "contract", "currency"), "text"),
                "due_on": "2026-06-10",
                "open_amount": "1.00",
            }
        ],
    },
    "match_correction": {
        "body": {
            "shown": "text",
            "clues": {"supplier": "text", "customer": "text"},
            "text": "text",
        },
        "spared": ["text"],
    },
    "reread": {
        "derived": [],
        "differences": [
            {
                "what": "changed",
                "thing": "text",
                "fields": [{"name": "text", "before": "text", "after": "text"}],
                "quote_before": "text",
                "quote_after": "text",
            }
        ],
        "findings": [
            dict.fromkeys(("fingerprint", "code", "message", "contract", "invoice"), "text")
            | {"would": "change", "before": "1.00", "after": "", "currency": "", "readings": 2}
        ],
        "weighed": True,
    },
    "sample": {"definition": {"kind": "findings", "seen": ["text"]}},
}
"""What stands in the JSON of tables that the sample company has no row of."""
HASHES = frozenset(
    {"sha256", "fingerprint", "token_hash", "password_hash", "totp_secret", "csrf", "external_id"}
)
HASHED_THERE = frozenset({("bank_line", "key")})
"""Columns with a name that holds texts elsewhere."""
_OF_PROGRAM = frozenset(
    "kind state currency stamp path stem file role action before after prev hash amounts contract reader".split()
)
CLOSED_IN_JSON = frozenset(
    "role kind schema sha256 form service on due_on issued_on starts_on ends_on gross open_amount held_sha256 "
    "differences_sha256 event_hash".split()
)
CLOSED_THERE = {
    ("bank_line", "body"): frozenset({"booked_on", "amount"}),
    ("reread", "differences"): frozenset({"what"}),
    ("reread", "findings"): frozenset({"would", "before", "after", "currency"}),
}
"""Keys with words and sums of the program's own in the JSON of one column."""
MISSING: dict[str, tuple[Fact, ...]] = {
    "approvals": (Approval(invoice_number="text"),),
    "deals": (Deal(deal="text"),),
    "expenses": (Expense(category="text", incurred_on=NOW.date(), amount=Decimal(1)),),
}
"""Facts that the sample company has none of."""
Model = TypeVar("Model", bound=BaseModel)


@cache
def payloads() -> dict[str, list[str]]:
    """Return the payloads by what they aim at."""
    text = Path(__file__).with_name("payloads.yaml").read_text("utf-8")
    found: dict[str, list[str]] = yaml.safe_load(text)
    return found


@cache
def singles() -> tuple[str, ...]:
    """Return every payload."""
    return tuple(one for group in payloads().values() for one in group)


def blends(each: int = 12) -> tuple[str, ...]:
    """Return texts that hold several payloads each, of all aims: columns may cut a text short."""
    turns = zip_longest(*payloads().values())
    mixed = [one for turn in turns for one in turn if one is not None]
    return tuple(" ".join(mixed[at : at + each]) for at in range(0, len(mixed), each))


@dataclass(frozen=True, slots=True)
class Hostile:
    """One payload on file: by which addresses its pages are reached."""

    payload: str
    number: int
    stem: str
    invoice: int
    document: int

    @property
    def fingerprint(self) -> str:
        """The finding's."""
        return mark(self.number)


def mark(number: int) -> str:
    """Return the fingerprint of the finding of a payload."""
    return f"{number:016x}"


def poisoned_site(folder: Path, texts: Sequence[str]) -> tuple[Site, list[Hostile]]:
    """Return a site with a contract, an invoice, a finding and all else for each of the texts."""
    site = sample_site(folder)
    viewer = person(site, Role.ADMINISTRATOR).id
    with site.database.write(Actor("=actor", "administrator")) as session:
        samples = _samples(session)
        made = [_documents(session, samples, text, n) for n, text in enumerate(texts)]
        _facts(session, samples, texts)
        session.flush()
        for table in METADATA.sorted_tables:
            if table.name not in WRITTEN | UNSHOWN | {"comparison"}:
                _copies(session, table, made, viewer)
        for one in made:
            record(
                session,
                action="contract.read",
                object=one.payload,
                contract=one.stem,
                reason=one.payload,
                actor=Actor(one.payload, "finance"),
            )
    return site, made


@dataclass(frozen=True, slots=True)
class _Samples:
    """What is poisoned: a contract that has a term of every kind, an invoice, a table of each kind."""

    contract: Contract
    invoice: Invoice
    facts: tuple[FactTable, ...]


def _samples(session: Session) -> _Samples:
    contracts = load_contracts(session)
    terms = {term.kind: term for contract in contracts for term in contract.terms}
    richest = max(contracts, key=lambda one: len(one.terms) + len(one.doubts) + len(one.coverage))
    facts = load_facts(session)
    kinds = {kind: getattr(facts, kind) or MISSING[kind] for kind in FACT_ROWS}
    return _Samples(
        richest.model_copy(update={"terms": tuple(terms.values()), "confirmed": False}),
        _full(max(load_invoices(session), key=lambda one: len(one.lines))),
        tuple(FactTable(kind, (_full(found[0]),)) for kind, found in kinds.items()),
    )


def _full(value: Model) -> Model:
    """Return the value with something in every text that it may have."""
    empty = {
        name: "text"
        for name, field in type(value).model_fields.items()
        if field.annotation in {str, str | None} and not getattr(value, name)
    }
    return value.model_copy(update=empty)


def _documents(session: Session, samples: _Samples, text: str, number: int) -> Hostile:
    """Write a contract, an invoice and facts whose every text is the payload."""
    contract = poison(samples.contract, text)
    file = text.replace("/", "\N{DIVISION SLASH}")  # which no file's name can hold
    contract = contract.model_copy(
        update={"document": contract.document.model_copy(update={"file": file})}
    )
    home = _put(session, CONTRACT, text, number)
    save_contract(session, home, contract, NOW)
    its = col(TermRow.contract_id).in_(
        select(ContractRow.id).where(ContractRow.document_id == home)
    )
    session.execute(update(TermRow).where(its).values(decided_by=text, decided_at=NOW))
    paper = _put(session, INVOICE, text, number)
    save_invoices(session, paper, [poison(samples.invoice, text)])
    row = session.exec(select(InvoiceRow.id).where(InvoiceRow.document_id == paper)).one()
    return Hostile(text, number, contract.stem, row or 0, home)


def _facts(session: Session, samples: _Samples, texts: Sequence[str]) -> None:
    """Write one file of each kind of facts, with a row for each payload that is of a file of its own.

    Pages that need the whole book load it for each of their addresses: a file for each of the rows
    would take most of the time of the tests.
    """
    for place, table in enumerate(samples.facts):
        rows = tuple(fact for text in texts for fact in poison(table.facts, text))
        detail = {"kind": table.kind, "refused": list(texts)}
        document = _put(session, FACTS, texts[-1 - place], place, detail)
        save_facts(session, document, FactTable(table.kind, rows, tuple(texts)))


def _put(
    session: Session, kind: str, text: str, number: int, detail: Mapping[str, object] | None = None
) -> int:
    path = f"{text} {kind} {number}"
    new = NewDocument(_hash(kind, number), kind, text, path, "v1", detail or {})
    return put_document(session, new, NOW)


def _hash(*parts: object) -> str:
    return sha256(" ".join(map(str, parts)).encode()).hexdigest()


def _copies(session: Session, table: Table, made: Sequence[Hostile], viewer: int | None) -> None:
    """Copy a row of a table for each payload, with the payload in each of its texts."""
    there = session.execute(sql_select(table).limit(1)).mappings().first()
    template = {column.name: _usual(column) for column in table.columns}
    template |= SHAPES.get(table.name, {}) | dict(there or {})
    closed = CLOSED.get(table.name, {})
    template |= {name: value for name, value in closed.items() if value is not None or not there}
    rows = [
        {
            column.name: _value(column, template[column.name], one, viewer)
            if column.name not in closed
            else template[column.name]
            for column in table.columns
        }
        for one in made
    ]
    session.execute(insert(table), rows)


def _value(column: Column[Any], usual: object, one: Hostile, viewer: int | None) -> object:
    """Return what a column holds of a payload."""
    if column.foreign_keys and not (column.nullable and usual is None):
        parent = next(iter(column.foreign_keys)).column.table.name
        token = _hash("api_token", one.number)
        numbers = {
            "account": viewer,
            "life": one.fingerprint,
            "api_token": token,
            "document": one.document,
        }
        return numbers.get(parent, FIRST + one.number)
    if column.primary_key and isinstance(column.type, Integer):
        return FIRST + one.number
    if isinstance(column.type, AutoString):
        return _text(column, one)
    if not isinstance(column.type, JsonValue):
        return usual
    own = CLOSED_THERE.get((column.table.name, column.name), frozenset())
    return _poisoned(usual, one.payload, CLOSED_IN_JSON | own)


def _text(column: Column[Any], one: Hostile) -> str:
    """Return the text of a column: a name that others know it by, or the payload itself."""
    names = {"fingerprint": one.fingerprint, "contract": one.stem}
    hashed = column.name in HASHES or (column.table.name, column.name) in HASHED_THERE
    if hashed and column.name not in names:
        return _hash(column.table.name, one.number)
    if column.name in names and column.table.name != "part":
        return names[column.name]
    return one.payload[: getattr(column.type, "length", None)]


def _poisoned(value: object, payload: str, closed: AbstractSet[str]) -> object:
    """Return a value of JSON with every open text replaced."""
    if isinstance(value, dict):
        return {
            name: one if name in closed else _poisoned(one, payload, closed)
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [_poisoned(one, payload, closed) for one in value]
    return payload if isinstance(value, str) else value


def _usual(column: Column[Any]) -> object:
    """Return what stands in a column of a table that the sample has no row of."""
    if column.nullable:
        return None
    usual: tuple[tuple[type, object], ...] = (
        (AutoString, ""),
        (UtcDateTime, NOW),
        (JsonValue, {}),
        (ExactDecimal, Decimal(1)),
        (Boolean, False),
        (Integer, 1),
        (Float, 1.0),
        (Date, NOW.date()),
    )
    return next(value for kind, value in usual if isinstance(column.type, kind))


def texts_of(table: Table) -> list[Column[Any]]:
    """Return the columns of a table that hold anybody's words."""
    if table.name in UNSHOWN:
        return []
    closed = CLOSED.get(table.name, {}).keys() | HASHES | _OF_PROGRAM
    return [
        column
        for column in table.columns
        if isinstance(column.type, AutoString)
        and column.name not in closed
        and (table.name, column.name) not in HASHED_THERE
    ]
