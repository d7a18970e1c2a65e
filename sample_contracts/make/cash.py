"""What came in and what was booked: the bank's statements, QuickBooks' records, won deals.

The bank is where payments come from: ``facts/payments.csv`` is what the book-keeper made of its
movements until 24 June 2026, so the two are never used together.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker

from sample_contracts.make import story
from sample_contracts.make.facts import Receipt, receipts, sheet
from sample_contracts.make.spec import Bill, Company

_CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
_OPENING = {"EUR": Decimal("12400.00"), "GBP": Decimal("9150.25"), "USD": Decimal("84210.60")}
_FIRST, _LAST = date(2025, 6, 1), date(2026, 6, 30)
_WORDS = {
    story.LARCHMONT: "Invoice {} PO-77120",
    story.QUILLFEATHER: "{} INSIGHT PLATFORM",
    story.PALISADE: "{}",
    story.OSTRAVA: "Faktura {}",
    story.BRAMBLE: "Retainer, {}",
    story.JUNO: "Royalty {}",
    story.CALDER: "SUPPORT {}",
    story.MERIDIAN: "Data migration {}",
}
_PLACES = {
    story.SUPPLIER: ("214 Harbor Street, Suite 400", "Portland", "ME", "04101", "US"),
    story.LARCHMONT: ("88 Beacon Hill Road", "Albany", "NY", "12203", "US"),
    story.QUILLFEATHER: ("19 Tanner Row", "York", "", "YO1 6JB", "GB"),
    story.PALISADE: ("500 Market Street", "San Francisco", "CA", "94105", "US"),
    story.OSTRAVA: ("Nadrazni 142", "Ostrava", "", "702 00", "CZ"),
    story.BRAMBLE: ("1200 Third Avenue", "Seattle", "WA", "98101", "US"),
    story.JUNO: ("77 Elm Court", "Boulder", "CO", "80302", "US"),
    story.CALDER: ("4 Dock Road", "Duluth", "MN", "55802", "US"),
    story.MERIDIAN: ("9 Lakeshore Drive", "Chicago", "IL", "60611", "US"),
}
FEES = {"TA-4003": Decimal("25.00")}  # what a bank between kept, and told
PART = Decimal("19380.00")  # of TA-1008: what the limit of the statement of work leaves
UNKNOWN = Decimal("1250.00")

PARTLY_PAID, NOT_BOOKED, BOOKED_TWICE = "TA-1008", "TA-8001", "TA-2012"
BOOKED_WRONG: dict[str, dict[str, object]] = {
    "TA-5006": {"net": "5600.00", "gross": "5600.00"},
    "TA-6003": {"issued_on": "2026-05-04"},
    "TA-2011": {"open_amount": "0.00", "status": "paid"},
}
NOT_ISSUED = {"number": "TA-1009", "issued_on": "2026-06-30", "due_on": "2026-07-30"}
DEALS = (
    ("D-1041", "Insight platform, a year", story.QUILLFEATHER.name, Decimal("28800.00"), "GBP", date(2025, 5, 20), story.SUBSCRIPTION, "Won"),
    ("D-1058", "Advisory retainer, five months", story.BRAMBLE.name, Decimal("34500.00"), "USD", date(2025, 12, 12), story.RETAINER, "Won"),
    ("D-1063", "Data migration", story.MERIDIAN.name, Decimal("1850.00"), "USD", date(2026, 4, 20), "", "Won"),
)  # fmt: skip


@dataclass(frozen=True)
class Movement:
    """Money that came in; ``fee`` is what a bank kept of it before."""

    day: date
    amount: Decimal
    currency: str
    payer: str
    text: str
    reference: str
    fee: Decimal = Decimal(0)


def movements(bills: Iterable[Bill]) -> list[Movement]:
    """Every payment, by day: those of payments.csv, and three of the days after it."""
    by_reference = sorted(receipts(bills), key=lambda one: (one.paid_on, one.reference))
    found = [
        _movement(list(group)) for _, group in groupby(by_reference, key=lambda one: one.reference)
    ]
    found += [
        Movement(
            date(2026, 6, 24), UNKNOWN, "USD", "Northgate Logistics LLC", "DEPOSIT", "BANK-0045"
        ),
        Movement(
            date(2026, 6, 26),
            PART,
            "USD",
            story.LARCHMONT.name,
            "Invoice TA-1008, part: limit of the statement of work",
            "BANK-0046",
        ),
        Movement(
            date(2026, 6, 29),
            Decimal("2880.00"),
            "GBP",
            story.QUILLFEATHER.name,
            "INSIGHT PLATFORM",
            "BANK-0047",
        ),
    ]
    return found


def _movement(parts: Sequence[Receipt]) -> Movement:
    first = parts[0].bill
    fee = sum((FEES.get(one.bill.number, Decimal(0)) for one in parts), Decimal(0))
    numbers = " and ".join(one.bill.number for one in parts)
    return Movement(
        parts[0].paid_on,
        sum((one.bill.total for one in parts), Decimal(0)) - fee,
        first.currency,
        first.customer.name,
        _WORDS[first.customer].format(numbers),
        parts[0].reference,
        fee,
    )


def bank(bills: Iterable[Bill]) -> bytes:
    """The account's statements as CAMT.053, one a currency."""
    found = movements(bills)
    e = ElementMaker(namespace=_CAMT, nsmap={None: _CAMT})
    document = e.Document(
        e.BkToCstmrStmt(
            e.GrpHdr(e.MsgId("TIDEWATER-2026-06"), e.CreDtTm("2026-06-30T18:00:00+00:00")),
            *(
                _statement(e, currency, [one for one in found if one.currency == currency])
                for currency in _OPENING
            ),
        )
    )
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _statement(e: Any, currency: str, found: Sequence[Movement]) -> Any:
    opening = _OPENING[currency]
    closing = opening + sum((one.amount for one in found), Decimal(0))

    def balance(code: str, amount: Decimal, day: date) -> Any:
        return e.Bal(
            e.Tp(e.CdOrPrtry(e.Cd(code))),
            e.Amt(f"{amount:.2f}", Ccy=currency),
            e.CdtDbtInd("CRDT"),
            e.Dt(e.Dt(str(day))),
        )

    account = story.SUPPLIER.iban.replace(" ", "")
    return e.Stmt(
        e.Id(f"TIDEWATER-{currency}-2026-06"),
        e.FrToDt(e.FrDtTm(f"{_FIRST}T00:00:00"), e.ToDtTm(f"{_LAST}T23:59:59")),
        e.Acct(
            e.Id(e.Othr(e.Id(f"{account}-{currency}"))),
            e.Ccy(currency),
            e.Ownr(e.Nm(story.SUPPLIER.name)),
        ),
        balance("OPBD", opening, _FIRST),
        balance("CLBD", closing, _LAST),
        *(_entry(e, one) for one in found),
    )


