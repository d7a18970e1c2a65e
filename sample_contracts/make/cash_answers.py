"""What billing, payments, ageing and reconciliation must show, worked out from the story."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sample_contracts.make import cash, story
from sample_contracts.make.facts import receipts
from sample_contracts.make.spec import Answer, Bill, money

AS_OF = date(2026, 6, 30)


@dataclass(frozen=True)
class Draft:
    """An invoice that falls due in July 2026 and is not written yet; ``total`` is with tax."""

    customer: str
    total: str
    currency: str
    why: str


@dataclass(frozen=True)
class Open:
    """What is still to be paid of an invoice; ``late`` is the days past its due date."""

    number: str
    customer: str
    amount: Decimal
    currency: str
    due: date

    @property
    def late(self) -> int:
        """How many days ago it fell due; less than nothing where it does later."""
        return (AS_OF - self.due).days


@dataclass(frozen=True)
class Apart:
    """What QuickBooks has otherwise than the invoices."""

    kind: str
    number: str
    why: str


DRAFTS = (
    Draft(
        story.QUILLFEATHER.name,
        "2995.20",
        "GBP",
        "The fee of July: 2,400.00 and 4% since 1 June is 2,496.00, with 20% VAT.",
    ),
    Draft(story.CALDER.name, "3600.00", "USD", "The support fee of July to September."),
)
FOUND = (
    Answer(
        "CO106",
        "",
        "The deal D-1063 with Meridian Row Hotels was won; no contract with them is on file.",
        "",
        None,
        "1850.00",
        "USD",
    ),
    Answer(
        "CO107",
        story.RETAINER,
        "The deal D-1058 was won for 34,500.00; five months at 6,500.00 are 32,500.00.",
        "",
        None,
        "2000.00",
        "USD",
    ),
    Answer(
        "RC102",
        story.SOW,
        "Larchmont paid 19,380.00 of 24,840.00: what the limit of the statement of work leaves.",
        "TA-1008",
        None,
        "5460.00",
        "USD",
    ),
    Answer(
        "RC104",
        "",
        "Northgate Logistics is no customer, and the payment names nothing.",
        "",
        None,
        "1250.00",
        "USD",
    ),
    Answer(
        "RC104",
        "",
        "Quillfeather named no invoice; it is likely TA-2011, and a person says so.",
        "",
        None,
        "2880.00",
        "GBP",
    ),
)
APART = (
    Apart("amount", "TA-5006", "6,500.00 was booked as 5,600.00."),
    Apart("date", "TA-6003", "The invoice of 15 April was booked on 4 May."),
    Apart("missing_here", "TA-1009", "Booked, and no invoice was written."),
    Apart("missing_there", "TA-8001", "Written, and never booked."),
    Apart("status", "TA-2011", "Booked as paid; the payment waits for a person here."),
    Apart("twice", "TA-2012", "Booked twice."),
)


def open_items(bills: Iterable[Bill]) -> list[Open]:
    """What is open on 30 June 2026, by number: no receipt, less the one part payment."""
    bills = list(bills)
    paid = {one.bill.number for one in receipts(bills)}
    part = {cash.PARTLY_PAID: cash.PART}
    found = [
        Open(
            bill.number,
            bill.customer.name,
            bill.total - part.get(bill.number, Decimal(0)),
            bill.currency,
            bill.due,
        )
        for bill in bills
        if bill.number not in paid
    ]
    return sorted(found, key=lambda one: one.number)


def countback(bills: Iterable[Bill], currency: str) -> Decimal:
    """Days of sales outstanding where less is open than June 2026 sold.

    Countback takes sales off what is open, the latest month first; within a month the days count
    in part: open / sales of June x 30.
    """
    bills = [bill for bill in bills if bill.currency == currency]
    sold = sum((b.total for b in bills if b.issued >= date(2026, 6, 1)), Decimal(0))
    owed = sum((one.amount for one in open_items(bills)), Decimal(0))
    if owed > sold:
        msg = "more is open than one month sold"
        raise ValueError(msg)
    return (owed / sold * 30).quantize(Decimal("0.1"))


def cash_answers(bills: Iterable[Bill]) -> str:
    """Write the part of ANSWERS.md on them."""
    bills = list(bills)
    drafts = [f"| {d.customer} | {money(d.total):,} {d.currency} | {d.why} |" for d in DRAFTS]
    items = [
        f"| {o.number} | {o.customer} | {o.amount:,} {o.currency} | {o.due} | {max(o.late, 0) or '-'} |"
        for o in open_items(bills)
    ]
    days = " and ".join(f"{countback(bills, c)} days in {c}" for c in ("GBP", "USD"))
    apart = [f"| {a.kind} | {a.number} | {a.why} |" for a in APART]
    found = [
        f"| {a.code} | {a.contract or '-'} | {a.invoice or '-'} | {a.amount} {a.currency} | {a.why} |"
        for a in FOUND
    ]
    lines = [
        _HEAD,
        "To be billed in July 2026:\n",
        "| customer | with tax | why |\n| --- | --- | --- |",
        *drafts,
        f"\nOpen on 30 June 2026; by countback these are {days} of sales:\n",
        "| invoice | customer | open | due | days late |\n| --- | --- | --- | --- | --- |",
        *items,
        "\nOtherwise in QuickBooks:\n",
        "| difference | invoice | why |\n| --- | --- | --- |",
        *apart,
        "\nFindings that the bank and the deals add:\n",
        "| code | contract | invoice | at stake | why |\n| --- | --- | --- | --- | --- |",
        *found,
    ]
    return "\n".join(lines) + "\n"


_HEAD = """
# From contract to cash

`cash/` is not read by the run above. `python -m sample_contracts.cash`, which `make run` calls after it, shows what is to be billed, what came in
and what is open, with these files:

- `bank.xml`, the bank's statements (CAMT.053). `facts/payments.csv` is what the book-keeper made of them until 24 June 2026, so the statements take its
  place and no payment counts twice. One pays two invoices (TA-5005 and TA-5006), of one a bank kept a fee (TA-4003), one pays a part (TA-1008);
  two wait for a person.
- `quickbooks.json`, the invoices as QuickBooks has them; `deals.csv`, what sales calls won; `company.toml`, what a draft bears besides.
"""
