"""The story: who billed whom for what, and what is wrong with it.

Tidewater Analytics sells advice, software and support.  Its invoices stand here as data; the
writers turn each into its format.  ``ANSWERS`` lists every error that was planted.
"""

from calendar import monthrange
from datetime import date
from decimal import Decimal

from sample_contracts.make.spec import Answer, Bill, Company, Line, days_after, money

SUPPLIER = Company(
    "Tidewater Analytics, Inc.",
    ("214 Harbor Street, Suite 400", "Portland, ME 04101", "United States"),
    "US 84-2917734",
    "US64 SVBK 0210 0002 1998 7734",
)
LARCHMONT = Company("Larchmont Health Partners, LLC", ("88 Beacon Hill Road", "Albany, NY 12203"))
QUILLFEATHER = Company(
    "Quillfeather Publishing Limited",
    ("19 Tanner Row", "York YO1 6JB", "United Kingdom"),
    "GB 417 2290 35",
)
PALISADE = Company("Palisade Payments, Inc.", ("500 Market Street", "San Francisco, CA 94105"))
OSTRAVA = Company(
    "Ostrava Instruments s.r.o.", ("Nadrazni 142", "702 00 Ostrava", "Czech Republic"), "CZ27844021"
)
BRAMBLE = Company("Bramble & Finch LLP", ("1200 Third Avenue", "Seattle, WA 98101"))
JUNO = Company("Juno Learning, Inc.", ("77 Elm Court", "Boulder, CO 80302"))
CALDER = Company("Calder Freight Lines, Inc.", ("4 Dock Road", "Duluth, MN 55802"))
MERIDIAN = Company("Meridian Row Hotels, Inc.", ("9 Lakeshore Drive", "Chicago, IL 60611"))

SOW, SUBSCRIPTION, USAGE = "SOW-2025-014", "SUB-2025-007", "USG-2025-003"
PROJECT, RETAINER, LICENCE, SUPPORT = "FPA-2025-021", "RET-2026-002", "LIC-2024-019", "SUP-2025-030"
ORDER = "PO-77120"
VAT = Decimal(20)
PRINCIPAL, ENGINEER, ANALYST = "Principal Consultant", "Senior Data Engineer", "Data Analyst"

# month, hours billed by role (principal, engineer, analyst)
HOURS = {
    date(2025, 10, 1): (12, 64, 40),
    date(2025, 11, 1): (10, 72, 44),
    date(2025, 12, 1): (8, 49, 36),
    date(2026, 1, 1): (10, 70, 42),
    date(2026, 2, 1): (14, 66, 40),
    date(2026, 3, 1): (10, 60, 38),
    date(2026, 4, 1): (12, 68, 30),
    date(2026, 5, 1): (16, 80, 40),
}
UNAPPROVED = {(date(2026, 1, 1), ANALYST): 4}  # hours on the timesheet that nobody approved
TIERS = (
    (Decimal(100000), Decimal("0.020")),
    (Decimal(400000), Decimal("0.015")),
    (None, Decimal("0.010")),
)
CALLS = {
    date(2025, 11, 1): 342000,
    date(2025, 12, 1): 518500,
    date(2026, 1, 1): 487250,
    date(2026, 2, 1): 611400,
    date(2026, 3, 1): 655900,
    date(2026, 4, 1): 702150,
    date(2026, 5, 1): 588300,
}
NET_SALES = {
    (date(2025, 7, 1), date(2025, 9, 30)): Decimal("184250.00"),
    (date(2025, 10, 1), date(2025, 12, 31)): Decimal("231900.50"),
    (date(2026, 1, 1), date(2026, 3, 31)): Decimal("207415.25"),
}
MILESTONES = (
    ("Milestone 1: System Design", Decimal(24000), date(2025, 12, 9)),
    ("Milestone 2: Prototype", Decimal(36000), date(2026, 2, 12)),
    ("Milestone 3: Pilot Operation", Decimal(40000), date(2026, 5, 20)),
)