def _entry(e: Any, one: Movement) -> Any:
    def money(amount: Decimal) -> Any:
        return e.Amt(f"{amount:.2f}", Ccy=one.currency)

    charges = []
    if one.fee:
        sent = e.InstdAmt(money(one.amount + one.fee))
        charges = [
            e.AmtDtls(sent),
            e.Chrgs(e.Rcrd(money(one.fee), e.CdtDbtInd("DBIT"))),
        ]
    return e.Ntry(
        money(one.amount),
        e.CdtDbtInd("CRDT"),
        e.Sts(e.Cd("BOOK")),
        e.BookgDt(e.Dt(str(one.day))),
        e.ValDt(e.Dt(str(one.day))),
        e.AcctSvcrRef(one.reference),
        e.NtryDtls(
            e.TxDtls(
                e.Refs(e.AcctSvcrRef(one.reference)),
                *charges,
                e.RltdPties(e.Dbtr(e.Pty(e.Nm(one.payer)))),
                e.RmtInf(e.Ustrd(one.text)),
            )
        ),
    )


def ledger(bills: Iterable[Bill]) -> bytes:
    """QuickBooks' records of the invoices, with what was booked wrong."""
    bills = list(bills)
    paid = {one.bill.number for one in receipts(bills)}
    records: list[dict[str, object]] = []
    for bill in bills:
        if bill.number == NOT_BOOKED:
            continue
        open_amount = Decimal(0) if bill.number in paid else bill.total
        if bill.number == PARTLY_PAID:
            open_amount -= PART
        record = _record(bill, str(1001 + len(records)), open_amount)
        records.append(record | BOOKED_WRONG.get(bill.number, {}))
        if bill.number == BOOKED_TWICE:
            records.append({**record, "id": str(1001 + len(records))})
    records.append(
        {
            **records[7],
            "open_amount": records[7]["gross"],
            "status": "open",
            **NOT_ISSUED,
            "id": str(1001 + len(records)),
        }
    )
    return (json.dumps(records, indent=1) + "\n").encode()


def _record(bill: Bill, number: str, open_amount: Decimal) -> dict[str, object]:
    return {
        "service": "quickbooks",
        "id": number,
        "number": bill.number,
        "customer": bill.customer.name,
        "issued_on": str(bill.issued),
        "due_on": str(bill.due),
        "currency": bill.currency,
        "net": f"{bill.net:.2f}",
        "tax": f"{bill.tax:.2f}",
        "gross": f"{bill.total:.2f}",
        "open_amount": f"{open_amount:.2f}",
        "status": "open" if open_amount else "paid",
    }


def deals() -> bytes:
    """What sales calls won: as the contract says, for another sum, and without a contract."""
    return sheet("deal name customer amount currency closed_on contract status", DEALS)


def company() -> bytes:
    """The file of the company, which says what invoices bear besides (docs/billing.md)."""
    lines = ["[company]", *_party(story.SUPPLIER)]
    lines += ['registration = "Delaware 5512907"', 'tax_number = "84-2917734"']
    lines.append(f'account = "{story.SUPPLIER.iban}"')
    for customer in _WORDS:
        lines += ["", "[[customers]]", *_party(customer)]
        vat = customer.tax_id.replace(" ", "")
        lines.append(f'vat_id = "{vat}"' if vat else 'tax_category = "O"')
    lines += _accounts("quickbooks", 'item = "Services"', "20.0% S", "NON")
    lines += _accounts("xero", 'account = "200"', "20% (VAT on Income)", "Tax Exempt")
    return ("\n".join(lines) + "\n").encode()


def _accounts(system: str, booked_on: str, vat: str, none: str) -> list[str]:
    """How an accounting system reads dates, what lines are booked on, and what it calls taxes."""
    taxes = f'taxes = {{ "20" = "{vat}", O = "{none}" }}'
    return ["", f"[{system}]", 'dates = "month_first"', booked_on, taxes]


def _party(party: Company) -> list[str]:
    street, city, region, code, country = _PLACES[party]
    where = f'region = "{region}", ' if region else ""
    return [
        f'name = "{party.name}"',
        f'address = {{ lines = ["{street}"], city = "{city}", {where}postal_code = "{code}", country = "{country}" }}',
    ]