def month_end(day: date) -> date:
    """Return the last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def sow_bills() -> list[Bill]:
    """Time and materials, monthly in arrears, 30 days from the invoice date."""
    bills = []
    for number, (month, hours) in enumerate(HOURS.items(), start=1001):
        raised = month >= date(2026, 3, 1)
        prices = {
            PRINCIPAL: Decimal(240),
            ENGINEER: Decimal(195 if raised else 185),
            ANALYST: Decimal(135),
        }
        if month == date(2025, 12, 1):
            prices[ENGINEER] = Decimal(210)
        lines = [
            Line(
                f"{role}, professional services {month:%B %Y}",
                Decimal(count),
                "hour",
                prices[role],
                start=month,
                end=month_end(month),
            )
            for role, count in zip((PRINCIPAL, ENGINEER, ANALYST), hours, strict=True)
        ]
        if month == date(2026, 4, 1):
            wrong = lines[1]
            lines[1] = Line(
                wrong.description,
                wrong.quantity,
                wrong.unit,
                wrong.price,
                money("13620.00"),
                start=wrong.start,
                end=wrong.end,
            )
        issued = days_after(month_end(month), 4)
        due = days_after(issued, 15 if month == date(2025, 11, 1) else 30)
        bills.append(
            Bill(
                f"TA-{number}",
                issued,
                due,
                LARCHMONT,
                "USD",
                tuple(lines),
                SOW,
                "pdf",
                order="" if month == date(2026, 2, 1) else ORDER,
                terms="" if month == date(2025, 11, 1) else "Net 30 days",
            )
        )
    return bills


def subscription_bills() -> list[Bill]:
    """A monthly subscription in advance, in pounds, plus VAT; 4% more from June 2026."""
    bills = []
    year = [date(2025, m, 1) for m in range(6, 13)] + [date(2026, m, 1) for m in range(2, 7)]
    for number, month in enumerate(year, start=2001):
        line = Line(
            f"Subscription fee, Insight platform, {month:%B %Y}",
            Decimal(1),
            "month",
            Decimal("2400.00"),  # also in June 2026, when it should have risen
            start=month,
            end=month_end(month),
        )
        taxed = month != date(2026, 4, 1)
        bills.append(
            Bill(
                f"TA-{number}",
                month,
                days_after(month, 14),
                QUILLFEATHER,
                "GBP",
                (line,),
                SUBSCRIPTION,
                "ubl",
                terms="14 days from the invoice date",
                tax_rate=VAT if taxed else Decimal(0),
            )
        )
    return bills


def usage_bills() -> list[Bill]:
    """API calls by graduated tiers, monthly in arrears."""
    bills = []
    for number, (month, calls) in enumerate(CALLS.items(), start=3001):
        billed = Decimal(calls) + (12000 if month == date(2026, 2, 1) else 0)
        lines, rest = [], billed
        for tier, (size, price) in enumerate(TIERS, start=1):
            quantity = rest if size is None else min(rest, size)
            if quantity > 0:
                lines.append(
                    Line(
                        f"API calls {month:%B %Y}, tier {tier}",
                        quantity,
                        "call",
                        price,
                        code="API",
                        start=month,
                        end=month_end(month),
                    )
                )
            rest -= quantity
        issued = days_after(month_end(month), 3)
        form = "xlsx" if month >= date(2026, 3, 1) else "csv"
        bills.append(
            Bill(
                f"TA-{number}",
                issued,
                days_after(issued, 30),
                PALISADE,
                "USD",
                tuple(lines),
                USAGE,
                form,
            )
        )
    return bills


def project_bills() -> list[Bill]:
    """Fixed price with milestones, 10% retainage held."""
    issued = (date(2025, 12, 15), date(2026, 2, 18), date(2026, 5, 11))
    amounts = (Decimal(24000), Decimal(38500), Decimal(40000))
    bills = []
    for index, ((name, _, _), amount, day) in enumerate(
        zip(MILESTONES, amounts, issued, strict=True)
    ):
        lines = (
            Line(name, Decimal(1), "each", amount),
            Line("Less retainage 10%", Decimal(-1), "each", money(amount / 10)),
        )
        form = ("cii", "facturx", "cii")[index]
        bills.append(
            Bill(
                f"TA-{4001 + index}", day, days_after(day, 45), OSTRAVA, "EUR", lines, PROJECT, form
            )
        )
    again = (
        Line(MILESTONES[0][0], Decimal(1), "each", Decimal(24000)),
        Line("Less retainage 10%", Decimal(-1), "each", money("2400")),
    )
    day = date(2026, 3, 16)
    bills.append(
        Bill("TA-4004", day, days_after(day, 45), OSTRAVA, "EUR", again, PROJECT, "facturx")
    )
    return bills


def retainer_bills() -> list[Bill]:
    """A monthly retainer in advance, January to May 2026."""
    bills = []
    for number, month in enumerate([date(2026, m, 1) for m in range(1, 7)], start=5001):
        line = Line(
            f"Advisory retainer {month:%B %Y}",
            Decimal(1),
            "month",
            Decimal("6500.00"),
            start=month,
            end=month_end(month),
        )
        april = month == date(2026, 4, 1)
        bills.append(
            Bill(
                f"TA-{number}",
                month,
                days_after(month, 10),
                BRAMBLE,
                "USD",
                (line,),
                RETAINER,
                "docx",
                terms="Net 30" if month == date(2026, 2, 1) else "Net 10",
                printed_total=Decimal("6650.00") if april else None,
            )
        )
    twice = Line(
        "Advisory retainer March 2026 and preparation",
        Decimal(1),
        "month",
        Decimal("6500.00"),
        start=date(2026, 3, 1),
        end=date(2026, 3, 31),
    )
    day = date(2026, 3, 20)
    travel = Line("Workshop materials", Decimal(1), "each", Decimal("480.00"))
    bills.append(
        Bill(
            "TA-5010",
            day,
            days_after(day, 10),
            BRAMBLE,
            "USD",
            (twice, travel),
            RETAINER,
            "docx",
            terms="Net 10",
        )
    )
    return bills


def licence_bills() -> list[Bill]:
    """A royalty of 8% of net sales, quarterly, 45 days after the quarter."""
    bills = []
    for number, ((start, end), sales) in enumerate(NET_SALES.items(), start=6001):
        line = Line(
            f"Royalty 8% of Net Sales, {start:%B} to {end:%B %Y}",
            Decimal(1),
            "quarter",
            money(sales * 8 / 100),
            start=start,
            end=end,
        )
        bills.append(
            Bill(
                f"TA-{number}",
                days_after(end, 15),
                days_after(end, 45),
                JUNO,
                "USD",
                (line,),
                LICENCE,
                "xlsx",
            )
        )
    return bills


def support_bills() -> list[Bill]:
    """Support, quarterly in advance, under a contract on file as a scan."""
    bills = []
    for number, start in enumerate(
        [date(2025, 10, 1), date(2026, 1, 1), date(2026, 4, 1)], start=7001
    ):
        end = month_end(start.replace(month=start.month + 2))
        line = Line(
            f"Support and maintenance, {start:%B} to {end:%B %Y}",
            Decimal(1),
            "quarter",
            Decimal("3600.00"),
            start=start,
            end=end,
        )
        bills.append(
            Bill(
                f"TA-{number}",
                start,
                days_after(start, 30),
                CALDER,
                "USD",
                (line,),
                SUPPORT,
                "pdf",
                terms="Net 30 days",
            )
        )
    line = Line("Data migration, lump sum", Decimal(1), "each", Decimal("1850.00"))
    bills.append(
        Bill(
            "TA-8001",
            date(2026, 5, 6),
            date(2026, 6, 5),
            MERIDIAN,
            "USD",
            (line,),
            "",
            "pdf",
            terms="Net 30 days",
        )
    )
    return bills


def copies() -> list[Bill]:
    """A number used again."""
    line = Line("On-site visit", Decimal(1), "visit", Decimal("900.00"))
    return [
        Bill(
            "TA 7002",
            date(2026, 2, 10),
            date(2026, 3, 12),
            CALDER,
            "USD",
            (line,),
            SUPPORT,
            "pdf",
            terms="Net 30 days",
        )
    ]


def all_bills() -> list[Bill]:
    """Every invoice of the story."""
    return [
        *sow_bills(),
        *subscription_bills(),
        *usage_bills(),
        *project_bills(),
        *retainer_bills(),
        *licence_bills(),
        *support_bills(),
        *copies(),
    ]


ANSWERS = (
    Answer("PT101", SOW, "Due 15 days after the invoice date; the agreement gives 30.", "TA-1002"),
    Answer(
        "PR101",
        SOW,
        "Senior Data Engineer billed at 210.00 an hour; the rate card says 185.00 (49 hours).",
        "TA-1003",
        2,
        "1225.00",
        "USD",
    ),
    Answer(
        "QT102",
        SOW,
        "42 Data Analyst hours billed, 38 approved on the timesheets: 4 hours x 135.00.",
        "TA-1004",
        3,
        "540.00",
        "USD",
    ),
    Answer(
        "ID104",
        SOW,
        "The agreement asks for a purchase order number on every invoice; this one has none.",
        "TA-1005",
    ),
    Answer(
        "AR101",
        SOW,
        "68 hours x 195.00 is 13,260.00; the line says 13,620.00.",
        "TA-1007",
        2,
        "360.00",
        "USD",
    ),
    Answer(
        "CP101",
        SOW,
        "The statement of work stops at 160,000.00; with this invoice 165,460.00 are billed.",
        "TA-1008",
        None,
        "5460.00",
        "USD",
    ),
    Answer(
        "CO101",
        SUBSCRIPTION,
        "No invoice covers January 2026.",
        "",
        None,
        "2400.00",
        "GBP",
    ),
    Answer(
        "TX101",
        SUBSCRIPTION,
        "VAT of 20% is missing: 2,400.00 x 20%.",
        "TA-2010",
        None,
        "480.00",
        "GBP",
    ),
    Answer(
        "RC101",
        SUBSCRIPTION,
        "Not paid by 30 June 2026; it fell due on 15 May.",
        "TA-2011",
        None,
        "2880.00",
        "GBP",
    ),
    Answer(
        "PR104",
        SUBSCRIPTION,
        "June 2026 is billed at 2,400.00; the 4% rise on 1 June makes it 2,496.00.",
        "TA-2012",
        1,
        "96.00",
        "GBP",
    ),
    Answer(
        "QT101",
        USAGE,
        "623,400 calls billed, 611,400 metered: 12,000 x 0.010.",
        "TA-3004",
        3,
        "120.00",
        "USD",
    ),
    Answer(
        "MS101",
        PROJECT,
        "Milestone 2 is 36,000.00 in the contract, 38,500.00 on the invoice.",
        "TA-4002",
        1,
        "2500.00",
        "EUR",
    ),
    Answer(
        "MS102",
        PROJECT,
        "Milestone 3 was billed on 11 May 2026 and accepted on 20 May.",
        "TA-4003",
        1,
        "40000.00",
        "EUR",
    ),
    Answer(
        "MS103", PROJECT, "Milestone 1 is billed a second time.", "TA-4004", 1, "24000.00", "EUR"
    ),
    Answer("PT104", RETAINER, "The invoice prints Net 30, the agreement says 10 days.", "TA-5002"),
    Answer(
        "AR103", RETAINER, "6,500.00 without tax is not 6,650.00.", "TA-5004", None, "150.00", "USD"
    ),
    Answer(
        "TM101",
        RETAINER,
        "June 2026 lies after the agreement's end on 31 May 2026.",
        "TA-5006",
        1,
        "6500.00",
        "USD",
    ),
    Answer(
        "TM102",
        RETAINER,
        "March 2026 was billed on TA-5003 already.",
        "TA-5010",
        1,
        "6500.00",
        "USD",
    ),
    Answer(
        "PR102",
        RETAINER,
        "The agreement has no price for workshop materials.",
        "TA-5010",
        2,
        "480.00",
        "USD",
    ),
    Answer("CT101", LICENCE, "The words say forty-five, the figures say 30 days."),
    Answer(
        "DU101",
        SUPPORT,
        "The number TA-7002 was used in January.",
        "TA 7002",
        None,
        "900.00",
        "USD",
    ),
    Answer(
        "ID101",
        "",
        "No contract with Meridian Row Hotels is on file.",
        "TA-8001",
        None,
        "1850.00",
        "USD",
    ),
)
